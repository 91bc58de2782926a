"""Accepted rows → an intake: facts plain by regency, identities encrypted by regency, keyed hashes for joins.

The rows come as plain short-lived Parquet in the scratch folder. They are cut by regency in one pass, then written
regency by regency, so that memory holds the identities of one regency at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, literal
from sepakat.lake import Lake, layout
from sepakat.lake.reading import WHOLE

UNKNOWN_REGION = "00"  # rows of a list whose region could not be told
_IDENTITY = {"family", "person", "registry", "receipt", "location"}
_ROW = {
    "family": "family_row",
    "person": "person_row",
    "registry": "entry_row",
    "receipt": "receipt_row",
    "location": "location_row",
}
# Identity columns that sources deliver beside those the catalogue's vault tables name.
_EXTRA = {"nama_kk", "nomor_kartu"}
_KEYS = ("family_key", "person_key", "entry_key", "family_entry_key")
_PARENT = {"person": ("family", "family_key"), "registry": ("", "family_entry_key"), "location": ("", "family_key")}
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
    """Writes the tables of one intake. order matters: families before their persons."""

    def __init__(self, lake: Lake, con: Connection, intake: Path, vault: Path, scratch: Path) -> None:
        self.lake, self.con, self.intake, self.vault_path, self.scratch = lake, con, intake, vault, scratch
        self.vault_files: dict[str, dict[str, Any]] = {}
        self.stored: dict[str, Stored] = {}

    def table(self, table: str, path: Path) -> Stored:
        """Store one accepted table from its plain Parquet."""
        done = self.stored[table] = Stored()
        columns = list(pq.read_schema(path).names)
        if table not in _IDENTITY:
            shown = ", ".join(identifier(c) for c in columns if c != "_baris")
            self._plain(done, table, WHOLE, f"SELECT {shown} FROM {duck.parquet(path)}")
            return done
        parts = self._cut(table, path)
        for part, files in parts.items():
            self._part(done, table, part, duck.parquet(files), columns)
        return done

    def _cut(self, table: str, path: Path) -> dict[str, list[Path]]:
        """One pass that leaves a folder per regency in the scratch folder."""
        target = self.scratch / "parts" / table
        target.parent.mkdir(parents=True, exist_ok=True)
        region = f"coalesce(nullif(left(village_code, 5), ''), {literal(UNKNOWN_REGION)})"
        self.con.execute(
            f"COPY (SELECT *, {region} AS _kab FROM {duck.parquet(path)}) TO {literal(str(target))} "
            "(FORMAT parquet, PARTITION_BY (_kab), COMPRESSION snappy)"
        )
        found: dict[str, list[Path]] = {}
        for folder in sorted(target.glob("_kab=*")):
            found[folder.name.removeprefix("_kab=")] = sorted(folder.glob("*.parquet"))
        return found

    def _part(self, done: Stored, table: str, part: str, rows: str, columns: list[str]) -> None:
        row = _ROW[table]
        keys = [c for c in _KEYS if c in columns]
        own = next((k for k in ("person_key", "entry_key", "family_key") if k in keys), None)
        order = ", ".join(["village_code", *([identifier(own)] if own else []), "_baris"])
        number = f"(row_number() OVER (ORDER BY {order}) + {done.rows})::BIGINT AS {row}"
        sql = f"SELECT {number}, * FROM {rows}"
        if table == "family":
            self.con.execute(
                f"CREATE OR REPLACE TEMP TABLE family_of_{_safe(part)} AS SELECT family_key, {row} FROM ({sql})"
            )
        extra, hashed = self._parent(done, table, part, sql, columns)
        sql = extra or sql
        hidden = identity_columns(columns)
        # the vault part and the keys, in memory, in the order of the layout
        wanted = [row, "village_code", *[c for c in _BESIDE if c in columns], *hashed, *hidden, *keys]
        listed = ", ".join(identifier(c) for c in dict.fromkeys(wanted))
        data = duck.arrow(self.con, f"SELECT {listed} FROM ({sql}) ORDER BY {row}")
        self._keys(table, part, row, data, hashed)
        if hidden:
            name = f"{table}/{part}.parquet"
            kept = data.select([row, "village_code", *hidden])
            self.vault_files[name] = self.lake.vault.write(self.vault_path, name, kept)
        shown = [row, *hashed, *[c for c in columns if c not in {*keys, *hidden, "_baris"}]]
        self._plain(done, table, part, f"SELECT {', '.join(identifier(c) for c in shown)} FROM ({sql})")

    def _parent(self, done: Stored, table: str, part: str, sql: str, columns: list[str]) -> tuple[str, list[str]]:
        """SQL of the rows with the number of the row they belong to, and the name of that column."""
        if table == "person":
            families = f"family_of_{_safe(part)}"
            self.con.execute(f"CREATE TEMP TABLE IF NOT EXISTS {families}(family_key VARCHAR, family_row BIGINT)")
            orphans = f"SELECT count(*) FROM ({sql}) p WHERE family_key NOT IN (SELECT family_key FROM {families})"
            done.orphans += int(self.con.sql(orphans).fetchall()[0][0])
            return f"SELECT p.*, f.family_row FROM ({sql}) p JOIN {families} f USING (family_key)", ["family_row"]
        if table == "registry" and "family_entry_key" in columns:
            group = (
                "first_value(entry_row) OVER (PARTITION BY coalesce(family_entry_key, entry_key) ORDER BY entry_row)"
            )
            return f"SELECT *, {group} AS family_entry_row FROM ({sql})", ["family_entry_row"]
        return "", []

    def _keys(self, table: str, part: str, row: str, data: pa.Table, parents: list[str]) -> None:
        """The key table: row numbers and keyed hashes, no identity."""
        vault, names = self.lake.vault, data.column_names
        kept = data.select([row, *parents, "village_code", *[c for c in _BESIDE if c in names]])
        if "nik" in names:
            kept = kept.append_column("nik_hash", vault.nik_hash(data["nik"]))
        if "no_kk" in names:
            kept = kept.append_column("kk_hash", vault.nik_hash(data["no_kk"]))
        if table in ("family", "location") and "family_key" in names:
            kept = kept.append_column("family_key_hash", vault.key_hash(data["family_key"]))
        path = self.intake / f"key_{table}" / f"{part}.parquet"
        layout.write_batches(kept.schema, kept.to_batches(), path, kept.num_rows)

    def _plain(self, done: Stored, table: str, part: str, sql: str) -> None:
        path = self.intake / table / f"{part}.parquet"
        written = layout.write_query(self.con, sql, path, table)
        if written.rows == 0:
            path.unlink()
            return
        done.rows += written.rows
        done.files[f"{table}/{part}.parquet"] = {"rows": written.rows, "logical": written.logical}


def _safe(part: str) -> str:
    return part.replace(".", "_")
