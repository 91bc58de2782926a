"""The sampling of a file and the variance that it implies (methods book 1.9).

Rows are summed to sampling units, stage by stage; within each stratum the spread of those sums is the variance:
`v = sum_h (1 − f_h) n_h/(n_h − 1) · sum_c (u_hc − mean_h)²`, and with a finite population each further stage adds
`f · v` of what was drawn inside each unit. Without population counts the first stage is taken as drawn with
replacement, which errs on the safe side and needs no further stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

LONELY = ("adjust", "remove", "certainty", "average")
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stage:
    """One further stage. unit: of each row, 0…; parent: the unit of the stage before that each unit lies in; drawn:
    share of its parent's units that were drawn, per parent."""

    unit: Ints
    parent: Ints
    drawn: Floats


@dataclass(frozen=True)
class Sampling:
    """psu: primary unit of each row, 0…; stratum: stratum of each primary unit; known: whether the file told them.

    drawn: share of each stratum's primary units that were drawn (empty: with replacement). later: further stages.
    """

    psu: Ints
    stratum: Ints
    known: bool = True
    drawn: Floats = field(default_factory=lambda: np.array([]))
    later: tuple[Stage, ...] = ()

    @property
    def lonely(self) -> int:
        """Strata with a single primary unit: their own spread cannot be seen."""
        return int((np.bincount(self.stratum) == 1).sum())

    def degrees(self, inside: NDArray[np.bool_] | Ints) -> int:
        """Degrees of freedom of a domain: its primary units minus its strata (rows `inside` are the domain)."""
        units = np.unique(self.psu[inside])
        return int(len(units) - len(np.unique(self.stratum[units])))

    def variance(self, u: Floats, lonely: str = "adjust", rows: Ints | None = None) -> Floats:
        """Variance of the sum of u over the rows. u: (rows,) or (rows, figures), 0 outside a figure's domain: every
        primary unit stays in, also those where the domain does not occur.

        rows: the rows that u is given for, where it is zero everywhere else (large files with small domains).
        lonely: what a stratum with one primary unit adds. `adjust` (default, conservative): its distance from the mean
        of all units; `remove`, `certainty`: nothing; `average`: what the other strata add on average.
        """
        columns = u[:, None] if u.ndim == 1 else u
        psu = self.psu if rows is None else self.psu[rows]
        units = len(self.stratum)
        sums = np.stack([np.bincount(psu, one, units) for one in columns.T], axis=1)
        size = np.bincount(self.stratum)
        centre = np.stack([np.bincount(self.stratum, one, len(size)) for one in sums.T], axis=1) / size[:, None]
        single = size == 1
        if lonely == "adjust":
            centre[single] = sums.mean(axis=0)
        factor = np.where(single, 1.0, size / np.maximum(size - 1, 1))
        if self.drawn.size:
            factor = factor * (1 - self.drawn)
        parts = factor[self.stratum, None] * (sums - centre[self.stratum]) ** 2
        found = parts.sum(axis=0)
        if lonely == "average" and (~single).any():
            found = found * len(size) / (~single).sum()
        if self.drawn.size:
            found = found + self._later(columns, rows)
        return found[0] if u.ndim == 1 else found

    @cached_property
    def _strata(self) -> tuple[Ints, NDArray[np.bool_], Floats]:
        """(units, whether there is only one, factor of the squared spread) of each stratum."""
        size = np.bincount(self.stratum)
        single = size == 1
        factor = np.where(single, 1.0, size / np.maximum(size - 1, 1))
        return size, single, factor * (1 - self.drawn) if self.drawn.size else factor

    def background(self, u: Floats, rows: Ints) -> Background:
        """What every domain shares with one estimated number, such as a line: its sums by unit and stratum."""
        sums = np.asarray(np.bincount(self.psu[rows], u, len(self.stratum)), float)
        strata = np.asarray(np.bincount(self.stratum, sums), float)
        return Background(sums, strata, float(sums.mean()), float(self.variance(u, rows=rows)))

    def of_domain(
        self, u: Floats, rows: Ints, lonely: str = "adjust", shared: Background | None = None, slope: float = 0.0
    ) -> float:
        """`variance` of u on the rows of a domain, plus `slope` times a shared number, in time that grows with the
        domain and not with the file. For `adjust`, `remove` and `certainty` without later stages."""
        size, single, factor = self._strata
        units, place = np.unique(self.psu[rows], return_inverse=True)
        sums = np.bincount(place, u, len(units))
        strata, inside = np.unique(self.stratum[units], return_inverse=True)
        total = np.bincount(inside, sums, len(strata))
        alone, n, f = single[strata], size[strata], factor[strata]
        squares = np.bincount(inside, sums**2, len(strata))
        found = float((f * (squares - total**2 / n))[~alone].sum())
        mean = float(sums.sum()) / len(self.stratum)
        if lonely == "adjust" and single.any():
            held = total[alone]
            weights = f[alone]
            every = float(factor[single].sum())
            found += float((weights * ((held - mean) ** 2 - mean**2)).sum()) + every * mean**2
        if shared is None or slope == 0:
            return found
        cross = np.bincount(inside, sums * shared.sums[units], len(strata)) - total * shared.strata[strata] / n
        both = float((f * cross)[~alone].sum())
        if lonely == "adjust" and single.any():
            other = shared.strata[single] - shared.mean
            both += float((f[alone] * total[alone] * (shared.strata[strata[alone]] - shared.mean)).sum())
            both -= mean * float((factor[single] * other).sum())
        return found + 2 * slope * both + slope**2 * shared.variance

    def _later(self, columns: Floats, rows: Ints | None) -> Floats:
        """What further stages add: the share drawn above, times the spread inside each unit. A unit with one unit
        drawn inside shows no spread and adds nothing."""
        found = np.zeros(columns.shape[1])
        share = self.drawn[self.stratum]
        for stage in self.later:
            unit = stage.unit if rows is None else stage.unit[rows]
            sums = np.stack([np.bincount(unit, one, len(stage.parent)) for one in columns.T], axis=1)
            size = np.bincount(stage.parent, minlength=len(share))
            inner = np.stack([np.bincount(stage.parent, one, len(share)) for one in sums.T], axis=1)
            centre = inner / np.maximum(size, 1)[:, None]
            factor = np.where(size > 1, size / np.maximum(size - 1, 1), 0.0) * (1 - stage.drawn) * share
            found += (factor[stage.parent, None] * (sums - centre[stage.parent]) ** 2).sum(axis=0)
            share = (share * stage.drawn)[stage.parent]
        return found


@dataclass(frozen=True)
class Background:
    """sums: by primary unit; strata: by stratum; mean: over units; variance: of the number itself."""

    sums: Floats
    strata: Floats
    mean: float
    variance: float


@dataclass(frozen=True)
class Precision:
    """se: standard error in the estimate's own unit. df: primary units − strata. lonely: strata with one unit."""

    se: float
    df: int
    lonely: int


def precision(u: ArrayLike, strata: ArrayLike, psu: ArrayLike, *, lonely: str = "adjust") -> Precision:
    """The standard error of one estimate from its linearised variable, 0 outside the domain (`Sampling.variance`)."""
    values = np.asarray(u, float)
    if not len(values):
        return Precision(0.0, 0, 0)
    found = sampling(strata, psu, len(values))
    error = float(np.sqrt(found.variance(values, lonely)))
    return Precision(error, found.degrees(np.ones(len(values), bool)), found.lonely)


def sampling(
    strata: ArrayLike | None,
    psu: ArrayLike | None,
    rows: int,
    *,
    counts: Sequence[ArrayLike] = (),
    further: Sequence[ArrayLike] = (),
) -> Sampling:
    """The sampling that the columns of a file tell. A unit is named within its stratum or the unit above it.

    further: units of the later stages, per row. counts: units in the population, per row, one column a stage (the
    finite population correction); none: with replacement.

    Where the file does not tell the design, each row is its own unit in one stratum and `known` is False: standard
    errors are then approximate, usually too small, and have to be labelled so.
    """
    if psu is None or strata is None:
        return Sampling(np.arange(rows), np.zeros(rows, np.int64), known=False)
    _, of_stratum = np.unique(np.asarray(strata), return_inverse=True)
    of_row, stratum = _inside(of_stratum.astype(np.int64), psu)
    if not counts:
        return Sampling(of_row, stratum)
    drawn = _drawn(of_stratum, stratum, counts[0])
    later, above = [], of_row
    for unit, count in zip(further, counts[1:], strict=False):
        inner, parent = _inside(above, unit)
        later.append(Stage(inner, parent, _drawn(above, parent, count)))
        above = inner
    return Sampling(of_row, stratum, drawn=drawn, later=tuple(later))


def _inside(outer: Ints, names: ArrayLike) -> tuple[Ints, Ints]:
    """(unit of each row, outer unit of each unit) for names that hold within an outer unit."""
    _, name = np.unique(np.asarray(names), return_inverse=True)
    width = int(name.max(initial=0)) + 1
    units, of_row = np.unique(outer * width + name, return_inverse=True)
    of_unit = np.zeros(len(units), np.int64)
    of_unit[of_row] = outer
    return of_row, of_unit


def _drawn(outer: Ints, parent: Ints, count: ArrayLike) -> Floats:
    """Share drawn in each outer unit: its units in the sample over its units in the population (at most 1)."""
    size = np.bincount(parent).astype(float)
    population = np.zeros(len(size))
    population[outer] = np.asarray(count, float)
    return np.minimum(size / population, 1.0)
