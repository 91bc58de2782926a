"""Tables of BPS with regions down and years across, as they are downloaded: title, two-line heads, footnotes, `...`.

`sources.melting` turns them into one row per figure. The title tells the series; a title that names none is refused
with a sentence. Region codes of BPS are not used: names are, because the same number means another region elsewhere.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources import figures
from sepakat.sources.adapters.angka_terbitan import COMPUTED
from sepakat.sources.fields import teks
from sepakat.sources.model import Field, Key, Region, Role, Source, Wide

SOURCE = Source(
    id="angka_bps",
    title=Text("Tabel BPS (tahun menyamping)", "BPS table (years across)"),
    roles=(
        Role(
            id="list",
            table="figure",
            title=Text("tabel wilayah dan tahun", "table of regions and years"),
            fields=(
                teks("_seri", "seri", label=Text("Judul tabel", "Title of the table")),
                teks("_definisi", "definisi", label=Text("Definisi", "Definition")),
                teks("_kode", "kode_wilayah", label=Text("Nama wilayah", "Name of the region")),
                teks("_nama", "wilayah"),
                teks("_waktu", "periode", label=Text("Tahun", "Year")),
                Field("nilai", ("nilai",), "desimal", label=Text("Nilai", "Value")),
                teks("tanda", "tanda"),
                teks("_status", "status", label=Text("Status angka", "Status of the figure")),
                teks("_sumber", "sumber", label=Text("Sumber", "Source")),
                teks("catatan", "catatan"),
            ),
            signature=("seri", "kode_wilayah", "periode", "nilai", "tanda"),
            key=Key(
                (("seri", 0), ("definisi", 0), ("kode_wilayah", 0), ("periode", 0)), optional=frozenset({"definisi"})
            ),
            key_column="_kunci",
            region=Region("kemendagri", "wilayah", (("kode_wilayah", 2),)),
            computed={**COMPUTED, "sumber": f"coalesce(_sumber, {figures.of_series('source')})"},
            wide=Wide(
                heads=(
                    "kabupaten/kota", "kab/kota", "kabupaten", "kabupaten / kota", "provinsi",
                    "provinsi/kabupaten/kota",
                    "provinsi/kab/kota", "38 provinsi", "34 provinsi", "wilayah", "nama wilayah", "daerah", "kecamatan",
                )
            ),
        ),
    ),
    not_covered=Text(
        "Sel “–”, “...”, dan “NA” disimpan sebagai tidak ada nilai dengan tandanya, bukan nol. Galat baku tidak ikut "
        "dalam tabel unduhan.",
        "Cells with “–”, “...” and “NA” are kept as no value with their sign, not as zero. Standard errors do not come "
        "with downloaded tables.",
    ),
    status="susunan umum tabel unduhan BPS; tiap tabel dapat berbeda",
    reference=("Tabel dinamis BPS",),
    unit="wilayah",
)  # fmt: skip
