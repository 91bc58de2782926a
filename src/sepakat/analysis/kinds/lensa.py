"""The gender and disability lens: one indicator for women and men, and with and without a disability, tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import SOURCE, Takes
from sepakat.analysis.kinds import kesenjangan
from sepakat.analysis.tables import build, text
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

LABEL = Text("Lensa gender dan disabilitas", "Gender and disability lens")
ASKS = Text(
    "Apakah perempuan dan penyandang disabilitas di {wilayah} tertinggal dalam {indikator}?",
    "Are women and persons with disabilities in {wilayah} behind on {indikator}?",
)
WHY = Text(
    "Analisis responsif gender dan inklusif disabilitas mulai dari angka yang dibagi.",
    "Planning for women and for persons with disabilities begins with divided figures.",
)
READ = (
    Text(
        "Laki-laki dibandingkan dengan perempuan, dan penyandang disabilitas dengan bukan penyandang. Untuk indikator "
        "keluarga yang dilihat adalah kepala keluarganya.",
        "Men are held against women, and persons with a disability against those without. Of families it is their "
        "heads.",
    ),
    Text(
        "Kelompok kecil punya ketidakpastian besar: baca pernyataan statistiknya sebelum menyimpulkan.",
        "A small group has a large uncertainty: read the statement before concluding.",
    ),
)
LENSES: Mapping[str, tuple[str, ...]] = {"orang": ("jenis_kelamin", "disabilitas"), "keluarga": ("jenis_kelamin_kk",)}
TAKES = Takes(usual=("anak_tidak_sekolah_7_18",), nation=True)
FIELDS = (SOURCE,)
OPTIONS: Mapping[str, Text] = {"sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas.")}
COLUMNS = (
    text("lens", "Kode ciri", "Code of the attribute", "code"),
    text("lens_name", "Ciri", "Attribute"),
    *(spec for spec in kesenjangan.COLUMNS),
)


def run(ask: Ask) -> Answer:
    """A row a group of each lens; a lens that cannot be shown is said under the table."""
    indicator = catalogue.indicator(ask.question.indicators[0])
    known = catalogue.breakdown_columns(indicator.satuan_analisis)
    rows: list[dict[str, Any]] = []
    said: list[Text] = []
    notes: list[Text] = []
    problems: list[UserError] = []
    own = ""
    for name in LENSES[indicator.satuan_analisis]:
        label = known[name].label
        try:
            found = kesenjangan.run(replace(ask, given={**ask.given, "rincian": name}))
        except UserError as problem:
            problems.append(problem)
            notes.append(
                Text(f"{label.id} tidak dapat ditampilkan: {problem.title.id}",
                     f"{label.en} cannot be shown: {problem.title.en}")
            )  # fmt: skip
            continue
        own = found.table.meta["own"]
        said.append(found.sentence)
        notes += found.table.notes
        rows += [{"lens": name, "lens_name": label, **row} for row in found.table.rows()]
    if not rows:
        raise problems[0]
    if indicator.satuan_analisis == "keluarga":
        notes.append(
            Text(
                "Untuk indikator keluarga hanya jenis kelamin kepala keluarga yang tersedia.",
                "Of families only the sex of the head is known.",
            )
        )
    subject = feeding.subject(indicator)
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"own": own, "where": place(own)})  # fmt: skip
    return Answer(ask.question, table, Text(" ".join(t.id for t in said), " ".join(t.en for t in said)))
