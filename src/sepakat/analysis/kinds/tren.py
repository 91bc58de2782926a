"""How an indicator moved over releases (or a series over its years), beside the regions above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat import regions
from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import ROUND, SOURCE, Takes
from sepakat.analysis.tables import NAME, REGION, STATEMENT, build, real, text
from sepakat.analysis.trend import trend
from sepakat.analysis.values import Point, known
from sepakat.analysis.verdicts import difference
from sepakat.core.text import Text

LABEL = Text("Tren", "Trend")
ASKS = Text("Apakah {indikator} di {wilayah} membaik dari waktu ke waktu?", "Does {indikator} in {wilayah} get better?")
WHY = Text("Membedakan perubahan nyata dari naik-turun biasa.", "Tells a real change from the usual ups and downs.")
READ = (
    Text(
        "Tiap garis satu wilayah: wilayah ini, dan wilayah di atasnya sebagai pembanding. Titik hanya disambung bila "
        "definisinya sama.",
        "Each line is a region: this one, and those above it to compare. Points are joined only where their definition "
        "is the same.",
    ),
    Text(
        "Pernyataan statistik mengatakan apakah perubahannya nyata atau mungkin kebetulan. Tiga titik adalah yang "
        "paling sedikit untuk menguji sebuah tren.",
        "The statement says whether the change is real or may be chance. Three points are the fewest that test a "
        "trend.",
    ),
)
TAKES = Takes(series=True, usual=("seri:p0",), nation=True)
FIELDS = (SOURCE, ROUND)
OPTIONS: Mapping[str, Text] = {
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "putaran": Text("Putaran seri angka terbitan.", "Round of a published series."),
}
COLUMNS = (
    REGION,
    NAME,
    text("period", "Periode", "Period"),
    real("value", "Nilai", "Value", own=True),
    real("se", "Galat baku", "Standard error", own=True),
    real("change", "Perubahan dari periode sebelumnya", "Change from the period before", own=True),
    real("p", "Nilai p perubahan itu", "p of that change", 3),
    STATEMENT,
)


def run(ask: Ask) -> Answer:
    """One row a region and period; the region's own line as the sentence."""
    one, at = ask.variables[0], ask.focus
    own = str(at.own)
    codes = list(dict.fromkeys((own, at.inside, regions.NATION)))
    found, told = variables.history(ask.release, one, codes, ask.source(one), ask.text("putaran"))
    smallest = ask.rule("perubahan_berarti_min")
    names = feeding.names(codes)
    reading = trend(one.subject, names[own], found.get(own, []), smallest=smallest)
    rows: list[dict[str, Any]] = []
    for code in codes:
        before: Point | None = None
        for point in known(found.get(code, [])):
            verdict = difference(before.figure, point.figure, smallest=smallest) if before else None
            rows.append(
                {"region": code, "name": names[code], "period": point.period, "value": point.figure.value,
                 "se": point.figure.se, "change": verdict.difference if verdict else None,
                 "p": verdict.p if verdict else None, "statement": verdict.words if verdict else ""}
            )  # fmt: skip
            before = point
    lines = {names[c]: [(p.period, p.figure.value) for p in found[c]] for c in codes if known(found.get(c, []))}
    notes = [*([told] if told else []), *([at.note] if at.note else [])]
    subject = one.subject
    meta = {"own": own, "lines": lines, "unit": subject.unit, "decimals": subject.decimals, "label": subject.label,
            "reading": dict(reading.numbers)}  # fmt: skip
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta=meta)  # fmt: skip
    return Answer(ask.question, table, reading.sentence)
