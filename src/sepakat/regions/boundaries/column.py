"""Finding the column with the region codes in a boundary file, and refusing BPS codes.

Files of the mapping agencies carry codes of every level side by side, of Kemendagri and of BPS. The wanted column is
the one whose Kemendagri codes tell the features apart: nearly one code per feature.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pyarrow as pa

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.regions.codes import LEVELS, dotted, level_of
from sepakat.regions.detect import detect_kind
from sepakat.regions.tree import load

# Share of the features that must have a known code of their own before a column is taken for the code column.
MIN_SHARE = 0.5


@dataclass(frozen=True)
class CodeColumn:
    """codes: the dotted code of each feature, None where it is unknown or of another level; raw: the cells as text."""

    name: str
    kind: str
    level: str
    codes: list[str | None]
    raw: list[str]


def find(
    table: pa.Table, *, column: str | None = None, kind: str | None = None, level: str | None = None, where: str = ""
) -> CodeColumn:
    """The code column. column, kind (`kemendagri`), level: what the caller knows already.

    UserError `boundary-bps` if only BPS codes are found, `boundary-code-kind` if codes do not tell which they are,
    `boundary-code-column` if there are none.
    """
    if column is not None and column not in table.column_names:
        raise unknown_name(Text("Kolom", "Column"), column, table.column_names, "boundary-column-unknown")
    if kind == "bps":
        raise _bps(column or "", where)
    names = [column] if column is not None else table.column_names
    texts = {name: _texts(table.column(name)) for name in names}
    candidates: list[tuple[float, int, bool, CodeColumn]] = []
    bps_column = unclear_column = None
    region_names = _name_column(table)
    for name, cells in texts.items():
        if cells is None or not any(cells):
            continue
        found = detect_kind(cells, region_names, level)
        reading = found.kind
        if reading == "unclear" and found.both > 0 and found.unknown <= found.codes / 2:
            if kind == "kemendagri" and column is not None:
                reading = "kemendagri_plain"
            else:
                unclear_column = name
        if reading == "bps":
            bps_column = name
        if not reading.startswith("kemendagri"):
            continue
        codes = _known(cells, plain=reading == "kemendagri_plain")
        at = level or _commonest(codes)
        if at is None:
            continue
        codes = [c if c is not None and level_of(c) == at else None for c in codes]
        share = len(set(codes) - {None}) / len(cells)
        named = any(word in name.lower() for word in ("kode", "code", "kd"))  # of two equal columns, not the row id
        candidates.append((share, LEVELS.index(at), named, CodeColumn(name, reading, at, codes, cells)))
    if candidates:
        share, _, _, best = max(candidates, key=lambda c: c[:3])
        if share >= MIN_SHARE or column is not None:
            return best
    if bps_column is not None:
        raise _bps(bps_column, where)
    if unclear_column is not None:
        raise UserError(
            Text(
                f"Kode di kolom `{unclear_column}` bisa kode Kemendagri, bisa kode BPS.",
                f"The codes in column `{unclear_column}` could be of Kemendagri or of BPS.",
            ),
            hint=Text(
                "Jika ini kode Kemendagri, sebutkan kolom dan jenisnya; jika kode BPS, ganti dengan kode Kemendagri.",
                "If they are Kemendagri codes, state the column and kind; if BPS, replace them by Kemendagri codes.",
            ),
            where=where,
            code="boundary-code-kind",
        )
    raise UserError(
        Text("Kolom kode wilayah tidak ditemukan.", "No column with region codes was found."),
        detail=Text(
            f"Kolom: {', '.join(table.column_names)[:200]}.", f"Columns: {', '.join(table.column_names)[:200]}."
        ),
        hint=Text(
            "Batas digabungkan menurut kode Kemendagri, misalnya 53.01, yang ditulis sebagai teks (bukan desimal).",
            "Boundaries are joined by Kemendagri code, such as 53.01; codes must be text, not decimal numbers.",
        ),
        where=where,
        code="boundary-code-column",
    )


def _texts(column: pa.ChunkedArray) -> list[str] | None:
    """Cells as text. Decimal numbers are refused: 53.10 and 53.1 are one number and two codes."""
    kind = column.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)):
        return None
    return ["" if v is None else str(v).strip() for v in column.to_pylist()]


def _known(cells: list[str], *, plain: bool) -> list[str | None]:
    tree = load()
    codes = [dotted(c) if plain and "." not in c else c for c in cells]
    return [c if c in tree else None for c in codes]


def _commonest(codes: list[str | None]) -> str | None:
    counts = Counter(level_of(c) for c in codes if c is not None)
    return counts.most_common(1)[0][0] if counts else None


def _name_column(table: pa.Table) -> list[str | None] | None:
    """A column that by its name holds region names; it helps where the codes alone are unclear."""
    hints = ("nama", "name", "namobj", "wadmkk", "kabkot", "kabupaten", "nmkab", "nama_kab")
    for column in table.column_names:
        kind = table.column(column).type
        if column.lower() in hints and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            values: list[str | None] = table.column(column).to_pylist()
            return values
    return None


def _bps(column: str, where: str) -> UserError:
    return UserError(
        Text(
            f"Kolom `{column}` berisi kode BPS, bukan kode Kemendagri.",
            f"Column `{column}` holds BPS codes, not Kemendagri codes.",
        ),
        detail=Text(
            "Angka yang sama dapat berarti wilayah lain menurut Kemendagri.",
            "The same digits can mean another region for Kemendagri.",
        ),
        hint=Text(
            "Tambahkan kolom kode Kemendagri bertitik dengan padanan kode, lalu impor ulang.",
            "Add a column of dotted Kemendagri codes with the crosswalk, then import again.",
        ),
        where=where,
        code="boundary-bps",
    )
