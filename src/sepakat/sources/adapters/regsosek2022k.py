"""Regsosek 2022, form REGSOSEK2022.K: the codebook that the canonical tables follow.

Columns are the question numbers. Codes are those of the printed form: roof 5 bamboo and 6 wood, 306b 8 and 308 0 mean
"do not know" and "no cooking at home" (public re-implementations differ; the printed form counts).
"""

from __future__ import annotations

import datetime as dt

from sepakat.core.text import Text
from sepakat.sources.fields import angka, bit, kk, kode, nik, tanggal, teks, ya
from sepakat.sources.model import Field, Key, Region, Role, Source

PLACE = (("R101", 2), ("R102", 2), ("R103", 3), ("R104", 3))
FAMILY_KEY = Key((*PLACE, ("R105", 4), ("R105A", 2), ("R109", 3), ("R110", 3)), optional=frozenset({"R105A"}))
REGION = Region("bps", "desa", PLACE)

# The card number under its own name: the same questions as OpenSID keeps them (adapter `opensid_regsosek`).
OPENSID = ("no_kk", "no kartu keluarga", "nomor kartu keluarga")

# 501a-g: programme, then month and year of the last receipt.
PROGRAMMES = ("sembako", "pkh", "blt_desa", "subsidi_listrik", "bantuan_pemda", "subsidi_pupuk", "subsidi_lpg")
# 502a-n in the order of the form; Susenas and the DTSEN extract have other orders.
ASSETS = (
    "tabung_gas", "kulkas", "ac", "pemanas_air", "telepon_rumah", "tv_datar", "emas", "komputer", "sepeda_motor",
    "sepeda", "mobil", "perahu", "perahu_motor", "smartphone",
)  # fmt: skip
LIVESTOCK = ("sapi", "kerbau", "kuda", "babi", "kambing")
DIFFICULTIES = (
    "sulit_lihat", "sulit_dengar", "sulit_jalan", "sulit_tangan", "sulit_belajar", "sulit_perilaku",
    "sulit_bicara", "sulit_rawat_diri", "sulit_ingat",
)  # fmt: skip


def place_fields() -> list[Field]:
    """Block I, the columns that both files carry."""
    return [
        teks(f"_{name.lower()}", name, needed=name in ("R101", "R102", "R103", "R104", "R110"))
        for name, _ in FAMILY_KEY.parts
    ]


def housing_fields() -> list[Field]:
    """Block III."""
    return [
        kode("status_kepemilikan", "R301A", "rg_tenure"),
        kode("bukti_tanah", "R301B", "rg_cert"),
        angka("luas_lantai", "R302", 1, 997),
        kode("lantai", "R303", "rg_floor"),
        kode("dinding", "R304", "rg_wall"),
        kode("atap", "R305", "rg_roof"),
        kode("air_minum", "R306A", "rg_water"),
        kode("jarak_tinja", "R306B", "rg_dist"),
        kode("penerangan", "R307A", "rg_light"),
        kode("daya_1", ("R307B1", "R307B"), "rg_power"),
        kode("daya_2", "R307B2", "rg_power"),
        kode("daya_3", "R307B3", "rg_power"),
        kode("bahan_bakar", "R308", "rg_fuel"),
        kode("fasilitas_bab", "R309A", "rg_bab"),
        kode("kloset", "R309B", "rg_kloset"),
        kode("tinja", "R310", "rg_tinja"),
    ]


def programme_fields() -> list[Field]:
    """Block V: aid with month and year, assets, livestock, internet, account."""
    out: list[Field] = []
    for letter, name in zip("ABCDEFG", PROGRAMMES, strict=True):
        out.append(ya(f"terima_{name}", f"R501{letter}"))
        out.append(angka(f"_bulan_{name}", (f"R501{letter}_BLN", f"R501{letter}_BULAN"), 1, 12))
        out.append(angka(f"_tahun_{name}", (f"R501{letter}_THN", f"R501{letter}_TAHUN"), 1900, 2100))
    out += [ya(name, f"R502{letter}") for letter, name in zip("ABCDEFGHIJKLMN", ASSETS, strict=True)]
    out += [ya("lahan_lain", "R503A"), ya("rumah_lain", "R503B")]
    out += [angka(name, f"R504{letter}", 0, 999) for letter, name in zip("ABCDE", LIVESTOCK, strict=True)]
    return [*out, kode("internet", "R505", "rg_inet"), kode("rekening", "R506", "rg_rek")]


def month_columns() -> dict[str, str]:
    """`bulan_pkh` and the like as YYYYMM, where month and year are both there."""
    return {f"bulan_{n}": f"CAST(_tahun_{n} * 100 + _bulan_{n} AS INTEGER)" for n in PROGRAMMES}


def person_fields() -> list[Field]:
    """Block IV, questions 401 to 431f."""
    return [
        angka("no_urut", "R401", 1, 99),
        teks("nama", "R402"),
        nik("R403"),
        kode("keberadaan", "R404", "rg_art"),
        kode("jenis_kelamin", "R405", "sex"),
        tanggal("tanggal_lahir", "R406"),
        angka("umur", "R407", 0, 98),
        kode("status_kawin", "R408", "kawin"),
        kode("hubungan", "R409", "rg_hub"),
        ya("hamil", "R410"),
        bit("identitas", "R411", 3),
        kode("partisipasi_sekolah", "R412", "rg_sek"),
        kode("jenjang", "R413", "rg_jenj"),
        kode("kelas", "R414", "rg_kelas"),
        kode("ijazah", "R415", "rg_ijz"),
        ya("bekerja", "R416A"),
        angka("jam_kerja", "R416B", 0, 99),
        kode("lapangan_usaha", "R417", "rg_lu"),
        kode("status_pekerjaan", "R418", "rg_stat"),
        kode("npwp", "R419", "rg_npwp"),
        ya("punya_usaha", "R420A"),
        angka("jumlah_usaha", "R420B", 0, 99),
        kode("lapangan_usaha_usaha", "R421", "rg_lu"),
        angka("pekerja_dibayar", "R422", 0, 999),
        angka("pekerja_tak_dibayar", "R423", 0, 99),
        kode("izin_usaha", "R424", "rg_izin"),
        kode("omzet", "R425", "rg_omzet"),
        bit("internet_usaha", "R426", 6),
        kode("gizi", "R427", "rg_gizi"),
        *(kode(name, f"R428{letter}", "rg_dis") for letter, name in zip("ABCDEFGHI", DIFFICULTIES, strict=True)),
        kode("sedih", "R428J", "rg_dep"),
        kode("caregiver", "R429", "rg_rawat"),
        kode("penyakit", "R430", "rg_sakit"),
        bit("jaminan_kesehatan", "R431A", 4, also=(99,)),
        kode("prakerja", "R431B", "ya128"),
        kode("kur", "R431C", "ya128"),
        kode("umi", "R431D", "ya128"),
        kode("pip", "R431E", "ya128"),
        bit("jaminan_kerja", "R431F", 5, also=(99,)),
    ]


FAMILY = Role(
    id="family",
    table="family",
    title=Text("keluarga", "families"),
    fields=(
        *place_fields(),
        teks("alamat", "R107"),
        teks("nama_kk", "R108"),
        angka("members", "R112", 0, 60),
        kk("R114"),
        kode("status_kk", "R115", "rg_kk"),
        tanggal("tanggal_data", "R201"),
        kode("hasil_pendataan", "R205", "rg_hasil"),
        *housing_fields(),
        *programme_fields(),
    ),
    signature=("R101", "R104", "R110", "R301A", "R303", "R306A"),
    foreign=OPENSID,
    key=FAMILY_KEY,
    key_column="family_key",
    region=REGION,
    computed={"sls_code": "CASE WHEN _r105 IS NOT NULL THEN left(family_key, 16) END", **month_columns()},
)

PERSON = Role(
    id="member",
    table="person",
    title=Text("anggota keluarga", "family members"),
    fields=(*place_fields(), *person_fields()),
    signature=("R101", "R104", "R110", "R401", "R405", "R409"),
    foreign=OPENSID,
    key=Key((*FAMILY_KEY.parts, ("R401", 2)), optional=FAMILY_KEY.optional),
    key_column="person_key",
    parent=FAMILY_KEY,
    parent_role="family",
    region=REGION,
    inherit=("no_kk", "alamat"),
)

SOURCE = Source(
    id="regsosek2022k",
    title=Text("Regsosek 2022 (REGSOSEK2022.K)", "Regsosek 2022 (form REGSOSEK2022.K)"),
    roles=(FAMILY, PERSON),
    not_covered=Text(
        "Pendataan 15 Oktober–14 November 2022. Tidak memuat keluarga yang tidak ditemui, menolak, atau pindah setelah "
        "itu, penghuni lembaga (panti, asrama, lapas) dan tunawisma. Formulir tidak mencatat gizi anak yang baik (427 "
        "tanpa kode 'normal') dan tidak punya jawaban 'tidak' untuk pemberi rawat (429).",
        "Enumerated 15 October to 14 November 2022. It lacks families not met, refusing, or moved since; people "
        "in institutions and without a home. The form has no code for a well-nourished child (427) and no plain 'no' "
        "for a caregiver (429).",
    ),
    status="terverifikasi terhadap dua penerapan publik; naskah BPS belum dicocokkan",
    reference=("Formulir REGSOSEK2022.K (BPS)", "OpenSID v2410 (tampilan formulir)", "regsosek-js-validator (2022)"),
    unit="keluarga",
    as_of=dt.date(2022, 11, 14),
    form="REGSOSEK2022.K",
)
