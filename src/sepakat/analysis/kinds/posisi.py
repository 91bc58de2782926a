"""Where a region stands among its siblings, and against province and nation (TNP2K: relative position)."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, regions
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.position import places, position
from sepakat.analysis.tables import NAME, REGION, STATEMENT, build, real, whole
from sepakat.analysis.values import Figure, sign
from sepakat.analysis.verdicts import difference
from sepakat.core.text import Text

OPTIONS: Mapping[str, Text] = {"sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas.")}
COLUMNS = (
    whole("place", "Urutan (1 = terbaik)", "Place (1: best)"),
    REGION,
    NAME,
    real("value", "Nilai", "Value", own=True),
    real("se", "Galat baku", "Standard error", own=True),
    real(
        "gap",
        "Jarak ke wilayah di atasnya (di bawah 0: lebih buruk)",
        "Gap to the region above (below 0: worse)",
        own=True,
    ),
    real("p", "Nilai p bedanya dengan wilayah di atasnya", "p of that gap", 3),
    STATEMENT,
)


def run(ask: Ask) -> Answer:
    """The siblings ranked, the region's own reading as the sentence."""
    indicator = catalogue.indicator(ask.question.indicators[0])
    subject, at, source = feeding.subject(indicator), ask.focus, ask.text("sumber", "registri")
    found = feeding.across(ask.release, [indicator.id], at.inside, at.level, source)[indicator.id]
    above = [code for code in (at.inside, regions.NATION) if code != at.own]
    references = {code: feeding.one(ask.release, indicator.id, code, source) for code in dict.fromkeys(above)}
    names = feeding.names([*found, *references, str(at.own)])
    smallest = ask.rule("perubahan_berarti_min")
    assert at.own is not None
    reading = position(subject, at.own, found, names=names, references=references, smallest=smallest)
    parent = references.get(at.inside, Figure(None))
    placed = places({c: f.value for c, f in found.items()}, subject.direction)
    turn = sign(subject.direction) or 1
    rows = []
    for code in sorted(found, key=lambda c: (placed.get(c, len(found) + 1), c)):
        f, verdict = found[code], difference(parent, found[code], smallest=smallest)
        gap = None if verdict.difference is None else turn * verdict.difference
        rows.append(
            {"place": placed.get(code), "region": code, "name": names[code], "value": f.value, "se": f.se, "gap": gap,
             "p": verdict.p, "statement": verdict.words if f.value is not None else ""}
        )  # fmt: skip
    notes = [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"reading": dict(reading.numbers), "own": at.own})  # fmt: skip
    return Answer(ask.question, table, reading.sentence)
