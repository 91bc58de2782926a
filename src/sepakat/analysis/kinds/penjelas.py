"""What goes with an outcome among people or families: a regression with design, worded as association."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, regions
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.determinants import determinants, sentence
from sepakat.analysis.tables import build, real, text
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

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
    source = ask.text("sumber", "registri")
    region, note = ask.region, None
    if len(region) > len("53.01"):
        region = regions.at_level(region, "kabupaten")
        note = Text(f"Dijawab untuk {place(region)}.", f"Answered for {place(region)}.")
    found = determinants(ask.release, indicator.id, ask.listed("penjelas"), region, source=source)
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
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={"model": found.fit.kind})
    label = feeding.subject(indicator).label
    return Answer(ask.question, table, sentence(found.fit, label, indicator.satuan, place(region)))
