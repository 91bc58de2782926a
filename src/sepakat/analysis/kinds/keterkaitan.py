"""Whether two indicators go together over the parts of a region (TNP2K: linkage)."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.linkage import linkage
from sepakat.analysis.scope import PLURAL
from sepakat.analysis.tables import NAME, REGION, build, real
from sepakat.core.text import Text, number

OPTIONS: Mapping[str, Text] = {"sumber": Text("registri atau susenas.", "registri or susenas.")}
COLUMNS = (
    REGION,
    NAME,
    real("outcome", "Hasil", "Outcome"),
    real("determinant", "Yang mungkin berkaitan", "What may go with it"),
)


def run(ask: Ask) -> Answer:
    """The pairs, and their correlation as the sentence."""
    first, second = (catalogue.indicator(name) for name in ask.question.indicators[:2])
    at, source = ask.parts, ask.text("sumber", "registri")
    found = feeding.across(ask.release, [first.id, second.id], at.inside, at.level, source)
    codes = [c for c in found[first.id] if c in found[second.id]]
    pairs = {c: (found[first.id][c].value, found[second.id][c].value) for c in codes}
    reading = linkage(feeding.subject(first), feeding.subject(second), pairs, PLURAL[at.level])
    names = feeding.names(codes)
    rows = [
        {"region": c, "name": names[c], "outcome": a, "determinant": b}
        for c, (a, b) in pairs.items()
        if a is not None and b is not None
    ]
    rank = reading.numbers["rank"]
    notes = [
        Text(
            f"Korelasi urutan (Spearman): {number(rank, 2, 'id')}.",
            f"Rank correlation (Spearman): {number(rank, 2, 'en')}.",
        )
    ]
    notes += [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={"reading": dict(reading.numbers)})
    return Answer(ask.question, table, reading.sentence)
