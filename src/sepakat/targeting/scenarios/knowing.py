"""What a recipient list knows beyond our score, put into the chances: who receives is poorer than the score alone says.

Two families of one score are not alike when a list that follows true welfare holds only one of them. Left out of
account, recipients would look wrongly chosen wherever our model errs and the list does not. How much a list knows is
measured once for the release (`targeting.errors.sight`); here it turns each stated chance into the chance given whether
the list holds the family. It depends on the stated chance and the list alone, so it is worked out on a grid.
"""

from __future__ import annotations

import numpy as np

from sepakat.core.laws import ndtri
from sepakat.engine.frames import ReleaseLike
from sepakat.targeting.errors.sight import MOST_KNOWN, STEEPEST, Sight, listing, sight, truly
from sepakat.targeting.scenarios.base import Bools, Floats

LEAST = 0.0005  # a chance is never taken for certainty
_GRID = np.linspace(LEAST, 1 - LEAST, 801)
_ASSUMED = 0.2887  # standard error of a share drawn evenly between 0 and 1, where no survey tells


def knowing(release: ReleaseLike, chance: Floats, has: Bools, covered: Bools) -> tuple[Floats, Floats]:
    """The chance given the list, and how far it moves with one standard error of what the list knows; both per unit,
    NaN where the chance is. covered: units whose place a list covers; others keep their stated chance."""
    counted = covered & ~np.isnan(chance)
    if not has[counted].any() or has[counted].all():
        return chance, np.zeros(len(chance))
    found = sight(release)
    return given(chance, has, counted, found)


def given(chance: Floats, has: Bools, counted: Bools, known: Sight) -> tuple[Floats, Floats]:
    """The same, for what is known of the list (`known.k`, see `targeting.errors.sight`)."""
    fitted = listing(ndtri(np.clip(chance[counted], LEAST, 1 - LEAST)), has[counted])
    error = known.error if known.survey else _ASSUMED
    seen, swing = chance.copy(), np.zeros(len(chance))
    z: Floats = ndtri(_GRID)
    for listed in (True, False):
        mine = counted & (has == listed)
        side = np.full(len(z), listed)
        curves = [truly(z, side, fitted, _correlation(known.k + move, fitted.b)) for move in (-error, 0.0, error)]
        low, middle, high = (np.interp(chance[mine], _GRID, curve) for curve in curves)
        seen[mine], swing[mine] = middle, (high - low) / 2
    return seen, swing


def _correlation(k: float, b: float) -> float:
    """What the list knows beyond our score, as the errors of a programme have it: k may pass one (`MOST_KNOWN`)."""
    return min(float(np.clip(k, 0.0, MOST_KNOWN)) * b, STEEPEST)
