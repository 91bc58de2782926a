"""A survey's design by the names of its columns, and what it becomes on a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sepakat.core.text import Text
from sepakat.measures._columns import Floats, floats
from sepakat.survey.columns import codes, names, numbers, wrong
from sepakat.survey.sampling import LONELY, Background, Sampling, sampling


@dataclass(frozen=True)
class Calibration:
    """What calibrated weights remember: the auxiliary variables (rows x margins), the weights before, and the way from
    such weights to calibrated ones, which replicate weights go again."""

    auxiliary: Floats
    before: Floats
    again: Callable[[Floats], Floats]


@dataclass(frozen=True)
class Design:
    """weights: column of the weights (or the weights themselves; None: one each). strata: column. cluster: column of
    the sampling units, one a stage, named within the stratum or unit above; None: rows are the units. fpc: number of
    units in the population, one column a stage. lonely_psu: `adjust`, `remove`, `certainty` or `average`.
    """

    weights: Any
    strata: str | None = None
    cluster: str | Sequence[str] | None = None
    fpc: str | Sequence[str] | None = None
    lonely_psu: str = "adjust"
    calibration: Calibration | None = None

    def bind(self, frame: Any) -> Bound:
        """The design on the rows of a frame. UserError for a column that is not there, a weight that is missing or
        negative, more population counts than stages, or an unknown way with lonely units."""
        if self.lonely_psu not in LONELY:
            raise wrong(
                Text(f"Cara `{self.lonely_psu}` tidak dikenal.", f"`{self.lonely_psu}` is not known."),
                Text(f"Pilih {', '.join(LONELY)}.", f"Choose one of {', '.join(LONELY)}."),
                "survey-lonely",
            )
        rows = len(frame[names(frame)[0]])
        if self.weights is None:
            weights = np.ones(rows)
        else:
            weights = numbers(frame, self.weights) if isinstance(self.weights, str) else floats(self.weights)
        if weights.shape != (rows,) or not np.isfinite(weights).all() or (weights < 0).any():
            raise wrong(
                Text("Ada bobot yang kosong atau negatif.", "A weight is missing or negative."),
                Text("Lengkapi kolom bobotnya.", "Complete the column of weights."),
                "measure-weights",
            )
        stages, counts = _listed(self.cluster), _listed(self.fpc)
        if len(counts) > max(len(stages), 1):
            raise wrong(
                Text("Kolom fpc lebih banyak daripada tahap sampel.", "There are more fpc columns than stages."),
                Text("Satu kolom fpc untuk tiap tahap.", "One fpc column a stage."),
                "survey-stages",
            )
        sizes = [numbers(frame, name) for name in counts]
        if any(not (size > 0).all() for size in sizes):
            raise wrong(
                Text("Ada jumlah unit populasi (fpc) yang kosong atau nol.", "A population count is missing or 0."),
                Text("Lengkapi kolom fpc-nya.", "Complete the fpc column."),
                "survey-fpc",
            )
        strata = codes(frame, self.strata)[0] if self.strata else np.zeros(rows, np.int64)
        units = [codes(frame, name)[0] for name in stages] or [np.arange(rows)]
        plan = sampling(
            strata,
            units[0],
            rows,
            counts=sizes,
            further=units[1:],
        )
        return Bound(plan, weights, self.lonely_psu, self.calibration)


@dataclass(frozen=True, eq=False)
class Shared:
    """A number estimated from the whole frame: its linearised variable on its rows."""

    u: Floats
    rows: Any


@dataclass(frozen=True)
class Bound:
    """A design on a frame's rows. kept: what domains share with one estimated line."""

    sampling: Sampling
    weights: Floats
    lonely: str
    calibration: Calibration | None
    kept: dict[Shared, Background] = field(default_factory=dict)

    def error(self, u: Floats, rows: Any, shared: Shared | None = None, slope: float = 0.0) -> float:
        """Standard error of a value with linearised variable u on `rows` (zero elsewhere), plus `slope` times a
        number estimated from `shared.rows` (a line of the whole frame)."""
        plan = self.sampling
        simple = self.calibration is None and not plan.drawn.size and self.lonely != "average"
        if simple and (shared is None or self.lonely == "adjust"):
            background = None
            if shared is not None and slope:
                if shared not in self.kept:
                    self.kept[shared] = plan.background(shared.u, shared.rows)
                background = self.kept[shared]
            return float(np.sqrt(max(plan.of_domain(u, rows, self.lonely, background, slope), 0.0)))
        full = np.zeros(len(self.weights))
        full[rows] = u
        if shared is not None and slope:
            full[shared.rows] += slope * shared.u
        if self.calibration is not None:
            full = self._residual(full)
        return float(np.sqrt(plan.variance(full, self.lonely)))

    def replicate(self, factor: Floats) -> Floats:
        """The weights of one replicate. factor: (sampling units,). Calibrated weights are calibrated anew from what
        stood before, so that every replicate meets the totals; a replicate without rows of a class meets the others."""
        rows = factor[self.sampling.psu]
        known = self.calibration
        return self.weights * rows if known is None else known.again(known.before * rows)

    def _residual(self, u: Floats) -> Floats:
        """g x d x e: e the residual of u / weight on the auxiliary variables, weighted as before calibration."""
        known = self.calibration
        assert known is not None
        z = np.divide(u, self.weights, out=np.zeros_like(u), where=self.weights > 0)
        root = np.sqrt(known.before)[:, None]
        beta, *_ = np.linalg.lstsq(known.auxiliary * root, z * root[:, 0], rcond=None)
        return self.weights * (z - known.auxiliary @ beta)


def _listed(found: str | Sequence[str] | None) -> list[str]:
    return [] if found is None else [found] if isinstance(found, str) else list(found)
