"""The formula on numbers: score = scale x sum of weight x component, times the gates; with bounds.

What is not known is not guessed: its weight is shared among the known components for the score itself, and the bounds
take it as 0 and as 1. The bounds are of what is not known (dates, unknown components) and of the noise of
counts, not of a sample.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sepakat.catalogue.scores import ScoreFormula

SCALE = 100.0
MARKS = ("A", "B", "C")


@dataclass(frozen=True)
class Input:
    """One component, 0 to 1. value: None where not known; low, high: what it may be. hits, of: protected counts."""

    value: float | None
    low: float = 0.0
    high: float = 1.0
    hits: int | None = None
    of: int | None = None

    @classmethod
    def exact(cls, value: float) -> Input:
        return cls(value, value, value)


NOT_KNOWN = Input(None)


@dataclass(frozen=True)
class Score:
    """value: None where nothing is known, or where a minimum is not reached (`short`: of which components or `skor`).
    known: share of the weight that is known; gates: factor by gate, None where not known."""

    value: float | None
    low: float
    high: float
    known: float
    gates: Mapping[str, float | None]
    short: tuple[str, ...] = ()


def score(
    formula: ScoreFormula,
    inputs: Mapping[str, Input],
    gates: Mapping[str, bool | None],
    on: dt.date,
) -> Score:
    """The score of one region. gates: met, not met, None: not known (then it does not multiply)."""
    factors = {g.id: None if gates.get(g.id) is None else (1.0 if gates[g.id] else g.factor) for g in formula.gates}
    factor = math.prod(f for f in factors.values() if f is not None)
    parts = [(c, inputs.get(c.id, NOT_KNOWN)) for c in formula.components]
    known = sum(c.weight for c, given in parts if given.value is not None)
    low = SCALE * factor * sum(c.weight * given.low for c, given in parts)
    high = SCALE * factor * sum(c.weight * given.high for c, given in parts)
    if known <= 0:
        return Score(None, low, high, 0.0, factors)
    value = SCALE * factor * sum(c.weight * (given.value or 0.0) for c, given in parts) / known
    short = [c.id for c, given in parts if _below(given.value, c.least(on))]
    if _below(value / SCALE, formula.least(on)):
        short.append("skor")
    # rounding of the shares may put the value a hair outside its bounds
    return Score(value, min(low, value), max(high, value), known, factors, tuple(short))


def mark(formula: ScoreFormula, found: Score, flags: Sequence[object], rechecked: bool) -> str:
    """How far a score may be trusted: A nothing open and rechecked, B no sign of gaming and mostly known, else C."""
    rule = formula.settings.get("tanda", {})
    if flags or found.known < float(rule.get("b_diketahui", 0.8)):
        return "C"
    return "A" if rechecked and found.known >= float(rule.get("a_diketahui", 0.95)) else "B"


def wilson(right: int, of: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The interval of a share in a sample (Wilson 1927), 95 percent by default. of = 0: everything is possible."""
    if of <= 0:
        return 0.0, 1.0
    p = right / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _below(value: float | None, least: float | None) -> bool:
    return value is not None and least is not None and value < least - 1e-9
