"""A region's own sector figures (Modul data daerah): taken only with a source and a formula that someone answers for.

They come into use by the steward's act of publishing a release that holds them (docs/howto/published-figures.md).
A formula that changes makes another definition, and definitions are never joined in one trend.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources import figures
from sepakat.sources.fields import teks
from sepakat.sources.model import Key, Region, Role, Source
from sepakat.sources.periods import period_sql

SAME = r"lower(trim(regexp_replace(rumus, '\s+', ' ', 'g')))"

SOURCE = Source(
    id="data_daerah",
    title=Text("Angka sektor daerah", "A region's own sector figures"),
    roles=(
        Role(
            id="list",
            table="figure",
            title=Text("angka sektor dengan sumber dan rumus", "sector figures with source and formula"),
            fields=(
                teks("_nama", ("indikator", "nama_indikator"), needed=True, label=Text("Indikator", "Indicator")),
                figures.REGION,
                figures.PERIOD,
                figures.VALUE,
                figures.told("satuan", ("satuan", "unit"), Text("Satuan", "Unit")),
                figures.told("sumber", ("sumber", "sumber_data"), Text("Sumber", "Source")),
                figures.told("rumus", ("rumus", "cara_hitung"), Text("Rumus", "Formula")),
                figures.told(
                    "penanggung_jawab", ("penanggung_jawab", "dinas", "perangkat_daerah"),
                    Text("Penanggung jawab", "Office in charge"),
                ),
                figures.STATUS,
                teks("catatan", ("catatan", "keterangan")),
            ),
            signature=("indikator", "kode_wilayah", "periode", "nilai", "rumus"),
            key=Key((("indikator", 0), ("kode_wilayah", 0), ("periode", 0))),
            key_column="_kunci",
            region=Region("kemendagri", "wilayah", (("kode_wilayah", 2),)),
            computed={
                "seri": r"'daerah:' || trim(regexp_replace(lower(trim(_nama)), '[^a-z0-9]+', '_', 'g'), '_')",
                "nama_seri": "trim(_nama)",
                "definisi": f"'rumus_' || left(md5({SAME}), 8)",
                "periode": period_sql("_waktu"),
                "status_angka": figures.status_sql(),
            },
        ),
    ),
    not_covered=Text(
        "Angka dari catatan dinas: yang tidak datang ke layanan tidak tercatat. Angka dua daerah hanya sebanding bila "
        "rumusnya sama.",
        "Figures from an office's own records: people who never came to the service are not in them. Two regions "
        "compare only where the formula is the same.",
    ),
    status="susunan sendiri",
    reference=("Tanya jawab SEPAKAT: data daerah diterima hanya dengan sumber dan rumus",),
    unit="wilayah",
)  # fmt: skip
