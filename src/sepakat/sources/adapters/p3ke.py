"""P3KE: families of deciles 1 to 4 from the BKKBN family survey of 2021, in words, Kemendagri codes.

Words that cover two Regsosek codes ("Listrik/Gas", "Arang/Kayu", "Bambu") stay unknown. The full word lists of floor
and roof are not public: those columns are not mapped.
"""

from __future__ import annotations

import datetime as dt

from sepakat.core.text import Text
from sepakat.sources.fields import SEX_WORDS, WORDS, angka, kata, kk, kode, nik, tanggal, teks
from sepakat.sources.model import Key, Region, Role, Source

TENURE = {
    "milik sendiri": 1, "kontrak/sewa": 2, "bebas sewa": 3, "menumpang": None, "dinas": 4, "lainnya": 5,
}  # fmt: skip
WALL = {"tembok": 1, "seng": 7, "kayu/papan": 3, "bambu": None, "lainnya": 7}
LIGHT = {
    "listrik pribadi s/d 900 watt": 1, "listrik pribadi > 900 watt": 1, "listrik bersama": None, "non-listrik": 4,
    "genset/solar cell": 3,
}  # fmt: skip
FUEL = {"listrik/gas": None, "minyak tanah": 7, "arang/kayu": None, "lainnya": 11}
WATER = {
    "ledeng/pam": 3, "air kemasan/isi ulang": None, "sumur bor": 4, "sumur terlindung": 5,
    "sumur tidak terlindung": 6, "air permukaan": 9, "air hujan": 10, "lainnya": 11,
}  # fmt: skip
TOILET = {"ya, dengan septic tank": 1, "ya, tanpa septic tank": 1, "tidak, jamban umum/bersama": None, "lainnya": 6}
DISPOSAL = {
    "ya, dengan septic tank": 1, "ya, tanpa septic tank": None, "tidak, jamban umum/bersama": None, "lainnya": None,
}  # fmt: skip
RELATION = {
    "kepala keluarga": 1, "istri/suami": 2, "istri": 2, "suami": 2, "anak": 3, "menantu": 4, "cucu": 5,
    "orang tua/mertua": 6, "orang tua": 6, "mertua": 6, "pembantu": 7, "pembantu/sopir": 7, "lainnya": 8,
}  # fmt: skip
MARITAL = {"belum kawin": 1, "kawin": 2, "cerai hidup": 3, "cerai mati": 4}
FAMILY_KEY = Key((("id_keluarga_P3KE", 0),))

FAMILY = Role(
    id="family",
    table="family",
    title=Text("keluarga", "families"),
    fields=(
        teks("_id", "id_keluarga_P3KE", needed=True),
        teks("_kode", ("kode_kemdagri", "kode_kemendagri"), needed=True),
        kode("_desil", "desil_kesejahteraan", "desil4"),
        teks("alamat", "alamat"),
        teks("nama_kk", "kepala_keluarga"),
        nik("nik"),
        kata("status_kepemilikan", "kepemilikan_rumah", TENURE),
        kata("dinding", "jenis_dinding", WALL),
        teks("_atap", "jenis_atap"),
        teks("_lantai", "jenis_lantai"),
        kata("penerangan", "sumber_penerangan", LIGHT),
        kata("bahan_bakar", "bahan_bakar_memasak", FUEL),
        kata("air_minum", "sumber_air_minum", WATER),
        kata("fasilitas_bab", "memiliki_fasilitas_buang_air_besar", TOILET),
        kata("tinja", "memiliki_fasilitas_buang_air_besar", DISPOSAL),
        kata("terima_pkh", "penerima_pkh", WORDS),
        kata("_sembako", "penerima_sembako", WORDS),
        kata("_bpnt", "penerima_bpnt", WORDS),
    ),
    signature=("id_keluarga_P3KE", "kode_kemdagri", "desil_kesejahteraan"),
    key=FAMILY_KEY,
    key_column="family_key",
    region=Region("kemendagri", "desa", (("kode_kemdagri", 10),)),
    computed={"terima_sembako": "CASE WHEN _sembako = 1 OR _bpnt = 1 THEN 1 WHEN _sembako = 2 OR _bpnt = 2 THEN 2 END"},
)

PERSON = Role(
    id="member",
    table="person",
    title=Text("anggota keluarga", "family members"),
    fields=(
        teks("_id", "id_keluarga_P3KE", needed=True),
        teks("_individu", "id_individu", needed=True),
        teks("nama", "nama"),
        nik("nik"),
        kk(("no_kk", "nomor_kk")),
        kata("jenis_kelamin", "jenis_kelamin", SEX_WORDS),
        kata("hubungan", "hubungan_dengan_kepala_keluarga", RELATION),
        tanggal("tanggal_lahir", "tanggal_lahir"),
        kata("status_kawin", "status_kawin", MARITAL),
        angka("_persentil", "persentil", 0, 100),
        kata("_dtks", "kepesertaan_dtks", WORDS),
    ),
    signature=("id_keluarga_P3KE", "id_individu", "hubungan_dengan_kepala_keluarga"),
    key=Key((("id_individu", 0),)),
    key_column="person_key",
    parent=FAMILY_KEY,
    parent_role="family",
    inherit=("village_code", "alamat"),
    also={
        "registry": {
            "entry_key": "m.person_key", "family_entry_key": "m.family_key", "village_code": "f.village_code",
            "jenis_kelamin": "m.jenis_kelamin", "tanggal_lahir": "m.tanggal_lahir", "desil": "f._desil",
            "persentil": "m._persentil", "unit": "'family'", "nik": "m.nik", "no_kk": "m.no_kk", "nama": "m.nama",
            "alamat": "f.alamat",
        }
    },
)  # fmt: skip

SOURCE = Source(
    id="p3ke",
    title=Text("P3KE", "P3KE"),
    roles=(FAMILY, PERSON),
    not_covered=Text(
        "Hanya keluarga desil 1–4 menurut pendataan keluarga 2021 yang padan NIK; keluarga tanpa NIK, pendatang, dan "
        "bayi yang lahir sesudahnya tidak ada. Jawaban berupa kata, tanpa umur, luas lantai, dan daya listrik.",
        "Only families of deciles 1-4 of the 2021 family survey that matched a NIK; families without NIK, movers and "
        "babies born since are missing. Answers are words; no age, floor area or power class.",
    ),
    status="kolom terverifikasi; daftar kata lantai dan atap belum ada sumber publik",
    reference=("P3KE: tanya jawab, p3ke.kemenkopmk.go.id", "judul kolom P3KE yang terbit"),
    unit="keluarga",
    as_of=dt.date(2021, 6, 30),
)
