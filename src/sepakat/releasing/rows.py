"""Which rows of the base registry a release stands on, by regency, and which regencies changed since the base release.

A regency's rows are the slices that the intakes bring of it, less the families that a later intake holds too. It is
*touched* where these differ from what the base release was made of. A whole new delivery touches only the regencies
whose content differs: that is found by reading both deliveries once. Untouched regencies keep the numbers of their
people, and what was made of them is shared without being read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.grants import Grant
from sepakat.lake import Lake, Release
from sepakat.lake.continuing import key
from sepakat.lake.layout import UNKNOWN
from sepakat.lake.logical import LogicalHash
from sepakat.releasing.columns import columns_of
from sepakat.releasing.intakes import Intake, intake, intake_ids

_NUMBERS = {"family": ("family_row",), "person": ("person_row", "family_row")}


class Rows:
    """The rows of the base registry. `tokens`: regency → what its rows are (equal tokens, equal rows)."""

    def __init__(self, con: Connection, lake: Lake, intakes: list[Intake], base: Release | None) -> None:
        self.lake, self.intakes = lake, intakes
        self.parts = sorted({p.stem for one in intakes for p in one.files("key_family")})
        self.first = {
            (src, path.stem): (_least(path, "family_row"), _least(one.path / "key_person" / path.name, "person_row"))
            for src, one in enumerate(intakes)
            for path in one.files("key_family")
        }
        lost = self._lost(con)
        self.tokens: dict[str, Any] = {
            part: {"slices": [[s, one.id, one.mark] for s, one in enumerate(intakes) if (s, part) in self.first],
                   "lost": lost.get(part, "")}
            for part in self.parts
        }  # fmt: skip
        before = (base.document("steps") or {}).get("units", {}).get("identify") if base is not None else None
        known: Mapping[str, Any] = before["facts"]["rows"] if before else {}
        self.touched = [part for part in self.parts if not self._same(part, known.get(part))]
        for part in set(self.parts) - set(self.touched):
            self.tokens[part] = known[part]  # so that the next delivery is compared with the one that it came with
        self.gone = sorted(set(known) - set(self.parts))

    def size(self, part: str) -> int:
        """Persons (or, where there are more, families) of a regency."""
        return sum(
            max(_rows(one.path / t / f"{part}.parquet") for t in ("key_family", "key_person")) for one in self.intakes
        )

    def offsets(self, con: Connection) -> None:
        """Make the temporary table `slices` (src, kab, family_first, person_first): row numbers are kept from 0 in
        each slice, so that they do not change with what is delivered of other regencies."""
        data = pa.table({
            "src": pa.array([s for s, _ in self.first], pa.int16()),
            "kab": pa.array([p for _, p in self.first], pa.string()),
            "family_first": pa.array([f for f, _ in self.first.values()], pa.int64()),
            "person_first": pa.array([p for _, p in self.first.values()], pa.int64()),
        })  # fmt: skip
        con.register("slices_now", data)
        con.execute("CREATE OR REPLACE TEMP TABLE slices AS SELECT * FROM slices_now")
        con.unregister("slices_now")

    def _lost(self, con: Connection) -> dict[str, str]:
        """Make the temporary table `lost` (src, family_row, kab): families that a later intake holds too. Gives a hash
        of them by regency."""
        con.execute("CREATE OR REPLACE TEMP TABLE lost(src SMALLINT, family_row BIGINT, kab VARCHAR)")
        files = [one.files("key_family") for one in self.intakes]
        for src, mine in enumerate(files[:-1]):
            later = [path for other in files[src + 1 :] for path in other]
            if mine and later and all("family_key_hash" in columns_of(f) for f in (mine, later)):
                con.execute(
                    f"INSERT INTO lost SELECT {src}, family_row, coalesce(left(village_code, 5), '{UNKNOWN}') FROM "
                    f"{duck.parquet(mine)} SEMI JOIN (SELECT family_key_hash FROM {duck.parquet(later)}) l "
                    "USING (family_key_hash)"
                )
        self.offsets(con)
        found = con.sql(
            "SELECT kab, md5(string_agg(src || ':' || (family_row - family_first), ',' ORDER BY src, family_row)) "
            "FROM lost JOIN slices USING (src, kab) GROUP BY 1"
        ).fetchall()
        return {str(part): str(digest) for part, digest in found}

    def _same(self, part: str, known: Any) -> bool:
        """Whether the rows of a regency are those of the base release."""
        mine = self.tokens[part]
        if known is None or known["lost"] != mine["lost"] or len(known["slices"]) != len(mine["slices"]):
            return False
        stored = set(intake_ids(self.lake)) if known["slices"] != mine["slices"] else set()
        for (src, _, mark), (was, name, before) in zip(mine["slices"], known["slices"], strict=True):
            if src != was:
                return False
            if mark == before:
                continue
            if name not in stored or (other := intake(self.lake, name)).mark != before:
                return False
            if self._content(self.intakes[src], part) != self._content(other, part):
                return False
        return True

    def _content(self, one: Intake, part: str) -> str:
        """A hash of everything that an intake brings of a regency (facts, keyed hashes, identities), whatever numbers
        its rows have. Identities are hashed with the lake's key, in memory."""
        first = {
            "family_row": _least(one.path / "key_family" / f"{part}.parquet", "family_row"),
            "person_row": _least(one.path / "key_person" / f"{part}.parquet", "person_row"),
        }
        found = []
        for table in _NUMBERS:
            for name in (table, f"key_{table}"):
                path = one.path / name / f"{part}.parquet"
                found.append(_hash(pq.read_table(path), first) if path.exists() else "")
        reader = self.lake.vault.open(Grant("releasing", "sistem", "membandingkan kiriman", tuple(_NUMBERS)), one.id)
        for table in _NUMBERS:
            data = reader.read(table, regencies=[part]) if part in reader.parts(table) else pa.table({})
            found.append(self.lake.vault.logical(_from_first(data, first)) if data.num_rows else "")
        return key(found)


def _from_first(data: pa.Table, first: Mapping[str, int]) -> pa.Table:
    for name, least in first.items():
        if name in data.column_names:
            at = data.column_names.index(name)
            data = data.set_column(at, name, pc.subtract(data[name], pa.scalar(least, pa.int64())))
    return data


def _hash(data: pa.Table, first: Mapping[str, int]) -> str:
    data = _from_first(data, first)
    running = LogicalHash(data.schema)
    for batch in data.to_batches():
        running.update(batch)
    return running.hexdigest()


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows) if path.exists() else 0


def _least(path: Path, column: str) -> int:
    """The least number of a column, from the statistics of its file (0 where there is no file)."""
    if not path.exists():
        return 0
    meta = pq.read_metadata(path)
    at = meta.schema.to_arrow_schema().names.index(column)
    groups = (meta.row_group(g).column(at).statistics for g in range(meta.num_row_groups))
    known = [int(s.min) for s in groups if s is not None and s.has_min_max]
    if len(known) < meta.num_row_groups:
        return int(pc.min(pq.read_table(path, columns=[column])[column]).as_py())
    return min(known, default=0)
