"""Susenas Kor: households and members. Question numbers drift by year, so each layout is a role with its `edition`.

Yes/no is 1/5 (8 do not know, 9 refused: unknown). The top power class is 1,300 VA or more (3), where Regsosek goes on
to 2,200 and beyond. The unit is the household (rumah tangga), not the family.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import YES_NO_15, YES_NO_158, angka, desimal, kode, teks, ya
from sepakat.sources.model import Field, Key, Region, Role, Source

KEY = Key((("URUT", 0),))
REGENCY = Region("bps", "kabupaten", (("R101", 2), ("R102", 2)))


def design() -> tuple[Field, ...]:
    """Key, region, strata, cluster and weight, in both files."""
    return (
        teks("_urut", "URUT", needed=True),
        teks("_prov", "R101", needed=True),
        teks("_kab", "R102", needed=True),
        kode("tipe_daerah", "R105", "urban"),
        desimal("strata", "STRATA"),
        desimal("psu", "PSU"),
        desimal("penimbang", ("FWT", "WERT"), 0),
    )


# 2001A-M in Susenas' own order; 2001M asks for land as a whole.
ASSETS = {
    "tabung_gas": "A", "kulkas": "B", "ac": "C", "pemanas_air": "D", "telepon_rumah": "E", "komputer": "F", "emas": "G",
    "sepeda_motor": "H", "perahu": "I", "perahu_motor": "J", "mobil": "K", "tv_datar": "L", "lahan_lain": "M",
}  # fmt: skip


def _household(edition: str, signature: tuple[str, ...], fields: tuple[Field, ...]) -> Role:
    return Role(
        id="household",
        table="survey_susenas_household",
        title=Text("rumah tangga", "households"),
        fields=(*design(), angka("members", "R301", 1, 60), *fields),
        signature=("URUT", "R101", "R102", "FWT", *signature),
        key=KEY,
        key_column="household_key",
        region=REGENCY,
        edition=edition,
    )


HOUSEHOLD_2024 = _household(
    "2024",
    ("R1802", "R1810A"),
    (
        kode("status_kepemilikan", "R1802", "rg_tenure"),
        kode("bukti_tanah", "R1803", "rg_cert"),
        desimal("luas_lantai", "R1804", 0, 9999),
        ya("rumah_lain", "R1805", YES_NO_15),
        kode("atap", "R1806A", "rg_roof"),
        kode("dinding", "R1807", "ss_wall"),
        kode("lantai", "R1808", "rg_floor"),
        kode("fasilitas_bab", "R1809A", "rg_bab"),
        kode("kloset", "R1809B", "rg_kloset"),
        kode("tinja", "R1809C", "rg_tinja"),
        kode("air_minum", "R1810A", "rg_water"),
        kode("jarak_tinja", "R1810C", "rg_dist"),
        kode("air_mandi", "R1814A", "rg_water"),
        kode("penerangan", "R1816", "rg_light"),
        kode("daya_1", ("R1816B1", "R1816B"), "ss_power"),
        kode("daya_2", "R1816B2", "ss_power"),
        kode("daya_3", "R1816B3", "ss_power"),
        kode("bahan_bakar", "R1817", "rg_fuel"),
        *(ya(name, f"R2001{letter}", YES_NO_15) for name, letter in ASSETS.items()),
        ya("terima_sembako", "R2207", YES_NO_15),
        ya("terima_pkh", "R2204A", YES_NO_158),
        ya("terima_blt_desa", "R2209A", YES_NO_15),
        ya("_pemda_a", "R2211A", YES_NO_15),
        ya("_pemda_b", "R2211B", YES_NO_15),
    ),
)
HOUSEHOLD_2024 = Role(
    **{
        **HOUSEHOLD_2024.__dict__,
        "computed": {
            "terima_bantuan_pemda": "CASE WHEN _pemda_a = 1 OR _pemda_b = 1 THEN 1 "
            "WHEN _pemda_a = 2 OR _pemda_b = 2 THEN 2 END"
        },
    }
)

# March 2025: only the numbers that public scripts show; the rest stays unknown.
HOUSEHOLD_2025 = _household(
    "2025",
    ("R1604", "R1610A"),
    (
        desimal("luas_lantai", "R1604", 0, 9999),
        kode("atap", "R1606", "rg_roof"),
        kode("dinding", "R1607", "ss_wall"),
        kode("lantai", "R1608", "rg_floor"),
        kode("fasilitas_bab", "R1609A", "rg_bab"),
        kode("kloset", "R1609B", "rg_kloset"),
        kode("tinja", "R1609C", "rg_tinja"),
        kode("air_minum", "R1610A", "rg_water"),
        kode("jarak_tinja", "R1610C", "rg_dist"),
        kode("air_mandi", "R1614A", "rg_water"),
        kode("penerangan", "R1616", "rg_light"),
    ),
)

# 2019-2020: drinking water only; tenure, lighting and fuel had other code lists that are not public.
HOUSEHOLD_2020 = _household("2020", ("R1710A",), (kode("air_minum", "R1710A", "rg_water"),))

CERTIFICATE = {
    **dict.fromkeys(range(1, 6), 1), **dict.fromkeys(range(6, 11), 2), **dict.fromkeys(range(11, 18), 3),
    **dict.fromkeys(range(18, 25), 4), 25: 0,
}  # fmt: skip
# Employment status merges what Regsosek splits: employee (private or civil servant) and casual worker (farm or not).
STATUS = {1: 1, 2: 2, 3: 3, 4: None, 5: None, 6: 8}
WORKS = "CASE WHEN _lapangan IS NOT NULL OR _status IS NOT NULL THEN 1 WHEN umur >= 5 THEN 2 END"


def _ticked(column: str) -> str:
    """A box of a multi-answer question: any mark but 0, 2 or 5 counts."""
    return f"coalesce({column} NOT IN ('0', '2', '5'), FALSE)"


INSURED = " OR ".join(_ticked(f"_jk_{letter}") for letter in "abcde")

MEMBER = Role(
    id="member",
    table="survey_susenas_member",
    title=Text("anggota rumah tangga", "household members"),
    fields=(
        *design(),
        angka("no_urut", "R401", 1, 99),
        kode("_hubungan", "R403", {code: code for code in range(1, 100)}),
        kode("status_kawin", "R404", "kawin"),
        kode("jenis_kelamin", "R405", "sex"),
        angka("umur", "R407", 0, 120),
        *(ya(f"_baca_{n}", f"R{n}", YES_NO_15) for n in (608, 609, 610)),
        kode("partisipasi_sekolah", "R611", "rg_sek"),
        kode("tingkat_ijazah", "R615", CERTIFICATE),
        angka("_lapangan", "R705", 1, 99),
        angka("_status", "R706", 1, 6),
        *(teks(f"_jk_{letter.lower()}", f"R1101_{letter}") for letter in "ABCDEX"),
    ),
    signature=("URUT", "R401", "R405", "R407", "R611"),
    key=Key((("URUT", 0), ("R401", 0))),
    key_column="person_key",
    parent=KEY,
    parent_role="household",
    parent_column="household_key",
    region=REGENCY,
    inherit=("strata", "psu", "penimbang", "tipe_daerah"),
    computed={
        "hubungan": "CASE WHEN _hubungan = 1 THEN 1 END",  # no public list beyond 1 = head
        "bekerja": WORKS,
        "pertanian": "CASE WHEN _lapangan BETWEEN 1 AND 6 THEN 1 WHEN _lapangan > 6 THEN 2 "
        f"WHEN ({WORKS}) = 2 THEN 2 END",
        "formal": "CASE WHEN _status IN (3, 4) THEN 1 WHEN _status IN (1, 2, 5, 6) THEN 2 "
        f"WHEN ({WORKS}) = 2 THEN 2 END",
        "tingkat_ijazah": "coalesce(tingkat_ijazah, CASE WHEN partisipasi_sekolah = 1 THEN 0 END)",
        "punya_jamkes": f"CASE WHEN {INSURED} THEN 1 WHEN {_ticked('_jk_x')} THEN 2 END",
        "pbi": f"CASE WHEN {_ticked('_jk_a')} THEN 1 WHEN {INSURED} OR {_ticked('_jk_x')} THEN 2 END",
        "melek_huruf": "CASE WHEN _baca_608 = 1 OR _baca_609 = 1 OR _baca_610 = 1 THEN 1 "
        "WHEN _baca_608 = 2 AND _baca_609 = 2 AND _baca_610 = 2 THEN 2 END",
    },
    edition="2025",
)

SOURCE = Source(
    id="susenas_kor",
    title=Text("Susenas Kor", "Susenas Kor"),
    roles=(HOUSEHOLD_2024, HOUSEHOLD_2025, HOUSEHOLD_2020, MEMBER),
    not_covered=Text(
        "Sampel rumah tangga biasa; penghuni lembaga dan tunawisma tidak tercakup, dan rumah tangga terkaya sering "
        "menolak. Angka kabupaten/kota berlaku, angka kecamatan dan desa tidak.",
        "A sample of ordinary households; people in institutions and without a home are not covered, and the richest "
        "often refuse. It speaks for regencies, not for districts or villages.",
    ),
    status="label 2024 dan 2025 terverifikasi dari skrip publik; nomor tahun lain sebagian",
    reference=("Skrip label Susenas Kor Maret 2024", "skrip Susenas Kor individu Maret 2025"),
    unit="rumah_tangga",
)
