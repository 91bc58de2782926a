"""Published figures as a tidy table: one row per series, region and period, each with its source."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources import figures
from sepakat.sources.fields import teks
from sepakat.sources.model import Key, Region, Role, Source
from sepakat.sources.periods import period_sql

COMPUTED = {
    "seri": figures.series_sql(),
    "periode": period_sql("_waktu"),
    "definisi": figures.definition_sql(),
    "satuan": figures.of_series("unit"),
    "status_angka": figures.status_sql(),
}

SOURCE = Source(
    id="angka_terbitan",
    title=Text("Angka terbitan (tabel rapi)", "Published figures (tidy table)"),
    roles=(
        Role(
            id="list",
            table="figure",
            title=Text("angka terbitan", "published figures"),
            fields=(
                teks("_seri", ("seri", "id_seri"), needed=True, label=Text("Seri", "Series")),
                teks("_definisi", "definisi", label=Text("Definisi", "Definition")),
                figures.REGION,
                figures.PERIOD,
                figures.VALUE,
                figures.STATUS,
                figures.told("sumber", ("sumber", "sumber_angka"), Text("Sumber", "Source")),
                teks("catatan", ("catatan", "keterangan")),
            ),
            signature=("seri", "kode_wilayah", "periode", "nilai"),
            foreign=("rumus",),
            key=Key(
                (("seri", 0), ("definisi", 0), ("kode_wilayah", 0), ("periode", 0)), optional=frozenset({"definisi"})
            ),
            key_column="_kunci",
            region=Region("kemendagri", "wilayah", (("kode_wilayah", 2),)),
            computed=COMPUTED,
        ),
    ),
    not_covered=Text(
        "Angka yang diketik ulang orang: salah ketik mungkin ada, cocokkan dengan terbitannya. Galat baku jarang ikut "
        "tertulis, sehingga perubahan kecil antartahun belum tentu nyata.",
        "Figures typed again by people: compare with the publication. Standard errors are rarely given, so small "
        "changes between years need not be real.",
    ),
    status="susunan sendiri",
    reference=("Publikasi yang disebut dalam kolom sumber",),
    unit="wilayah",
)
