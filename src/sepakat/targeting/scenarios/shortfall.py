"""The expected poverty gap of families, and how much of it money closes.

The welfare model gives ln(consumption / line) = s + e, e normal with the error `sigma` that was measured on held-out
clusters. The expected shortfall of one head, in lines, with t lines of help is E[(1 - t - exp(s + e))+], the price of a
put option in Black and Scholes' form: k Phi(d) - exp(s + sigma^2/2) Phi(d - sigma), k = 1 - t, d = (ln k - s)/sigma.
It rests on the model, on the line of the province, and on help being consumed by the family alike.
"""

from __future__ import annotations

import numpy as np

from sepakat.core.laws import ndtr
from sepakat.targeting.scenarios.base import Base, Bools, Floats, Ints, blocks


def put(score: Floats, sigma: Floats, help_: Floats | float = 0.0) -> Floats:
    """Expected shortfall of one head in lines, after help (in lines); 0 where help reaches the line."""
    left = np.maximum(1.0 - np.asarray(help_, np.float64), 0.0)
    with np.errstate(divide="ignore"):
        d = (np.log(left) - score) / sigma
    found: Floats = left * ndtr(d) - np.exp(score + sigma**2 / 2) * ndtr(d - sigma)
    return np.maximum(found, 0.0)


def gap(base: Base) -> Floats:
    """Expected shortfall of each unit's family in Rp a month, shared over its units of the frame; NaN unknown."""
    found, together = np.empty(len(base)), _together(base, np.ones(len(base), bool))
    for rows in blocks(len(base)):
        per_head = put(base.score[rows], base.sigma[rows]) * base.line[rows]
        found[rows] = per_head * base.members[rows] / together[base.family[rows]]
    return found


def closed(base: Base, chosen: Ints, cash: float, whole: Bools | None = None) -> Floats:
    """What `cash` Rp a month for each chosen unit closes of its family's expected gap (Rp a month), for each chosen.

    Several chosen persons of a family add their cash up and share what it closes. whole: units that count as chosen
    for that sum (default: the chosen ones), so that a search over rules can add up single units.
    """
    if not cash or not len(chosen):
        return np.zeros(len(chosen))
    if base.unit == "orang":
        together = np.zeros(len(base), bool)
        together[chosen] = True
        mates = _together(base, together if whole is None else whole)[base.family[chosen]]
    else:
        mates = np.ones(len(chosen))
    score, sigma, line = base.score[chosen], base.sigma[chosen], base.line[chosen]
    members = base.members[chosen]
    help_ = cash * mates / (members * line)
    return (put(score, sigma) - put(score, sigma, help_)) * line * members / mates


def _together(base: Base, who: Bools) -> Floats:
    """How many of `who` each family has, at least 1 (a divisor)."""
    found: Floats = np.maximum(np.bincount(base.family[who], minlength=base.families), 1).astype(np.float64)
    return found
