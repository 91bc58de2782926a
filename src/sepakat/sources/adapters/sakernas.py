"""Sakernas, August 2020 layout: persons of working age.

The difficulty scale runs against Regsosek's: here 1 is none and 4 is "cannot".
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import angka, desimal, kode, teks
from sepakat.sources.model import Key, Region, Role, Source

TURNED = {1: 4, 2: 3, 3: 2, 4: 1}
YES = {1: 1, 2: 2}
WORK = ("_a", "_b", "_c", "_d")
EMPLOYED = (
    f"CASE WHEN {' OR '.join(f'{c} = 1' for c in WORK)} THEN 1 WHEN coalesce({', '.join(WORK)}) IS NOT NULL THEN 2 END"
)
SEEKS = "(coalesce(_cari = 1, FALSE) OR coalesce(_siap = 1, FALSE))"
DIFFICULTIES = ("_lihat", "_dengar", "_jalan", "_lain")

SOURCE = Source(
    id="sakernas",
    title=Text("Sakernas", "Sakernas"),
    roles=(
        Role(
            id="list",
            table="survey_sakernas",
            title=Text("orang", "persons"),
            fields=(
                teks("_prov", "kode_prov", needed=True),
                teks("_kab", "kode_kab", needed=True),
                kode("tipe_daerah", ("klasifikas", "klasifikasi"), "urban"),
                desimal("psu", ("psu", "id_nks")),
                desimal("strata", "strata"),
                desimal("penimbang", ("weight", "final_weig", "final_weight"), 0),
                teks("_nks", "id_nks"),
                teks("_dsrt", "no_dsrt"),
                teks("_k1", "k1"),
                # Sex and age are not in the public list of columns; the names used in circulating files are tried.
                kode("jenis_kelamin", ("k4", "jenis_kelamin", "jk", "sex"), "sex"),
                angka("umur", ("k6", "umur", "k5", "age"), 0, 120),
                kode("partisipasi_sekolah", "r5", "rg_sek"),
                kode("_lihat", "r8a", TURNED),
                kode("_dengar", "r8b", TURNED),
                kode("_jalan", "r8c", TURNED),
                kode("_lain", "r8e", TURNED),
                kode("_a", "r9a", YES),
                kode("_b", "r9b", YES),
                kode("_c", "r9c", YES),
                kode("_d", "r10a", YES),
                kode("_cari", "r22a", YES),
                kode("_siap", "r22b", YES),
                kode("status_pekerjaan_sakernas", "r12a", "sk_status"),
                angka("jam_kerja", "r16a", 0, 168),
            ),
            signature=("kode_prov", "kode_kab", "r9a", "r12a"),
            key=Key((("id_nks", 0), ("no_dsrt", 0), ("k1", 0)), by_row=True),
            key_column="person_key",
            region=Region("bps", "kabupaten", (("kode_prov", 2), ("kode_kab", 2))),
            computed={
                "bekerja": EMPLOYED,
                "menganggur": f"CASE WHEN umur >= 15 THEN CASE ({EMPLOYED}) WHEN 1 THEN 2 "
                f"WHEN 2 THEN CASE WHEN {SEEKS} THEN 1 ELSE 2 END END END",
                "angkatan_kerja": f"CASE WHEN umur >= 15 THEN CASE ({EMPLOYED}) WHEN 1 THEN 1 "
                f"WHEN 2 THEN CASE WHEN {SEEKS} THEN 1 ELSE 2 END END END",
                "formal": "CASE WHEN status_pekerjaan_sakernas IN (3, 4) THEN 1 "
                f"WHEN status_pekerjaan_sakernas IN (1, 2, 5, 6, 7) THEN 2 WHEN ({EMPLOYED}) = 2 THEN 2 END",
                "disabilitas": f"CASE WHEN {' OR '.join(f'{c} IN (1, 2)' for c in DIFFICULTIES)} THEN 1 "
                f"WHEN {' AND '.join(f'{c} IN (3, 4)' for c in DIFFICULTIES)} THEN 2 END",
                "household_key": "_nks || '|' || _dsrt",
            },
        ),
    ),
    not_covered=Text(
        "Sampel penduduk usia kerja di rumah tangga biasa; satuan sampel tahap pertama disamarkan dalam berkas publik, "
        "sehingga galat baku dihitung dengan blok sensus yang tersedia.",
        "A sample of people of working age in ordinary households; primary sampling units are withheld in the public "
        "file, so standard errors rest on the census blocks that it has.",
    ),
    status="nama kolom terverifikasi dari kode harmonisasi publik; jenis kelamin dan umur belum dikonfirmasi",
    reference=("Kode harmonisasi IDN_2020 Sakernas (Bank Dunia, GLD)",),
    unit="orang",
)
