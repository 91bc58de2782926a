"""What would raise a region's score most: each component brought to the best of its peers, in points of the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sepakat.analysis.scoring.formula import SCALE, Input
from sepakat.catalogue.scores import Component, ScoreFormula


@dataclass(frozen=True)
class Step:
    """One component that could be better. points: gained at `to`; to: the best among peers, or 1 where none is better
    (a component that all neglect is worth naming too)."""

    component: Component
    now: float
    to: float
    points: float


def steps(formula: ScoreFormula, own: Mapping[str, Input], peers: list[Mapping[str, Input]]) -> list[Step]:
    """The components below what can be reached, the most points first. Gates are left out: they are not work of
    data."""
    found = []
    for component in formula.components:
        mine = own.get(component.id, Input(None)).value
        if mine is None:
            mine = 0.0
        known = [p[component.id].value for p in peers if component.id in p]
        best = max((v for v in known if v is not None), default=0.0)
        to = best if best > mine + 0.005 else 1.0
        if to > mine + 0.005:
            found.append(Step(component, mine, to, SCALE * component.weight * (to - mine)))
    return sorted(found, key=lambda s: (-s.points, s.component.id))
