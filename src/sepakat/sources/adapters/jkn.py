"""JKN membership: one row per card, with the segment that says who insures whom."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import SEX_WORDS, kata, kk, nik, tanggal, teks
from sepakat.sources.model import Key, Region, Role, Source

SEGMENT = {
    "pbi apbn": 1, "pbi jk": 1, "pbi apbd": 2, "pbpu pemda": 2, "pbpu bp pemda": 2, "ppu": 3,
    "pekerja penerima upah": 3,
    "pbpu": 4, "mandiri": 4, "pekerja bukan penerima upah": 4,
}  # fmt: skip

LIST = Role(
    id="list",
    table="receipt",
    title=Text("peserta JKN", "JKN members"),
    fields=(
        teks("nomor_kartu", ("nomor_kartu", "no_kartu"), needed=True),
        nik("nik"),
        kk(("no_kk", "nomor_kk")),
        teks("nama", "nama"),
        tanggal("tanggal_lahir", ("tanggal_lahir", "tgl_lahir")),
        kata("jenis_kelamin", ("jenis_kelamin", "jk"), SEX_WORDS),
        teks("_desa", "kode_desa", label=Text("Kode desa", "Village code")),
        kata("segment", ("segmen", "segmen_peserta"), SEGMENT),
        teks("status", ("status_peserta", "status")),
        teks("alamat", "alamat"),
    ),
    signature=("nomor_kartu", "nik", "segmen"),
    key=Key((("nomor_kartu", 0),)),
    key_column="_kunci",
    region=Region("kemendagri", "desa", (("kode_desa", 10),), needed=False),
    computed={"programme": "'jkn'"},
)

SOURCE = Source(
    id="jkn",
    title=Text("Peserta JKN", "JKN membership"),
    roles=(LIST,),
    not_covered=Text(
        "Hanya yang pernah didaftarkan; status nonaktif ikut tercatat. Orang tanpa NIK jarang ada.",
        "Only people ever enrolled; inactive members are in it. People without a NIK are rare in it.",
    ),
    status="susunan umum; istilah segmen menurut BPJS Kesehatan",
    reference=("Istilah segmen kepesertaan JKN",),
    unit="orang",
)
