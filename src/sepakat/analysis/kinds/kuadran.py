"""Which parts of a region combine two problems: four classes by two cuts."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.analysis import feeding, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import CHOICE, ROUND, SOURCE, Field, Takes
from sepakat.analysis.quadrants import BOTH, UNKNOWN, cut_at, quadrants, sentence
from sepakat.analysis.tables import NAME, REGION, build, real, text
from sepakat.core.text import Text

LABEL = Text("Dua masalah sekaligus (kuadran)", "Two problems at once (quadrants)")
ASKS = Text(
    "Bagian mana dari {wilayah} yang buruk pada dua hal: {satu} dan {dua}?",
    "Which parts of {wilayah} fare badly on two things: {satu} and {dua}?",
)
WHY = Text("Tempat dua masalah bertemu sering perlu program bersama.", "Where two problems meet, programmes must too.")
READ = (
    Text(
        "Tiap titik satu wilayah. Dua garis membagi gambar menjadi empat: buruk pada keduanya, pada yang pertama saja, "
        "pada yang kedua saja, dan tidak pada keduanya. Nama tiap bagian tertulis di sudutnya.",
        "Each dot is a region. Two lines make four parts: bad on both, on the first only, on the second only, on "
        "neither. Each part has its name in its corner.",
    ),
    Text(
        "Garisnya angka wilayah di atasnya, atau median: wilayah yang tepat di dekat garis hampir sama dengan yang di "
        "seberangnya.",
        "The lines are the figures of the region above, or medians: a region close to a line hardly differs from one "
        "across it.",
    ),
)
TAKES = Takes(2, 2, series=True, usual=("penduduk_desil_1_4", "rtlh_sdg"), parts=True)
FIELDS = (
    Field(
        "garis",
        Text("Garis pembagi", "Dividing lines"),
        CHOICE,
        (
            ("induk", Text("angka wilayah di atasnya", "figures of the region above")),
            ("median", Text("median antarwilayah", "median of the regions")),
        ),
    ),
    SOURCE,
    ROUND,
)
OPTIONS: Mapping[str, Text] = {
    "garis": Text(
        "Garis pembagi: induk, median, atau sasaran.", "The cut: induk (parent), median or sasaran (target)."
    ),
    "sasaran": Text("Dua sasaran, bila garisnya sasaran.", "Two targets, where the cut is a target."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "putaran": Text("Putaran seri angka terbitan.", "Round of a published series."),
}
COLUMNS = (
    REGION,
    NAME,
    real("first", "Nilai indikator pertama", "Value of the first indicator"),
    real("second", "Nilai indikator kedua", "Value of the second indicator"),
    text("quadrant", "Kuadran: keduanya, pertama, kedua, tidak", "Quadrant: both, first, second, neither", "code"),
    text("quadrant_name", "Golongan", "Class"),
)


def run(ask: Ask) -> Answer:
    """Every part with its quadrant, those in need of both first."""
    both = ask.variables[:2]
    first, second = (one.subject for one in both)
    at, month, how = ask.parts, ask.text("putaran"), ask.text("garis", "induk")
    found = [variables.across(ask.release, one, at.inside, at.level, ask.source(one), month) for one in both]
    codes = sorted({*found[0], *found[1]})
    values = {c: tuple(held[c].value if c in held else None for held in found) for c in codes}
    pairs = {c: (v[0], v[1]) for c, v in values.items()}
    aims = ask.listed("sasaran")
    cuts = []
    for k, one in enumerate(both):
        up = variables.at(ask.release, one, at.inside, ask.source(one), month).value if how == "induk" else None
        target = float(aims[k]) if k < len(aims) else None
        cuts.append(cut_at({c: v[k] for c, v in pairs.items()}, how, parent=up, target=target))
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
    table = build(COLUMNS, rows, ask.question.ask, ask.release, notes=notes, meta={
        "cuts": list(made.cuts), "cut": how, "own": at.own, "names": dict(made.names),
        "labels": [first.label, second.label],
        "heads": feeding.heads(("first", first), ("second", second)), "units": [first.unit, second.unit],
        "good": [first.direction, second.direction],
    })  # fmt: skip
    return Answer(ask.question, table, sentence(first, second, made, names, at.where))
