"""Accepted rows → an intake: facts plain by regency, identities encrypted by regency, keyed hashes for joins.

The rows come as plain short-lived Parquet in the scratch folder. They are taken a group of regencies at a time, so that
memory holds the identities of one group only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.lake import Lake, layout
from sepakat.lake.reading import WHOLE
from sepakat.releasing.columns import columns_of
from sepakat.releasing.groups import pack, within

_IDENTITY = ("family", "person", "registry", "receipt", "location", "pupil")
_ROW = {
    "family": "family_row",
    "person": "person_row",
    "registry": "entry_row",
    "receipt": "receipt_row",
    "location": "location_row",
    "pupil": "pupil_row",
}
# Identity columns that sources deliver beside those the catalogue's vault tables name.
_EXTRA = {"nama_kk", "nomor_kartu", "nisn"}
_KEYS = ("person_key", "entry_key", "family_key", "family_entry_key")
# Facts repeated in the key table, because persons are told apart by them where a NIK is missing.
_BESIDE = ("tanggal_lahir", "jenis_kelamin", "no_urut")


def identity_columns(columns: list[str]) -> list[str]:
    """Those columns of an accepted table that may lie in the vault only."""
    hidden = catalogue.vault_columns() | _EXTRA
    return [c for c in columns if c in hidden]


@dataclass
class Stored:
    """What was stored of one table. orphans: persons whose family was not accepted."""

    rows: int = 0
    orphans: int = 0
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


class Partitioner:
    """Writes the tables of one intake into `intake` (plain) and `vault` (encrypted), those in `without` not."""

    def __init__(
        self,
        lake: Lake,
        con: Connection,
        intake: Path,
        vault: Path,
        scratch: Path,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.without = without
        self.lake, self.con, self.intake, self.vault_path, self.scratch = lake, con, intake, vault, scratch
        self.vault_files: dict[str, dict[str, Any]] = {}
        self.stored: dict[str, Stored] = {}

    def write(self, accepted: Mapping[str, Path]) -> None:
        """Store all accepted tables: families before their persons, group by group of regencies."""
        for table in sorted(accepted):
            if table in self.without:
                continue
            self.stored[table] = Stored()
            if table not in _IDENTITY:
                self._whole(table, accepted[table])
        tables = [t for t in _IDENTITY if t in accepted and t not in self.without]
        groups = self._groups([accepted[t] for t in tables])
        cut = {t: self._cut(t, accepted[t], groups) for t in tables}
        for number, _ in enumerate(groups):
            self.con.execute("CREATE OR REPLACE TEMP TABLE family_of(family_key VARCHAR, family_row BIGINT)")
            for table in tables:
                if cut[table][number]:
                    self._group(table, cut[table][number], columns_of(accepted[table]))

    def _groups(self, paths: list[Path]) -> list[list[str]]:
        """Regencies packed by the rows that the largest table has in them."""
        part = "coalesce(nullif(left(village_code, 5), ''), '00')"
        most: dict[str, int] = {}
        for path in paths:
            for name, n in self.con.sql(f"SELECT {part}, count(*) FROM {duck.parquet(path)} GROUP BY 1").fetchall():
                most[str(name)] = max(most.get(str(name), 0), int(n))
        return pack(most)

    def _cut(self, table: str, path: Path, groups: list[list[str]]) -> list[list[Path]]:
        """The rows of a table by group: the file itself where one group holds all, else one pass that cuts it."""
        if len(groups) == 1:
            return [[path]]
        target = self.scratch / "parts" / table
        target.parent.mkdir(parents=True, exist_ok=True)
        number = " ".join(f"WHEN {within(parts)} THEN {n}" for n, parts in enumerate(groups))
        self.con.execute(
            f"COPY (SELECT *, CASE {number} END AS _kelompok FROM {duck.parquet(path)}) TO {literal(str(target))} "
            "(FORMAT parquet, PARTITION_BY (_kelompok), COMPRESSION snappy)"
        )
        return [sorted((target / f"_kelompok={n}").glob("*.parquet")) for n in range(len(groups))]

    def _group(self, table: str, files: list[Path], columns: list[str]) -> None:
        """Number, split and store the rows of one group."""
        done, row = self.stored[table], _ROW[table]
        keys = [c for c in _KEYS if c in columns]
        order = ", ".join(["village_code", *keys[:1], "_baris"])
        number = f"(row_number() OVER (ORDER BY {order}) + {done.rows + done.orphans})::BIGINT AS {row}"
        numbered = f"SELECT {number}, * FROM {duck.parquet(files)}"
        parent = {"person": ["family_row"], "registry": ["family_entry_row"]}.get(table, [])
        if table == "person":
            numbered = f"SELECT p.*, f.family_row FROM ({numbered}) p LEFT JOIN family_of f USING (family_key)"
        elif table == "registry":
            first = (
                "first_value(entry_row) OVER (PARTITION BY coalesce(family_entry_key, entry_key) ORDER BY entry_row)"
            )
            numbered = f"SELECT *, {first} AS family_entry_row FROM ({numbered})"
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE rows_now AS {numbered}")
        if table == "family":
            self.con.execute("INSERT INTO family_of SELECT family_key, family_row FROM rows_now")
        orphans = 0
        if table == "person":
            orphans = int(self.con.sql("SELECT count(*) FROM rows_now WHERE family_row IS NULL").fetchall()[0][0])
            self.con.execute("DELETE FROM rows_now WHERE family_row IS NULL")
        hidden = identity_columns(columns)
        self._named(table, row, parent, [c for c in _BESIDE if c in columns], hidden, keys)
        shown = [row, *parent, *[c for c in columns if c not in {*keys, *hidden, "_baris"}]]
        sql = f"SELECT {', '.join(identifier(c) for c in shown)} FROM rows_now"
        for part, written in self._parts(sql, table).items():
            self._note(table, part, written)
        done.orphans += orphans
        self.con.execute("DROP TABLE rows_now")

    def _named(
        self, table: str, row: str, parent: list[str], beside: list[str], hidden: list[str], keys: list[str]
    ) -> None:
        """The key table (row numbers, keyed hashes) and the vault part of one group, in memory."""
        vault = self.lake.vault
        wanted = ", ".join(
            identifier(c) for c in dict.fromkeys([row, "village_code", *parent, *beside, *hidden, *keys])
        )
        data = duck.arrow(self.con, f"SELECT {wanted} FROM rows_now ORDER BY {row}")
        kept = data.select([row, *parent, "village_code", *beside])
        if "nik" in hidden:
            kept = kept.append_column("nik_hash", vault.nik_hash(data["nik"]))
        if "no_kk" in hidden:
            kept = kept.append_column("kk_hash", vault.nik_hash(data["no_kk"]))
        if table in ("family", "location") and "family_key" in keys:
            kept = kept.append_column("family_key_hash", vault.key_hash(data["family_key"]))
        for part, batches in layout.by_part(kept.to_batches()):
            path = self.intake / f"key_{table}" / f"{part}.parquet"
            layout.write_batches(kept.schema, batches, path, hashed=False)
        if hidden:
            secret = data.select([row, "village_code", *hidden])
            for part, batches in layout.by_part(secret.to_batches()):
                name = f"{table}/{part}.parquet"
                self.vault_files[name] = vault.write_batches(
                    self.vault_path, name, secret.schema, batches, hashed=False
                )

    def _whole(self, table: str, path: Path) -> None:
        columns = [c for c in pq.read_schema(path).names if c != "_baris"]
        sql = f"SELECT {', '.join(identifier(c) for c in columns)} FROM {duck.parquet(path)}"
        target = self.intake / table / f"{WHOLE}.parquet"
        self._note(table, WHOLE, layout.write_query(self.con, sql, target, table))

    def _parts(self, sql: str, table: str) -> dict[str, layout.Written]:
        return layout.write_parts(self.con, sql, self.intake / table, table, hashed=False)

    def _note(self, table: str, part: str, written: layout.Written) -> None:
        done = self.stored[table]
        done.rows += written.rows
        done.files[f"{table}/{part}.parquet"] = {"rows": written.rows}
