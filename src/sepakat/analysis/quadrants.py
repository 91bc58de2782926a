"""Quadrants: which regions combine two problems.

Pairs and use as in the Bappenas book of regional poverty profiles (2013; system book 4.2). Cuts at the parent's value,
the median of the regions, or a target; a value on the line goes to the better side (ours). A measure without a good
direction is cut into high and low, high standing for the side to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sepakat.analysis.values import Subject, sign
from sepakat.core.errors import UserError
from sepakat.core.text import Text

BOTH, FIRST, SECOND, NEITHER, UNKNOWN = "keduanya", "pertama", "kedua", "tidak", "tidak diketahui"
CUTS = ("induk", "median", "sasaran")


@dataclass(frozen=True)
class Quadrants:
    """classes: region -> BOTH, FIRST, SECOND, NEITHER or UNKNOWN; cuts: of the two measures; names: of the classes."""

    classes: Mapping[str, str]
    cuts: tuple[float, float]
    names: Mapping[str, Text]

    def count(self, klass: str) -> int:
        return sum(found == klass for found in self.classes.values())


def cut_at(values: Mapping[str, float | None], how: str, *, parent: float | None, target: float | None) -> float:
    """The line of one measure. UserError `analysis-cut` where what it needs is not there."""
    have = [v for v in values.values() if v is not None]
    if how == "median" and have:
        return float(np.median(have))
    found = parent if how == "induk" else target if how == "sasaran" else None
    if found is None:
        raise UserError(
            Text(f"Garis pembagi `{how}` tidak dapat dipakai.", f"The cut `{how}` cannot be used."),
            detail=Text("Nilai pembaginya tidak ada atau tidak ditampilkan.", "Its value is missing or not shown."),
            hint=Text("Pakai `median`.", "Use `median`."),
            code="analysis-cut",
        )
    return float(found)


def quadrants(
    first: Subject,
    second: Subject,
    values: Mapping[str, tuple[float | None, float | None]],
    cuts: tuple[float, float],
) -> Quadrants:
    """Every region in one of four classes, or UNKNOWN where a figure is missing."""
    classes = {}
    for code, (a, b) in values.items():
        if a is None or b is None:
            classes[code] = UNKNOWN
            continue
        bad = _bad(a, cuts[0], first), _bad(b, cuts[1], second)
        classes[code] = {(True, True): BOTH, (True, False): FIRST, (False, True): SECOND}.get(bad, NEITHER)
    return Quadrants(classes, cuts, class_names(first, second))


def _bad(value: float, cut: float, subject: Subject) -> bool:
    return value < cut if sign(subject.direction) > 0 else value > cut


def class_names(first: Subject, second: Subject) -> dict[str, Text]:
    """The classes in words."""
    a, b = first.label, second.label
    return {
        BOTH: Text("Prioritas: keduanya perlu perhatian", "Priority: both need attention"),
        FIRST: Text(f"Hanya {a.id}", f"Only {a.en}"),
        SECOND: Text(f"Hanya {b.id}", f"Only {b.en}"),
        NEITHER: Text("Keduanya lebih baik daripada garis", "Both better than the line"),
        UNKNOWN: Text("Angkanya tidak ditampilkan", "Figures not shown"),
    }


def sentence(first: Subject, second: Subject, found: Quadrants, names: Mapping[str, str], where: str) -> Text:
    """How many regions, and which, need attention in both."""
    both = sorted(names.get(c, c) for c, k in found.classes.items() if k == BOTH)
    placed = len(found.classes) - found.count(UNKNOWN)
    listed = ", ".join(both[:6]) + (" …" if len(both) > 6 else "")
    x, y = found.cuts
    head = Text(
        f"Di {where}, {len(both)} dari {placed} wilayah perlu perhatian pada keduanya",
        f"In {where}, {len(both)} of {placed} regions need attention in both",
    )
    tail = f": {listed}." if both else "."
    cut = Text(
        f" Garis pembaginya: {first.label.id} {first.show(x, 'id')}; {second.label.id} {second.show(y, 'id')}.",
        f" The cuts: {first.label.en} {first.show(x, 'en')}; {second.label.en} {second.show(y, 'en')}.",
    )
    return Text(head.id + tail + cut.id, head.en + tail + cut.en)
