"""Which parts of a region combine two problems: four classes by two cuts."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.quadrants import BOTH, UNKNOWN, cut_at, quadrants, sentence
from sepakat.analysis.tables import NAME, REGION, build, real, text
from sepakat.core.text import Text

OPTIONS: Mapping[str, Text] = {
    "garis": Text(
        "Garis pembagi: induk, median, atau sasaran.", "The cut: induk (parent), median or sasaran (target)."
    ),
    "sasaran": Text("Dua sasaran, bila garisnya sasaran.", "Two targets, where the cut is a target."),
    "sumber": Text("registri atau susenas.", "registri or susenas."),
}
COLUMNS = (
    REGION,
    NAME,
    real("first", "Nilai indikator pertama", "Value of the first indicator"),
    real("second", "Nilai indikator kedua", "Value of the second indicator"),
    text("quadrant", "Kuadran: keduanya, pertama, kedua, tidak", "Quadrant: both, first, second, neither", "code"),
    text("quadrant_name", "Nama kuadran", "Name of the quadrant"),
)


def run(ask: Ask) -> Answer:
    """Every part with its quadrant, those in need of both first."""
    both = [catalogue.indicator(name) for name in ask.question.indicators[:2]]
    first, second = (feeding.subject(i) for i in both)
    at, source, how = ask.parts, ask.text("sumber", "registri"), ask.text("garis", "induk")
    found = feeding.across(ask.release, [i.id for i in both], at.inside, at.level, source)
    codes = sorted({*found[both[0].id], *found[both[1].id]})
    values = {c: tuple(found[i.id][c].value if c in found[i.id] else None for i in both) for c in codes}
    pairs = {c: (v[0], v[1]) for c, v in values.items()}
    aims = ask.listed("sasaran")
    cuts = []
    for k, i in enumerate(both):
        parent = feeding.one(ask.release, i.id, at.inside, source).value if how == "induk" else None
        target = float(aims[k]) if k < len(aims) else None
        cuts.append(cut_at({c: v[k] for c, v in pairs.items()}, how, parent=parent, target=target))
    made = quadrants(first, second, pairs, (cuts[0], cuts[1]))
    names = feeding.names(codes)
    order = sorted(codes, key=lambda c: (made.classes[c] != BOTH, made.classes[c] == UNKNOWN, made.classes[c], c))
    rows = [
        {"region": c, "name": names[c], "first": pairs[c][0], "second": pairs[c][1], "quadrant": made.classes[c],
         "quadrant_name": made.names[made.classes[c]]}
        for c in order
    ]  # fmt: skip
    notes = [
        Text(
            f"Pertama: {first.label.id}; kedua: {second.label.id}. Nilai tepat pada garis masuk sisi yang lebih baik.",
            f"First: {first.label.en}; second: {second.label.en}. A value on the line goes to the better side.",
        )
    ]
    notes += [at.note] if at.note else []
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={"cuts": list(made.cuts), "cut": how})
    return Answer(ask.question, table, sentence(first, second, made, names, at.where))
