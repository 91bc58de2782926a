"""What goes with an outcome among people or families: a regression with design, worded as association."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, regions
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.determinants import determinants, sentence
from sepakat.analysis.fields import PREDICTORS, SOURCE, Field, Takes
from sepakat.analysis.tables import build, real, text
from sepakat.catalogue.tables import frames
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

LABEL = Text("Apa yang berkaitan (penjelas)", "What goes with it (determinants)")
ASKS = Text("Apa yang berkaitan dengan {indikator} di {wilayah}?", "What goes with {indikator} in {wilayah}?")
WHY = Text(
    "Menunjuk kelompok yang lebih sering mengalaminya, pada keadaan lain yang sama.",
    "Points to the groups that have it more often, the rest being equal.",
)
READ = (
    Text(
        "Tiap baris membandingkan dua keadaan yang selebihnya sama. Titik di kanan garis tengah: lebih sering; di "
        "kiri: lebih jarang. Garis mendatar adalah rentang 95 persen; bila menyentuh garis tengah, kaitannya tidak "
        "nyata.",
        "Each row compares two states, the rest being equal. A dot right of the middle line: more often; left: less. "
        "The bar is the 95 percent range; where it touches the middle line the link is not real.",
    ),
    Text(
        "Ini keterkaitan, bukan sebab-akibat. Mengubah penjelasnya belum tentu mengubah hasilnya.",
        "These go together; that is no cause. Changing the one need not change the other.",
    ),
)
USUAL: Mapping[str, tuple[str, ...]] = {
    "orang": ("jenis_kelamin", "kelompok_umur", "disabilitas", "tingkat_ijazah_kk", "tipe_daerah"),
    "keluarga": ("jenis_kelamin_kk", "tingkat_ijazah_kk", "pertanian_kk", "tipe_daerah"),
}
TAKES = Takes(usual=("anak_tidak_sekolah_7_18",), levels=("kabupaten", "provinsi"))
FIELDS = (Field("penjelas", Text("Penjelas", "What may go with it"), PREDICTORS), SOURCE)
OPTIONS: Mapping[str, Text] = {
    "penjelas": Text("Kolom yang mungkin berkaitan.", "Columns that may go with it."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
}
COLUMNS = (
    text("term", "Penjelas", "Term", "code"),
    text("term_name", "Nama penjelas", "Name of the term"),
    text("against", "Dibandingkan dengan", "Against"),
    real("effect", "Perubahan hasil (poin persen, atau satuan indikator)", "Change of the outcome (points, or units)"),
    real("se", "Galat baku", "Standard error"),
    real("low", "Batas bawah 95%", "Lower bound, 95%"),
    real("high", "Batas atas 95%", "Upper bound, 95%"),
    real("p", "Nilai p", "p", 3),
)


def run(ask: Ask) -> Answer:
    """One row a term, with what was taken together or left out under the table."""
    indicator = catalogue.indicator(ask.question.indicators[0])
    source = ask.source(ask.variables[0])
    region, note = ask.region, None
    if len(region) > len("53.01"):
        region = regions.at_level(region, "kabupaten")
        note = Text(f"Dijawab untuk {place(region)}.", f"Answered for {place(region)}.")
    chosen = ask.listed("penjelas") or usual(indicator, source)
    found = determinants(ask.release, indicator.id, chosen, region, source=source)
    scale = 100.0 if found.fit.kind == "logit" else 1.0
    rows = []
    for e in found.fit.effects:
        shown = {"effect": e.value, "se": e.se, "low": e.low, "high": e.high}
        against = found.references.get(e.term.group, Text("satu satuan lebih", "one unit more"))
        rows.append(
            {"term": e.term.id, "term_name": e.term.label, "against": against, "p": e.p,
             **{k: None if v is None else scale * v for k, v in shown.items()}}
        )  # fmt: skip
    about = round(found.fit.n, -1)
    notes = [
        Text(
            f"Sekitar {about} baris. Ini keterkaitan pada nilai penjelas lain yang sama, bukan sebab-akibat.",
            f"About {about} rows. These go together, the others being equal; that is no cause.",
        ),
        *found.said,
        *([note] if note else []),
    ]
    table = build(
        COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={"model": found.fit.kind, "own": region}
    )
    label = feeding.subject(indicator).label
    return Answer(ask.question, table, sentence(found.fit, label, indicator.satuan, place(region)))


def offered(indicator: catalogue.Indicator, source: str) -> dict[str, Text]:
    """Columns that may stand as predictors: those with classes, or yes and no, beside the indicator's own."""
    closed, found = catalogue.vault_columns(), dict[str, Text]()
    for name, spec in frames(indicator.satuan_analisis).items():
        if spec.source == source and name in indicator.frames:
            for column in spec.variables.values():
                if column.type in ("kode", "ya_tidak") and column.name not in closed | indicator.columns:
                    found.setdefault(column.name, column.label)
    return found


def usual(indicator: catalogue.Indicator, source: str) -> list[str]:
    known = offered(indicator, source)
    return [name for name in USUAL[indicator.satuan_analisis] if name in known]
