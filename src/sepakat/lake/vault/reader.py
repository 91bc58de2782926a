"""Reading the vault: what a grant covers, and nothing without a line in the access log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.lake import access_log
from sepakat.lake.reading import WHOLE

if TYPE_CHECKING:
    from sepakat.lake.vault.files import Vault

ACCESS_LOG = "access.jsonl"
NATION = "00"


class VaultReader:
    """Reads what its grant covers, and nothing without a line in the access log."""

    def __init__(self, vault: Vault, grant: Grant, holder: str) -> None:
        self._vault, self._grant, self._holder = vault, grant, holder

    def read(
        self,
        table: str,
        regencies: Iterable[str] | None = None,
        village: str | None = None,
        columns: Iterable[str] | None = None,
        only: tuple[str, Iterable[int]] | None = None,
    ) -> pa.Table:
        """Rows of a vault table as Arrow, within the grant's regions and columns.

        regencies: codes `53.01`, None = all that the grant covers. village: one village only. columns: None = all
        that the grant covers. only: (id column, ids): hand over, and record, no other rows (the column must be among
        those read). UserError where the request goes beyond the grant.
        """
        wanted = [village[:5]] if village else regencies
        parts = [data for _, data in self._parts(table, wanted, village, columns)]
        if only is not None:
            ids = pa.array(only[1], pa.int64())
            parts = [data.filter(pc.is_in(data[only[0]], value_set=ids)) for data in parts]
        found = pa.concat_tables(parts) if parts else pa.table({})
        self._record(table, wanted, village, columns, found.num_rows)
        return found

    def each(
        self, table: str, regencies: Iterable[str] | None = None, columns: Iterable[str] | None = None
    ) -> Iterator[tuple[str, pa.Table]]:
        """(part, rows) file by file, so that memory holds one regency at a time. Recorded when reading starts."""
        listed = list(regencies) if regencies is not None else None
        self._grant.check(table)
        self._record(table, listed, None, columns, None)
        yield from self._parts(table, listed, None, columns)

    def parts(self, table: str) -> list[str]:
        """Parts (regencies or `all`) that there are of a table."""
        prefix = f"{table}/"
        return sorted(Path(n).stem for n in self._vault.entries(self._holder) if n.startswith(prefix))

    def _parts(
        self, table: str, regencies: Iterable[str] | None, village: str | None, columns: Iterable[str] | None
    ) -> Iterator[tuple[str, pa.Table]]:
        grant = self._grant
        grant.check(table)
        asked = list(regencies) if regencies is not None else None
        for code in [village] if village else asked or []:
            if grant.regions and not any(covers(region, code) or covers(code, region) for region in grant.regions):
                raise _beyond("grant-region", f"wilayah {code}", f"region {code}")
        for name in columns or ():
            if grant.columns and name not in grant.columns:
                raise _beyond("grant-column", f"kolom `{name}`", f"column `{name}`")
        for name, entry in sorted(self._vault.entries(self._holder).items()):
            part = Path(name).stem
            if name.split("/")[0] != table or (asked is not None and part not in asked and part != WHOLE):
                continue
            if grant.regions and part != WHOLE and not _touches(grant.regions, part):
                continue
            data = self._file(name, entry, village, columns)
            if part == WHOLE and asked is not None and "village_code" in data.column_names:
                data = _within(data, tuple(asked))
            yield part, data

    def _file(self, name: str, entry: dict[str, Any], village: str | None, columns: Iterable[str] | None) -> pa.Table:
        with self._vault.decrypt(self._holder, name, entry) as source:
            present = source.schema_arrow.names
            shown = [c for c in (columns or self._grant.columns or present) if c in present]
            needed = shown + (["village_code"] if "village_code" in present and "village_code" not in shown else [])
            groups = [g for g in range(source.num_row_groups) if village is None or _may_hold(source, g, village)]
            try:
                data = source.read_row_groups(groups, columns=needed)
            except OSError as problem:
                raise damaged(f"{self._holder}/{name}") from problem
        if "village_code" in data.column_names:
            if self._grant.regions:
                data = _within(data, self._grant.regions)
            if village:
                data = data.filter(pc.equal(data["village_code"], village))
        elif self._grant.regions:
            raise _beyond("grant-region", f"tabel `{name}` tanpa wilayah", f"table `{name}`, which has no regions")
        return data.select(shown)

    def _record(
        self,
        table: str,
        regencies: Iterable[str] | None,
        village: str | None,
        columns: Iterable[str] | None,
        rows: int | None,
    ) -> None:
        grant = self._grant
        facts = {
            "by": grant.by,
            "role": grant.role,
            "purpose": grant.purpose,
            "holder": self._holder,
            "table": table,
            "regions": [village] if village else sorted(regencies) if regencies is not None else list(grant.regions),
            "columns": list(columns) if columns is not None else list(grant.columns),
            "rows": rows,
        }
        access_log.append(self._vault.path / ACCESS_LOG, facts)


def covers(region: str, code: str) -> bool:
    """Whether `code` is `region` or lies inside it, by the dotted codes."""
    return region == NATION or code == region or code.startswith(region + ".")


def _touches(regions: tuple[str, ...], part: str) -> bool:
    return any(covers(region, part) or covers(part, region) for region in regions)


def _within(data: pa.Table, regions: tuple[str, ...]) -> pa.Table:
    if NATION in regions:
        return data
    code = data["village_code"]
    mask = None
    for region in regions:
        here = pc.or_(pc.equal(code, region), pc.starts_with(code, region + "."))
        mask = here if mask is None else pc.or_(mask, here)
    return data.filter(pc.fill_null(mask, False))


def _may_hold(source: pq.ParquetFile, group: int, village: str) -> bool:
    """Whether the statistics of a row group leave room for this village."""
    index = source.schema_arrow.names.index("village_code") if "village_code" in source.schema_arrow.names else -1
    if index < 0:
        return True
    stats = source.metadata.row_group(group).column(index).statistics
    return stats is None or not stats.has_min_max or bool(stats.min <= village <= stats.max)


def _beyond(code: str, what_id: str, what_en: str) -> UserError:
    return UserError(
        Text(f"Izin ini tidak mencakup {what_id}.", f"This grant does not cover {what_en}."),
        hint=Text("Minta izin yang mencakupnya.", "Ask for a grant that does."),
        code=code,
    )


def damaged(where: str) -> UserError:
    """The error for an encrypted file that does not open with the right key: altered, swapped or cut."""
    return UserError(
        Text("Berkas brankas rusak atau bukan di tempatnya.", "A vault file is damaged or out of place."),
        hint=Text(
            "Pulihkan dari cadangan, atau buat rilis baru dari berkas sumber.",
            "Restore it from a backup, or build a new release from the source files.",
        ),
        where=where,
        code="vault-damaged",
    )
