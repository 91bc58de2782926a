"""DTKS in the layout of BDT 2015: households and their members, BPS codes, its own lists for floor, roof, water, fuel.

Yes/no columns alternate between 1/2 and 3/4: odd is yes. Where a BDT code covers two Regsosek codes ("gas over 3 kg",
"public toilet", "concrete or concrete tile") the answer stays unknown.
"""

from __future__ import annotations

import datetime as dt

from sepakat.core.text import Text
from sepakat.sources.adapters.regsosek2022k import LIVESTOCK
from sepakat.sources.fields import ODD_EVEN, angka, kk, kode, nik, tanggal, teks, ya
from sepakat.sources.model import Key, Region, Role, Source

FLOOR = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 5, 9: 8, 10: 9}  # low-quality wood is wood in Regsosek
ROOF = {1: None, 2: 2, 3: 2, 4: 2, 5: 4, 6: 3, 7: 6, 8: 5, 9: 7, 10: 8}
WATER = {1: 1, 2: 2, 3: 3, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8, 10: 9, 11: 10, 12: 11}
FUEL = {1: 1, 2: None, 3: 4, 4: None, 5: 7, 6: 8, 7: 9, 8: 10, 9: 0}
TOILET = {1: 1, 2: 2, 3: None, 4: 6}
CLOSET = {1: 1, 2: None, 3: 4, 4: None}
DISPOSAL = {1: 1, 2: 2, 3: 4, 4: 3, 5: 5, 6: 6}
POWER = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: None}
# `Ada_tv` is any television and `Ada_telpon` any telephone: other questions than 502f; left out.
ASSETS = {
    "tabung_gas": "Ada_tabung_gas", "kulkas": "Ada_lemari_es", "ac": "Ada_ac", "pemanas_air": "Ada_pemanas",
    "emas": "Ada_emas", "komputer": "Ada_laptop", "sepeda": "Ada_sepeda", "sepeda_motor": "Ada_motor",
    "mobil": "Ada_mobil", "perahu": "Ada_perahu", "_tempel": "Ada_motor_tempel", "_perahu_motor": "Ada_perahu_motor",
    "_kapal": "Ada_kapal",
}  # fmt: skip
PLACE = (("KDPROP", 2), ("KDKAB", 2), ("KDKEC", 3), ("KDDESA", 3))
HOUSEHOLD_KEY = Key((("IDBDT", 0),))
# Percentile of the list: 0-10 is decile 1 … 31-40 decile 4; above 40 the list says no more than "outside".
DECILE = "CASE WHEN _persentil <= 10 THEN 1 WHEN _persentil <= 40 THEN CAST(ceil(_persentil / 10.0) AS INTEGER) END"

HOUSEHOLD = Role(
    id="family",
    table="family",
    title=Text("rumah tangga", "households"),
    fields=(
        teks("_idbdt", "IDBDT", needed=True),
        *(teks(f"_{name.lower()}", name, needed=True) for name, _ in PLACE),
        teks("alamat", "Alamat"),
        teks("nama_kk", "Nama_KRT"),
        angka("members", "Jumlah_ART", 0, 60),
        angka("_keluarga", "Jumlah_Keluarga", 0, 60),
        kode("status_kepemilikan", "Sta_bangunan", "rg_tenure"),
        kode("_lahan", "Sta_lahan", "bdt_lahan"),
        angka("luas_lantai", "Luas_lantai", 0, 9999),
        kode("lantai", "Lantai", FLOOR),
        kode("dinding", "Dinding", "bdt_wall"),
        kode("_kondisi_dinding", "Kondisi_dinding", "bdt_kond"),
        kode("atap", "Atap", ROOF),
        kode("_kondisi_atap", "Kondisi_atap", "bdt_kond"),
        angka("_kamar", "Jumlah_kamar", 0, 99),
        kode("air_minum", "Sumber_airminum", WATER),
        kode("_cara_air", "cara_peroleh_airminum", "bdt_getwater"),
        kode("_penerangan", "Sumber_penerangan", "bdt_light"),
        kode("_daya", "Daya", "bdt_power"),
        kode("daya_1", "Daya", POWER),
        kode("bahan_bakar", "bb_masak", FUEL),
        kode("fasilitas_bab", "Fasbab", TOILET),
        kode("kloset", "Kloset", CLOSET),
        kode("tinja", "Buang_tinja", DISPOSAL),
        *(ya(name, column, ODD_EVEN) for name, column in ASSETS.items()),
        ya("rumah_lain", "Rumah_lain", ODD_EVEN),
        *(angka(name, f"Jumlah_{name}", 0, 9999) for name in LIVESTOCK),
        ya("terima_pkh", "Sta_pkh", ODD_EVEN),
        angka("_persentil", ("Percentile", "Persentil"), 0, 100),
    ),
    signature=("IDBDT", "KDPROP", "Lantai", "Sumber_airminum"),
    key=HOUSEHOLD_KEY,
    key_column="family_key",
    region=Region("bps", "desa", PLACE),
    computed={
        # BDT asks PLN once and tells an unmetered connection by the power code 6.
        "penerangan": "CASE WHEN _penerangan = 1 AND _daya = 6 THEN 2 WHEN _penerangan = 1 AND _daya <= 5 THEN 1 "
        "WHEN _penerangan = 2 THEN 3 WHEN _penerangan = 3 THEN 4 END",
        "perahu_motor": "CASE WHEN _tempel = 1 OR _perahu_motor = 1 OR _kapal = 1 THEN 1 "
        "WHEN _tempel = 2 AND _perahu_motor = 2 AND _kapal = 2 THEN 2 END",
    },
)

PERSON = Role(
    id="member",
    table="person",
    title=Text("anggota rumah tangga", "household members"),
    fields=(
        teks("_idartbdt", "IDARTBDT", needed=True),
        teks("_idbdt", "IDBDT", needed=True),
        teks("nama", "Nama"),
        nik("NIK"),
        kk(("NoKK", "No_KK")),
        kode("jenis_kelamin", "JnsKel", "sex"),
        tanggal("tanggal_lahir", "TglLahir"),
        angka("umur", "Umur", 0, 120),
        kode("hubungan", "Hub_KRT", "rg_hub"),
        kode("status_kawin", "Sta_kawin", "kawin"),
        ya("hamil", "Sta_hamil"),
    ),
    signature=("IDARTBDT", "IDBDT", "Hub_KRT"),
    key=Key((("IDARTBDT", 0),)),
    key_column="person_key",
    parent=HOUSEHOLD_KEY,
    parent_role="family",
    inherit=("village_code", "alamat"),
    also={
        "registry": {
            "entry_key": "m.person_key", "family_entry_key": "m.family_key", "village_code": "f.village_code",
            "jenis_kelamin": "m.jenis_kelamin", "tanggal_lahir": "m.tanggal_lahir",
            "desil": DECILE.replace("_persentil", "f._persentil"), "persentil": "f._persentil",
            "unit": "'household'", "nik": "m.nik", "no_kk": "m.no_kk", "nama": "m.nama", "alamat": "f.alamat",
        }
    },
)  # fmt: skip

SOURCE = Source(
    id="dtks_bdt",
    title=Text("DTKS (susunan BDT 2015)", "DTKS (layout of BDT 2015)"),
    roles=(HOUSEHOLD, PERSON),
    not_covered=Text(
        "Hanya rumah tangga 40 persen terbawah menurut pendataan 2015 dan pemutakhirannya; anak yang lahir sesudahnya, "
        "rumah tangga baru, dan yang jatuh miskin kemudian tidak ada; yang meninggal atau pindah sering masih ada. "
        "Satuannya rumah tangga, bukan keluarga.",
        "Only the lowest 40 percent of households as of 2015 and its updates; children born since, new households and "
        "the newly poor are missing, the dead and movers often remain. The unit is the household, not the family.",
    ),
    status="kolom terverifikasi; daftar kode status bangunan, lahan, hubungan dan kawin belum dikonfirmasi",
    reference=("Contoh berkas BDT dalam OpenSID (101 kolom)", "dua skrip impor publik"),
    unit="rumah_tangga",
    as_of=dt.date(2017, 12, 31),  # its region codes are of the numbering of those years
)
