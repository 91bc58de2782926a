"""Podes 2024: what each village has, how far the next one is, and which disasters befell it.

Columns are the question numbers of the public dictionary. Of distances and ease the form asks only where there is none
in the village; that it is not answered elsewhere is no gap.
"""

from __future__ import annotations

import datetime as dt

from sepakat.core.text import Text
from sepakat.sources.fields import YES_NO, angka, desimal, kode, teks
from sepakat.sources.model import Field, Key, Region, Role, Source

# Letter of the question → name of its columns.
SCHOOLS = {
    "A": "pos_paud", "B": "tk", "D": "sd", "E": "mi", "F": "smp", "G": "mts", "H": "sma", "I": "ma", "J": "smk",
}  # fmt: skip
HEALTH = {
    "A": "rs", "C": "puskesmas_inap", "D": "puskesmas", "E": "pustu", "F": "poliklinik", "G": "dokter", "I": "bidan",
    "J": "poskesdes", "K": "polindes", "L": "apotek",
}  # fmt: skip
DISASTERS = {
    "A": "longsor", "B": "banjir", "C": "banjir_bandang", "D": "gempa", "E": "tsunami", "F": "gelombang_pasang",
    "G": "puting_beliung", "H": "gunung_meletus", "I": "karhutla", "J": "kekeringan", "K": "abrasi",
}  # fmt: skip


def _places() -> tuple[Field, ...]:
    """Counts, distances and ease of schools (R701) and health facilities (R704)."""
    out: list[Field] = []
    for letter, name in SCHOOLS.items():
        ask = f"R701{letter}"
        out += [angka(f"{name}_negeri", f"{ask}K2", 0, 99), angka(f"{name}_swasta", f"{ask}K3", 0, 99)]
        out += [desimal(f"{name}_jarak", f"{ask}K4", 0, 999), kode(f"{name}_akses", f"{ask}K5", "pd_akses")]
    for letter, name in HEALTH.items():
        ask = f"R704{letter}"
        out += [angka(f"{name}_ada", f"{ask}K2", 0, 99), desimal(f"{name}_jarak", f"{ask}K3", 0, 999)]
        out.append(kode(f"{name}_akses", f"{ask}K4", "pd_akses"))
    return tuple(out)


def _disasters() -> tuple[Field, ...]:
    """Whether it happened, how often in 2023, deaths in 2023 (R601)."""
    out: list[Field] = []
    for letter, name in DISASTERS.items():
        ask = f"R601{letter}"
        out += [kode(f"bencana_{name}", f"{ask}K2", "pd_ada"), angka(f"kejadian_{name}", f"{ask}K3", 0, 999)]
        out.append(angka(f"korban_{name}", f"{ask}K4", 0, 99_999))
    return tuple(out)


SOURCE = Source(
    id="podes",
    title=Text("Potensi Desa (Podes)", "Village potential (Podes)"),
    roles=(
        Role(
            id="list",
            table="village_profile",
            title=Text("desa/kelurahan", "villages"),
            fields=(
                teks("_desa", ("IDDESA", "kode_desa"), needed=True, label=Text("Kode desa BPS", "BPS village code")),
                kode("status_desa", "R301", "pd_r301"),
                kode("topografi", "R305A", "pd_topo"),
                kode("tepi_laut", "R308A", "pd_ada"),
                kode("hutan", "R309A", "pd_hutan"),
                angka("keluarga_podes", "R401C", 0, 99_999),
                angka("listrik_bukan_pln", "R501B", 0, 99_999),
                angka("tanpa_listrik_podes", "R501C", 0, 99_999),
                kode("bahan_bakar_utama", "R503B", {n: n for n in range(1, 12)}),
                kode("jamban_utama", "R506A", "pd_jamban"),
                kode("tinja_utama", "R506B", "rg_tinja"),
                kode("air_utama", "R508A", "pd_air"),
                *_disasters(),
                kode("peringatan_dini", "R604A", "pd_ada"),
                kode("perlengkapan_keselamatan", "R604C", "pd_ada"),
                kode("jalur_evakuasi", "R604D", "pd_ada"),
                kode("destana", "R605A", YES_NO),
                *_places(),
                angka("posyandu_aktif", "R705A", 0, 99),
                kode("bidan_di_desa", "R707", "pd_ada"),
                angka("gizi_buruk", "R709", 0, 9_999),
                kode("jalan", "R1001B1", "pd_jalan"),
                kode("roda_empat", "R1001B2", "pd_roda4"),
                desimal("jarak_camat_km", "R1002AK5", 0, 999),
                desimal("jarak_bupati_km", "R1002BK5", 0, 999),
            ),
            signature=("IDDESA", "R301", "R701DK2"),
            key=Key((("IDDESA", 10),)),
            key_column="_kunci",
            region=Region("bps", "desa", (("IDDESA", 10),)),
            computed={"tahun": "2024"},
        ),
    ),
    not_covered=Text(
        "Jawaban kepala desa atau perangkatnya, bukan hitungan rumah ke rumah; keadaan April 2024 (kejadian: 2023). "
        "Desa yang dibentuk sesudahnya tidak ada. Fasilitas di desa sebelah tidak terlihat selain lewat jaraknya.",
        "Answers of the village office, not a count house by house; as of April 2024 (events: 2023). Villages founded "
        "since are missing. Facilities of the next village show only through the distance.",
    ),
    status="kolom terverifikasi dari kamus publik; R401C dan urutan kode R503B belum dikonfirmasi",
    reference=("Kamus publik Podes 2024",),
    unit="desa",
    as_of=dt.date(2022, 12, 31),  # the numbering of villages known here is that before 2023 (see regions.bps)
)
