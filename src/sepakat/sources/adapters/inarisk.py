"""InaRISK hazard by region: mean index 0..1 of the raster inside a village, district or regency, per hazard.

The service gives rasters; this is the table that a zonal statistic of them makes, with names of our own. Classes
follow the index by dated limits (unconfirmed) where the file does not bring them.
"""

from __future__ import annotations

import datetime as dt

from sepakat import catalogue
from sepakat.core.text import Text
from sepakat.sources.fields import angka, desimal, kata, teks
from sepakat.sources.model import Key, Region, Role, Source

# Names seen for the layers and in assessments → ours.
HAZARDS = {
    "gempabumi": "gempa", "gempa bumi": "gempa", "gempa": "gempa", "banjir": "banjir",
    "banjir bandang": "banjir_bandang", "gunungapi": "gunung_api", "letusan gunung api": "gunung_api",
    "gunung api": "gunung_api", "tanahlongsor": "longsor", "tanah longsor": "longsor", "longsor": "longsor",
    "kekeringan": "kekeringan", "tsunami": "tsunami", "karhutla": "karhutla",
    "kebakaran hutan dan lahan": "karhutla", "cuaca ekstrim": "cuaca_ekstrem", "cuaca ekstrem": "cuaca_ekstrem",
    "gelombang ekstrim dan abrasi": "abrasi", "gelombang ekstrem dan abrasi": "abrasi", "abrasi": "abrasi",
}  # fmt: skip
CLASSES = {"rendah": 1, "sedang": 2, "tinggi": 3, "1": 1, "2": 2, "3": 3}


def kind_sql() -> str:
    """SQL of the hazard's own name; NULL for a name that is not known."""
    said = "replace(replace(regexp_replace(lower(trim(_bahaya)), '^indeks_bahaya_', ''), '_', ' '), '-', ' ')"
    pairs = " ".join(f"WHEN '{k}' THEN '{v}'" for k, v in HAZARDS.items())
    return f"CASE {said} {pairs} END"


def class_sql() -> str:
    """SQL of the class: the file's own, else by the limits in force today."""
    day = dt.date.today()
    low, middle = (float(catalogue.parameter(f"inarisk_{name}_maks", day).value) for name in ("rendah", "sedang"))
    by_index = f"CASE WHEN indeks_bahaya <= {low} THEN 1 WHEN indeks_bahaya <= {middle} THEN 2 "
    return f"coalesce(_kelas, {by_index} WHEN indeks_bahaya IS NOT NULL THEN 3 END)"


SOURCE = Source(
    id="inarisk",
    title=Text("Bahaya bencana (InaRISK)", "Disaster hazard (InaRISK)"),
    roles=(
        Role(
            id="list",
            table="hazard",
            title=Text("indeks bahaya per wilayah", "hazard index by region"),
            fields=(
                teks("_kode", ("kode_wilayah", "kode_desa", "kode_kecamatan"), needed=True,
                     label=Text("Kode wilayah", "Region code")),
                teks("_bahaya", ("jenis_bahaya", "bahaya"), needed=True, label=Text("Jenis bahaya", "Hazard")),
                desimal("indeks_bahaya", ("indeks_bahaya", "indeks"), 0, 1),
                kata("_kelas", ("kelas_bahaya", "kelas"), CLASSES),
                desimal("luas_bahaya_ha", ("luas_bahaya_ha", "luas_ha"), 0),
                angka("tahun", ("tahun", "tahun_kajian"), 2000, 2100),
                teks("sumber", ("sumber", "sumber_kajian")),
            ),
            signature=("kode_wilayah", "jenis_bahaya", "indeks_bahaya"),
            key=Key((("kode_wilayah", 0), ("jenis_bahaya", 0))),
            key_column="_kunci",
            region=Region("kemendagri", "wilayah", (("kode_wilayah", 2),)),
            computed={"jenis_bahaya": kind_sql(), "kelas_bahaya": class_sql()},
        ),
    ),
    not_covered=Text(
        "Wilayah tanpa baris tidak dikaji: itu bukan bahaya nol. Indeks rata-rata menyembunyikan bagian wilayah yang "
        "paling terancam. Bahaya kecil setempat tidak terlihat pada skala peta ini.",
        "A region without a row was not assessed, which is not a hazard of zero. A mean index hides the part most at "
        "risk. Small local hazards do not show at this scale.",
    ),
    status="lapisan terverifikasi; susunan tabel milik sepakat; batas kelas belum dikonfirmasi",
    reference=("Layanan peta InaRISK BNPB (INDEKS_BAHAYA_…)",),
    unit="wilayah",
)  # fmt: skip
