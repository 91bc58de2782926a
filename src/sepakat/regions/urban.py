"""Urban or rural, from a classification of villages that a user imports; without one it is unknown, never assumed.

File: CSV or XLSX with `kode_desa` and `klasifikasi` (1/2, or *perkotaan*/*perdesaan* in words). Codes may be dotted,
Kemendagri without dots, or BPS; which it is, is told by `detect` or stated by the caller. The result carries
Kemendagri codes only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions import bps
from sepakat.regions.codes import dotted
from sepakat.regions.detect import check_kind
from sepakat.regions.rows import Problem, read_rows
from sepakat.regions.tree import load as load_tree

FILE = "urban.parquet"
URBAN, RURAL = 1, 2
SCHEMA = pa.schema([("village_code", pa.string()), ("tipe_daerah", pa.int8())])
_WORDS = {
    "1": URBAN, "perkotaan": URBAN, "kota": URBAN, "urban": URBAN, "k": URBAN, "01": URBAN,
    "2": RURAL, "perdesaan": RURAL, "pedesaan": RURAL, "desa": RURAL, "rural": RURAL, "d": RURAL, "02": RURAL,
}  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """read: data rows; accepted: villages stored; missing: villages of the regencies in the file that it leaves out."""

    path: Path
    read: int
    accepted: int
    kind: str
    missing: list[str]
    problems: list[Problem]


def path_in(lake: Path) -> Path:
    return lake / "regions" / FILE


def import_file(
    source: Path,
    lake: Path,
    *,
    kind: str | None = None,
    label: str = "",
    crosswalk: Path | None = None,
) -> Imported:
    """Check and store a classification. kind: `kemendagri` or `bps` if known, otherwise told from the codes.

    label: where it comes from and of what year, shown beside figures. UserError if the kind is unclear or no row is
    good; refused rows are listed and the others stored.
    """
    given = read_rows(source, ("kode_desa", "klasifikasi"))
    codes = [row.get("kode_desa", "") for row in given.rows]
    found = check_kind(codes, kind, level="desa", where=source.name)
    reading = found.kind if found.kind != "unclear" else "bps" if kind == "bps" else "kemendagri_plain"
    problems: list[Problem] = []
    good: dict[str, int] = {}
    for number, row in enumerate(given.rows, 1):
        code = _code(row.get("kode_desa", ""), reading, crosswalk)
        value = _WORDS.get(row.get("klasifikasi", "").lower())
        if code is None:
            problems.append(Problem(number, "kode_desa", Text("Desa tidak dikenal.", "The village is not known.")))
        elif value is None:
            reason = Text("Tulis 1 (perkotaan) atau 2 (perdesaan).", "Write 1 (urban) or 2 (rural).")
            problems.append(Problem(number, "klasifikasi", reason))
        elif good.setdefault(code, value) != value:
            reason = Text("Desa ini punya dua klasifikasi.", "This village has two classifications.")
            problems.append(Problem(number, "klasifikasi", reason))
    if not good:
        raise UserError(
            Text("Tidak ada desa yang dapat diklasifikasi.", "No village could be classified."),
            detail=problems[0].reason if problems else None,
            hint=Text("Perbaiki berkas lalu impor ulang.", "Mend the file, then import again."),
            where=source.name,
            code="urban-empty",
        )
    tree = load_tree()
    missing = [c for regency in sorted({c[:5] for c in good}) for c in tree.codes("desa", regency) if c not in good]
    target = path_in(lake)
    target.parent.mkdir(parents=True, exist_ok=True)
    data = pa.table([sorted(good), [good[c] for c in sorted(good)]], schema=SCHEMA)
    data = data.replace_schema_metadata({"sepakat": json.dumps({"label": label, "file": source.name})})
    beside = target.with_suffix(".tmp")
    pq.write_table(data, beside, compression="zstd")
    beside.replace(target)
    return Imported(target, len(given.rows), len(good), reading, missing, problems)


def load(lake: Path) -> pa.Table:
    """village_code, tipe_daerah (1 urban, 2 rural; code list `urban`). Empty where nothing was imported: unknown."""
    path = path_in(lake)
    if not path.exists():
        return SCHEMA.empty_table()
    return pq.read_table(path).select(SCHEMA.names)


def _code(text: str, reading: str, crosswalk: Path | None) -> str | None:
    """The dotted code of a known village, or None."""
    if reading == "bps":
        known = len(text) == bps.LENGTH["desa"] and text.isdigit()
        pair = bps.to_kemendagri(text, crosswalk=crosswalk) if known else None
        return pair.kemendagri_code if pair else None
    code = text if "." in text else dotted(text)
    return code if len(code) == 13 and code in load_tree() else None
