"""Accepted rows → an intake: facts plain by regency, identities encrypted by regency, keyed hashes for joins.

The rows come as plain short-lived Parquet in the scratch folder. They are taken a group of regencies at a time, so that
memory holds the identities of one group only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck, memory
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
        shutil.rmtree(self.scratch / "parts", ignore_errors=True)

    def _groups(self, paths: list[Path]) -> list[list[str]]:
        """Regencies packed by the rows that the largest table has in them."""
        part = "coalesce(nullif(left(village_code, 5), ''), '00')"
        most: dict[str, int] = {}
        for path in paths:
            for name, n in self.con.sql(f"SELECT {part}, count(*) FROM {duck.parquet(path)} GROUP BY 1").fetchall():
                most[str(name)] = max(most.get(str(name), 0), int(n))
        return pack(most)

    def _cut(self, table: str, path: Path, groups: list[list[str]]) -> list[str]:
        """The rows of a table by group, as table expressions (empty: no rows): the file itself where its rows lie by
        region as they are, so that each group reads its own row groups; else one pass that cuts it."""
        if len(groups) == 1:
            return [duck.parquet(path)]
        if _by_region(path, groups):
            return [f"(SELECT * FROM {duck.parquet(path)} WHERE {_range(parts)} {within(parts)})" for parts in groups]
        target = self.scratch / "parts" / table
        target.parent.mkdir(parents=True, exist_ok=True)
        number = " ".join(f"WHEN {within(parts)} THEN {n}" for n, parts in enumerate(groups))
        self.con.execute(
            f"COPY (SELECT *, CASE {number} END AS _kelompok FROM {duck.parquet(path)}) TO {literal(str(target))} "
            "(FORMAT parquet, PARTITION_BY (_kelompok), COMPRESSION snappy, ROW_GROUP_SIZE 24576)"
        )
        found = [sorted((target / f"_kelompok={n}").glob("*.parquet")) for n in range(len(groups))]
        return [duck.parquet(files) if files else "" for files in found]

    def _group(self, table: str, rows: str, columns: list[str]) -> None:
        """Number, split and store the rows of one group."""
        done, row = self.stored[table], _ROW[table]
        keys = [c for c in _KEYS if c in columns]
        order = ", ".join(["village_code", *keys[:1], "_baris"])
        number = f"(row_number() OVER (ORDER BY {order}) + {done.rows + done.orphans})::BIGINT AS {row}"
        numbered = f"SELECT {number}, * FROM {rows}"
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
        """The key table (row numbers, keyed hashes) and the vault part of one group, streamed."""
        vault = self.lake.vault
        shown = [row, *parent, "village_code", *beside]
        hashes = {"nik_hash": ("nik", vault.nik_hash), "kk_hash": ("no_kk", vault.nik_hash)}
        used = {name: made for name, made in hashes.items() if made[0] in hidden}
        if table in ("family", "location") and "family_key" in keys:
            used["family_key_hash"] = ("family_key", vault.key_hash)
        fields = [(c, self._kinds()[c]) for c in shown] + [(name, pa.binary()) for name in used]
        schema = pa.schema(fields)

        def keyed() -> Iterator[pa.RecordBatch]:
            for batch in self._rows([*shown, *(made[0] for made in used.values())], row):
                columns = [batch.column(c) for c in shown]
                columns += [made(batch.column(c)) for c, made in used.values()]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)

        for part, batches in layout.by_part(keyed()):
            layout.write_batches(schema, batches, self.intake / f"key_{table}" / f"{part}.parquet", hashed=False)
        if hidden:
            secret = self._rows([row, "village_code", *hidden], row)
            for part, batches in layout.by_part(secret):
                name = f"{table}/{part}.parquet"
                self.vault_files[name] = vault.write_batches(
                    self.vault_path, name, secret.schema, batches, hashed=False
                )

    def _rows(self, columns: list[str], row: str) -> pa.RecordBatchReader:
        """Columns of the rows of now, in their order, in pieces: one regency may hold five million persons."""
        listed = ", ".join(identifier(c) for c in dict.fromkeys(columns))
        size = memory.rows_at_once(layout.ROW_GROUP)
        return self.con.sql(f"SELECT {listed} FROM rows_now ORDER BY {row}").to_arrow_reader(size)

    def _kinds(self) -> dict[str, pa.DataType]:
        """Arrow types of the rows of now."""
        return {f.name: f.type for f in duck.arrow(self.con, "SELECT * FROM rows_now LIMIT 0").schema}

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


def _range(parts: list[str]) -> str:
    """SQL: a range of village codes that holds these regencies, by which row groups are passed over."""
    if "00" in parts:
        return ""
    return f"village_code BETWEEN {literal(min(parts))} AND {literal(max(parts) + '~')} AND"


def _by_region(path: Path, groups: list[list[str]]) -> bool:
    """Whether the rows lie by region: over all groups no more than twice the file's row groups would be read."""
    spans = [(min(parts), max(parts) + "~") for parts in groups if "00" not in parts]
    with pq.ParquetFile(path) as source:
        facts, at = source.metadata, source.schema_arrow.names.index("village_code")
        reads = 0
        for number in range(facts.num_row_groups):
            seen = facts.row_group(number).column(at).statistics
            if seen is not None and seen.null_count == facts.row_group(number).num_rows:
                continue  # of no known region
            if seen is None or not seen.has_min_max:
                return False
            reads += sum(low <= seen.max and seen.min <= high for low, high in spans)
        return reads <= 2 * facts.num_row_groups
