"""How sure a sampled figure is: relative standard error, its sign, and an interval (methods book 1.9)."""

from __future__ import annotations

import math

from sepakat.core import laws

USABLE, WITH_CARE, WITHHELD = "", "*", "**"
NORMAL = 1.959963984540054  # 97.5th percentile of the normal distribution


def relative(se: float | None, value: float | None) -> float | None:
    """Relative standard error in per cent; None where the estimate is 0 or unknown."""
    if se is None or value is None or value == 0 or not math.isfinite(value) or not math.isfinite(se):
        return None
    return 100.0 * se / abs(value)


def sign(rse: float | None, careful: float, withheld: float) -> str:
    """`` usable, `*` use with care (above `careful`), `**` not shown (above `withheld`); exactly on a limit is still
    inside it. The limits are catalogue parameters."""
    if rse is None or rse <= careful:
        return USABLE
    return WITH_CARE if rse <= withheld else WITHHELD


def logit_interval(p: float, se: float, *, z: float = NORMAL) -> tuple[float, float]:
    """An interval of a proportion that stays inside 0 and 1: on the logit scale, by the delta method."""
    if not 0 < p < 1:
        return p, p
    centre, half = math.log(p / (1 - p)), z * se / (p * (1 - p))
    return 1 / (1 + math.exp(half - centre)), 1 / (1 + math.exp(-half - centre))


def interval(
    value: float, se: float, *, degrees: int | None = None, share: bool = False, scale: float = 1.0, level: float = 0.95
) -> tuple[float, float] | None:
    """A confidence interval. degrees: of freedom (None: normal). share: a proportion, set on the logit scale, which
    keeps it inside 0 and `scale`; at 0 or `scale` itself, or without degrees of freedom, there is none."""
    if not math.isfinite(value) or not math.isfinite(se) or (degrees is not None and degrees < 1):
        return None
    reach = laws.reach(level, degrees)
    if not share:
        return value - reach * se, value + reach * se
    if not 0 < value / scale < 1:
        return None
    low, high = logit_interval(value / scale, se / scale, z=reach)
    return scale * low, scale * high
