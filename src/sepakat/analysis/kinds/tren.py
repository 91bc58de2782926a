"""How an indicator moved over releases (or a series over its years), beside the regions above."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sepakat import regions
from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import ROUND, SOURCE, Takes
from sepakat.analysis.position import compared
from sepakat.analysis.tables import NAME, REGION, STATEMENT, apart, build, real, text
from sepakat.analysis.trend import trend
from sepakat.analysis.values import Point, Subject, known
from sepakat.analysis.verdicts import OF_SAMPLE, by_rule, difference, judged
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
    apart("se", "Galat baku", "Standard error"),
    apart("change", "Perubahan dari periode sebelumnya", "Change from the period before"),
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
    beside = _beside(subject, names, found, own, [c for c in codes if c != own], smallest)
    return Answer(ask.question, table, Text(*(f"{reading.sentence.in_(k)}{beside.in_(k)}" for k in ("id", "en"))))


def _beside(
    subject: Subject,
    names: Mapping[str, str],
    found: Mapping[str, list[Point]],
    own: str,
    others: list[str],
    least: float,
) -> Text:
    """The distance to the nearest region above, then and now, and whether it changed beyond chance (or the rule)."""
    mine = {p.period: p for p in known(found.get(own, []))}
    for other in others:
        theirs = {p.period: p for p in known(found.get(other, []))}
        both = [p for p in mine if p in theirs]
        if len(both) < 2:
            continue
        pairs = [(theirs[p].figure, mine[p].figure) for p in (both[0], both[-1])]
        then, now = (difference(a, b, smallest=least) for a, b in pairs)
        a, b = float(then.difference or 0), float(now.difference or 0)
        errors = [v.se for v in (then, now)]
        sure = (
            judged(b - a, math.hypot(*(e or 0 for e in errors)), of=OF_SAMPLE)
            if all(errors)
            else by_rule(float(pairs[0][1].value or 0), b - a, least)
        )
        first, last = mine[both[0]], mine[both[-1]]
        told = [[compared(subject, d, k).format(names[other]) for d in (a, b)] for k in ("id", "en")]
        return Text(
            f" Dibanding wilayah di atasnya: {told[0][0]} ({first.said('id')}), lalu {told[0][1]} "
            f"({last.said('id')}); perubahan jarak itu {sure.words.id}.",
            f" Beside the region above: {told[1][0]} ({first.said('en')}), then {told[1][1]} ({last.said('en')}); that "
            f"change of the distance is {sure.words.en}.",
        )
    return Text("", "")
