"""BPS codes and Kemendagri codes: which is which, with how the pair was found and when it holds.

BPS numbers regions on its own (2+2+3+3 digits: province, regency, district, village): `1101` is Simeulue, which is
`11.09` for Kemendagri. The crosswalk that ships here was worked out from published lists of BPS (series 2017) against
the decree of 2025: complete for regencies, by name for districts and villages (`method`), with every code that found
no partner listed (`unmatched`). Provinces of the numbering in use since 2023 stand beside it: in Papua the same number
means another province than before.

A region may bring its own, better crosswalk (`crosswalk.import_file`); every function takes it as `crosswalk=`.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.regions.codes import LEVELS
from sepakat.regions.tree import load

DATA = Path(__file__).parent / "data"
SERIES = ("2017", "2023")
LENGTH = {"provinsi": 2, "kabupaten": 4, "kecamatan": 7, "desa": 10}
METHOD = "dicocokkan menurut nama"
# How a pair was found (column `status`).
STATUS = {
    "tabel": Text("menurut tabel padanan", "from the crosswalk table"),
    "nama_sama": Text("nama sama", "same name"),
    "dinormalkan": Text("nama sama setelah ejaan dinormalkan", "same name after normalising the spelling"),
    "mirip": Text("nama mirip dan satu-satunya calon", "similar name and the only candidate"),
    "pindah": Text("nama sama, kecamatan lain di kabupaten yang sama", "same name, another district of the regency"),
    "menurut_desa": Text("kecamatan berganti nama; desanya sama", "district renamed; its villages are the same"),
    "impor": Text("dari padanan yang diimpor", "from the imported crosswalk"),
}
SCHEMA = pa.schema(
    [
        ("bps_code", pa.string()),
        ("kemendagri_code", pa.string()),
        ("status", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("series", pa.string()),
    ]
)
_FROM_2017 = dt.date(2017, 1, 1)
_FROM_2023 = dt.date(2023, 1, 1)
# The numbers of 2017 under BPS 91 and 94 (Papua before its division) were given out anew from 2023.
_PAPUA_2017 = ("91", "94")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One pair of codes. status: a key of STATUS; valid_to None = no end known; method says how pairs were made."""

    bps_code: str
    kemendagri_code: str
    status: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    series: str
    method: str


def to_kemendagri(code: str, *, series: str = "2017", crosswalk: Path | None = None) -> Mapping | None:
    """The Kemendagri code of a BPS code of `series`; None where none is known (never a guess).

    UserError if `code` has no BPS form (2, 4, 7 or 10 digits), so that a dotted code is not looked up by mistake.
    """
    level = level_of(code)
    row = _index(level, _series(series), *_key(crosswalk))[0].get(code.strip())
    return row


def from_kemendagri(code: str, *, series: str = "2017", crosswalk: Path | None = None) -> Mapping | None:
    """The BPS code of `series` for a dotted Kemendagri code; None where none is known."""
    region = load().get(code)
    if region.level == "nasional":
        return None
    return _index(region.level, _series(series), *_key(crosswalk))[1].get(region.code)


def table(level: str, *, series: str = "2017", crosswalk: Path | None = None) -> pa.Table:
    """All pairs of a level for joins in SQL: bps_code, kemendagri_code, status, valid_from, valid_to, series.

    crosswalk: an imported one (`LAKE/regions/crosswalk.parquet`); where it has pairs of this level it replaces ours.
    A path that does not exist counts as none.
    """
    if level not in LENGTH:
        raise unknown_name(Text("Tingkat wilayah", "Region level"), level, LEVELS[1:], "region-level-unknown")
    return _table(level, _series(series), *_key(crosswalk))


def unmatched(level: str) -> pa.Table:
    """Codes of the shipped crosswalk (series 2017) without a partner: side (`bps` or `kemendagri`), code, name."""
    if level == "provinsi":
        rows = [("bps", "91", "Papua Barat"), ("bps", "94", "Papua")]
        ours = ["91", "92", "93", "94", "95", "96"]
        rows += [("kemendagri", c, load().name(c)) for c in ours]
    else:
        with gzip.open(DATA / "bps2017_tanpa_padanan.csv.gz", "rt", encoding="utf-8") as source:
            rows = [(r["sisi"], r["kode"], r["nama"]) for r in csv.DictReader(source) if r["tingkat"] == level]
    names = ("side", "code", "name")
    return pa.table({n: pa.array([r[i] for r in rows], pa.string()) for i, n in enumerate(names)})


def level_of(code: str) -> str:
    """The level of a BPS code by its length; UserError for another form."""
    text = code.strip() if isinstance(code, str) else ""
    for level, length in LENGTH.items():
        if len(text) == length and text.isascii() and text.isdigit():
            return level
    raise UserError(
        Text(f"`{str(code)[:20]}` bukan bentuk kode BPS.", f"`{str(code)[:20]}` does not have the form of a BPS code."),
        hint=Text(
            "Kode BPS terdiri dari 2 (provinsi), 4 (kabupaten/kota), 7 (kecamatan) atau 10 angka (desa), tanpa titik.",
            "A BPS code has 2 (province), 4 (regency), 7 (district) or 10 digits (village), without dots.",
        ),
        code="bps-code-form",
    )


def _series(series: str) -> str:
    if series not in SERIES:
        raise unknown_name(Text("Seri kode BPS", "BPS code series"), str(series), SERIES, "bps-series-unknown")
    return series


def _key(crosswalk: Path | None) -> tuple[Path | None, int]:
    """The file with its time of change: a crosswalk that is imported again is read again."""
    if crosswalk is None or not crosswalk.exists():
        return None, 0
    return crosswalk, crosswalk.stat().st_mtime_ns


@lru_cache(maxsize=16)
def _table(level: str, series: str, crosswalk: Path | None, _changed: int) -> pa.Table:
    if crosswalk is not None:
        imported = pq.read_table(crosswalk)
        imported = imported.filter(pc.equal(pc.utf8_length(imported["bps_code"]), LENGTH[level]))
        if imported.num_rows:
            return imported.select(SCHEMA.names).cast(SCHEMA)
    if level == "provinsi":
        return _provinces(series)
    pairs = _shipped(level)
    papua = pc.is_in(pc.utf8_slice_codeunits(pairs["bps_code"], 0, 2), pa.array(_PAPUA_2017))
    if series == "2023":  # outside Papua the numbers of 2017 live on; inside, no public list is at hand
        pairs = pairs.filter(pc.invert(papua))
        papua = pa.array([False] * pairs.num_rows)
    ends = pc.if_else(papua, pa.scalar(_FROM_2023 - dt.timedelta(days=1), pa.date32()), pa.scalar(None, pa.date32()))
    rows = pairs.num_rows
    return pa.table(
        [
            pairs["bps_code"],
            pairs["kemendagri_code"],
            pairs["status"],
            pa.array([_FROM_2017] * rows, pa.date32()),
            ends,
            pa.array(["2017"] * rows),
        ],
        schema=SCHEMA,
    )


def _shipped(level: str) -> pa.Table:
    """bps_code, kemendagri_code, status of the files that ship, as text (a code read as a number loses its form)."""
    name = "bps2017_kabupaten.csv" if level == "kabupaten" else f"bps2017_{level}.csv.gz"
    columns = ("bps_code_2017", "kemendagri_code_2025") if level == "kabupaten" else ("kode_bps", "kode_kemendagri")
    kinds = dict.fromkeys((*columns, "cara"), pa.string())
    rows = pacsv.read_csv(DATA / name, convert_options=pacsv.ConvertOptions(column_types=kinds))
    status = rows["cara"] if "cara" in rows.column_names else pa.array(["tabel"] * rows.num_rows)
    return pa.table({"bps_code": rows[columns[0]], "kemendagri_code": rows[columns[1]], "status": status})


def _provinces(series: str) -> pa.Table:
    """Province pairs. In series 2017 BPS 91 and 94 are the undivided provinces, which have no single heir."""
    out = []
    with open(DATA / "bps2023_provinsi.csv", encoding="utf-8") as source:
        for row in csv.DictReader(source):
            papua = row["kemendagri_code"] >= "91"
            if series == "2017" and papua:
                continue
            start = _FROM_2023 if papua else _FROM_2017
            out.append((row["bps_code_2023plus"], row["kemendagri_code"], "tabel", start, None, series))
    out.sort()
    return pa.table([pa.array([r[i] for r in out], field.type) for i, field in enumerate(SCHEMA)], schema=SCHEMA)


@lru_cache(maxsize=16)
def _index(
    level: str, series: str, crosswalk: Path | None, changed: int
) -> tuple[dict[str, Mapping], dict[str, Mapping]]:
    forward: dict[str, Mapping] = {}
    backward: dict[str, Mapping] = {}
    for row in _table(level, series, crosswalk, changed).to_pylist():
        by_table = row["status"] == "tabel"
        method = "tabel padanan" if by_table else "diimpor" if row["status"] == "impor" else METHOD
        pair = Mapping(**row, method=method)
        forward[pair.bps_code] = pair
        backward.setdefault(pair.kemendagri_code, pair)
    return forward, backward
