"""Normal, Student's t and logistic laws, from `scipy.special`, which loads much faster than `scipy.stats`.

Loaded by the first who asks: every process of the site and every command would pay for it.
"""

from __future__ import annotations

from typing import Any


def reach(level: float, degrees: float | None = None) -> float:
    """How many standard errors an interval of a level (0 to 1, two-sided) reaches to each side; degrees of freedom:
    Student's t, None: normal."""
    from scipy.special import ndtri, stdtrit

    p = 0.5 + level / 2
    return float(ndtri(p) if degrees is None else stdtrit(degrees, p))


def two_sided(t: float, degrees: float | None = None) -> float:
    """The chance of a value at least as far from 0 as t, on either side."""
    from scipy.special import ndtr, stdtr

    return float(2 * (ndtr(-abs(t)) if degrees is None else stdtr(degrees, -abs(t))))


def ndtr(x: Any) -> Any:
    """The standard normal distribution at x (a number or an array)."""
    from scipy import special

    return special.ndtr(x)


def ndtri(p: Any) -> Any:
    """Quantiles of the standard normal distribution (a number or an array)."""
    from scipy import special

    return special.ndtri(p)


def expit(x: Any) -> Any:
    """The logistic function (a number or an array)."""
    from scipy import special

    return special.expit(x)
