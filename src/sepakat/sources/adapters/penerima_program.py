"""Recipient lists of PKH, Sembako and PIP: one row per payment. The file's name tells the programme, unless a column
`program` does."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.fields import kk, nik, teks, uang
from sepakat.sources.model import Key, Region, Role, Source

# 2025-03, 202503 or 03/2025 → 2025-03; anything else is refused by check `periode`.
PERIOD = (
    "CASE WHEN regexp_full_match(_periode, '20[0-9]{2}-?(0[1-9]|1[0-2])') "
    "THEN left(_periode, 4) || '-' || right(_periode, 2) "
    "WHEN regexp_full_match(_periode, '(0?[1-9]|1[0-2])[/-]20[0-9]{2}') "
    "THEN right(_periode, 4) || '-' || lpad(regexp_extract(_periode, '^[0-9]+'), 2, '0') END"
)

LIST = Role(
    id="list",
    table="receipt",
    title=Text("daftar penerima", "recipient list"),
    fields=(
        teks("_periode", ("periode", "bulan_salur", "tahap"), needed=True, label=Text("Periode", "Period")),
        nik("nik"),
        kk(("no_kk", "nomor_kk")),
        teks("nama", ("nama", "nama_penerima")),
        teks("alamat", "alamat"),
        teks("_desa", ("kode_desa", "kode_kelurahan_desa"), label=Text("Kode desa", "Village code")),
        uang("amount", ("nominal", "jumlah_bantuan")),
        teks("programme", ("program", "nama_program")),
    ),
    signature=("periode", "nik", "nominal"),
    key=Key((("nik", 0),), by_row=True),
    key_column="_kunci",
    region=Region("kemendagri", "desa", (("kode_desa", 10),), needed=False),
    computed={"period": PERIOD, "programme": "lower(programme)"},
    by_name={"programme": (("pkh", "pkh"), ("sembako|bpnt", "sembako"), (r"pip|indonesia.?pintar", "pip"))},
)

SOURCE = Source(
    id="penerima_program",
    title=Text("Daftar penerima program", "Programme recipient lists"),
    roles=(LIST,),
    not_covered=Text(
        "Hanya orang yang dibayar pada periode berkas; yang berhak tetapi belum menerima tidak ada di sini. Penerima "
        "bantuan keluarga dicatat atas nama satu orang (biasanya ibu).",
        "Only people paid in the periods of the file; who is entitled and not paid is not in it. Family aid stands in "
        "the name of one person (usually the mother).",
    ),
    status="susunan umum; tiap penyalur dapat berbeda",
    reference=("Daftar penerima PKH, Sembako dan PIP yang diedarkan ke daerah",),
    unit="orang",
)
