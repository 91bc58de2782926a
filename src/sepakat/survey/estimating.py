"""Any measure on a sample, for any domains, with what it needs to be believed: error, interval, design effect."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sepakat import measures
from sepakat.core import laws
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.measures._columns import Floats, mean, quantile, quantiles
from sepakat.measures.lines import resolve
from sepakat.measures.poverty import gap_below
from sepakat.survey import scores
from sepakat.survey.columns import line_column, numbers, wrong
from sepakat.survey.design import Bound, Design, Shared
from sepakat.survey.domains import domains
from sepakat.survey.multidimensional import as_mean
from sepakat.survey.reliability import interval, relative
from sepakat.survey.replicates import Way, factors
from sepakat.survey.scores import KINDS, Score

Ints = NDArray[np.int64]
# measures whose function of that name gives more than the one number, or takes another column
FURTHER: dict[str, Callable[..., float]] = {
    "concentration_index": measures.concentration_index,
    "decile_shares": lambda y, w, decile: measures.decile_shares(y, w)[decile],
    "poverty_gap_rupiah": lambda y, w, line: measures.poverty_gap_rupiah(y, w, line=line)["total"],
    "relative_median_gap": lambda y, w, line: gap_below(y, w, line),
}


def estimate(
    frame: Any,
    measure: str,
    column: str | Sequence[str],
    design: Design,
    *,
    by: str | Sequence[str] | None = None,
    level: float = 0.95,
    variance: Literal["linearised", "bootstrap", "jackknife", "brr"] = "linearised",
    replicates: int = 400,
    seed: int = 1,
    **arguments: Any,
) -> list[dict[str, Any]]:
    """A measure by domain, with standard error and interval.

    frame: Arrow, Polars or pandas. measure: `mean, total, ratio, quantile` or a name of `sepakat.measures` that gives
    one number; also `decile_shares` (one `decile=`), `poverty_gap_rupiah` (its total), `alkire_foster` (`part=` `m0`,
    `h` or `a`; columns: the indicators). column: of the values; `ratio` takes two (or `denominator=`). by: one column
    or several; every combination that occurs is a domain, and no sampling unit is dropped for it. A `line` relative to
    mean or quantile is that of the whole frame. variance: linearised, or by `replicates` weights drawn with `seed`.
    Gives one dictionary a domain, in order of its values: the `by` columns, `estimate`, `se`, `rse` (percent, None at
    zero), `df` (sampling units - strata), `lower`, `upper` (shares on the logit scale; None where the design bears no
    interval), `n` (rows with a known value), `deff` (against simple random sampling; None by replicates).
    An empty domain has NaN. UserError for unknown columns, measures or arguments.
    """
    listed = [column] if isinstance(column, str) else list(column)
    if measure == "ratio" and "denominator" in arguments:
        listed.append(arguments.pop("denominator"))
    bound = design.bind(frame)
    if measure == "alkire_foster":
        measure, y, extra = as_mean([numbers(frame, name) for name in listed], **arguments)
        arguments = {}
    else:
        y = numbers(frame, listed[0])
        extra = numbers(frame, listed[1]) if len(listed) > 1 else None
    rank = numbers(frame, arguments.pop("rank")) if measure == "concentration_index" and "rank" in arguments else None
    known = ~np.isnan(y) & (bound.weights > 0)
    for more in (extra, rank):
        if more is not None:
            known &= ~np.isnan(more)
    if "line" in arguments:
        arguments["line"] = line_column(frame, arguments["line"], len(y))
        if isinstance(arguments["line"], np.ndarray):
            known &= ~np.isnan(arguments["line"])
    task = _Task(measure, arguments, y, extra if extra is not None else rank, known, bound)
    out = []
    for labels, rows in domains(frame, by):
        inside = rows[known[rows]]
        if variance == "linearised":
            value, se, deff = task.linearised(inside)
        else:
            value, se, deff = *task.replicated(inside, factors(bound.sampling, variance, replicates, seed)), None
        degrees = bound.sampling.degrees(inside)
        share = task.share(inside)
        if variance == "linearised" and measure == "quantile" and math.isfinite(se) and degrees > 0:
            ends: tuple[float | None, float | None] = task.woodruff(inside, value, degrees, level)
        else:
            ends = interval(value, se, degrees=degrees, share=share, level=level) or (None, None)
        out.append(
            {
                **labels,
                "estimate": value,
                "se": se,
                "rse": relative(se, value),
                "df": degrees,
                "lower": ends[0],
                "upper": ends[1],
                "n": len(inside),
                "deff": deff,
            }
        )
    return out


class _Task:
    """One measure on one frame."""

    def __init__(
        self, measure: str, arguments: Mapping[str, Any], y: Floats, extra: Floats | None, known: Any, bound: Bound
    ) -> None:
        self.y, self.extra, self.bound = y, extra, bound
        self.measure = measure
        arguments = dict(arguments)
        if measure == "arpr":  # a headcount below a line of the whole frame
            self.measure = "fgt"
            arguments["alpha"] = 0
        if measure in ("arpr", "relative_median_gap"):
            for name in set(arguments) - {"share", "alpha"}:
                raise unknown_name(Text("Pilihan", "Option"), name, {"share"}, code="survey-argument")
            arguments["line"] = ("quantile", 0.5, arguments.pop("share", 0.6))
        every = {*KINDS, "arpr", "alkire_foster"}
        if measure not in every:
            raise unknown_name(Text("Ukuran", "Measure"), measure, every, code="survey-measure")
        self.kind = KINDS[self.measure]
        self.drawn, self.people = int((bound.weights > 0).sum()), float(bound.weights.sum())
        self.line: Score | None = None
        self.shared: Shared | None = None
        self.kept: tuple[Floats, float, float] | None = None
        line = arguments.get("line")
        self.rows = np.flatnonzero(known)
        self.told = line
        if isinstance(line, tuple):
            self.line = self._relative(line)
            self.shared = Shared(self.line.u, self.rows)
            arguments["line"] = self.line.value
            if self.line.value <= 0 and arguments.get("alpha") != 0 and measure != "relative_median_gap":
                resolve(self.line.value, ())  # a share of nothing is no line: refused
        if extra is not None and self.measure not in ("ratio", "concentration_index"):
            raise wrong(
                Text("Ukuran ini memakai satu kolom.", "This measure takes one column."),
                Text("Tulis satu nama kolom.", "Give the name of one column."),
                "survey-argument",
            )
        if self.measure == "ratio" and extra is None:
            raise wrong(
                Text("Rasio memerlukan dua kolom.", "A ratio needs two columns."),
                Text('Tulis ("pembilang", "penyebut").', 'Give ("numerator", "denominator").'),
                "survey-ratio",
            )
        self.arguments = arguments
        allowed = set(self.kind.arguments)
        for name in set(arguments) - allowed:
            raise unknown_name(Text("Pilihan", "Option"), name, allowed or {"-"}, code="survey-argument")
        missing = {"line", "alpha", "epsilon", "decile", "rank"} & allowed - set(arguments)
        if extra is not None:
            missing -= {"rank"}  # already a column
        if missing:
            name = sorted(missing)[0]
            raise wrong(
                Text(f"Pilihan `{name}` belum diisi.", f"Option `{name}` is missing."),
                Text(f"Tambahkan {name}=….", f"Add {name}=…."),
                "survey-argument",
            )

    def _relative(self, line: tuple[Any, ...]) -> Score:
        y, w = self.y[self.rows], self.bound.weights[self.rows]
        value = float(resolve(line, y, w))
        if not y.size:
            return Score(float("nan"), np.zeros(0))
        score = scores.average(y, w) if line[0] == "mean" else scores.quantile_of(y, w, float(line[1]))
        return Score(value, float(line[-1]) * score.u)

    def _given(self, rows: Ints) -> dict[str, Any]:
        """Arguments for the rows of a domain."""
        line = self.arguments.get("line")
        return {**self.arguments, "line": line[rows]} if isinstance(line, np.ndarray) else dict(self.arguments)

    def value(self, rows: Ints, w: Floats) -> float:
        """The measure itself on rows with weights `w` (for replicates, where a relative line moves along)."""
        arguments, y, keep = self._given(rows), self.y[rows], w > 0
        y, w = y[keep], w[keep]
        if y.size == 0:
            return float("nan")
        line = arguments.get("line")
        if isinstance(line, np.ndarray):
            arguments["line"] = line[keep]
        if self.measure in FURTHER:
            extra = {"rank": self.extra[rows][keep]} if self.extra is not None else {}
            return FURTHER[self.measure](y, w, **arguments, **extra)
        if self.measure == "mean":
            return mean(y, w)
        if self.measure == "total":
            return float(np.dot(w, y))
        if self.measure == "ratio":
            assert self.extra is not None
            return float(np.dot(w, y) / np.dot(w, self.extra[rows][keep]))
        if self.measure == "quantile":
            return quantile(y, w, **({"q": 0.5} | arguments))
        return float(getattr(measures, self.measure)(y, w, **arguments))

    def linearised(self, rows: Ints) -> tuple[float, float, float | None]:
        """(value, standard error, design effect) of a domain."""
        w = self.bound.weights[rows]
        if rows.size == 0 or w.sum() == 0:
            return float("nan"), float("nan"), None
        extra = () if self.extra is None else (self.extra[rows],)
        score = self.kind.score(self.y[rows], w, *extra, **self._given(rows))
        if not math.isfinite(score.value):
            return float("nan"), float("nan"), None
        if self.measure == "quantile":
            degrees = self.bound.sampling.degrees(rows)
            low, high = self.woodruff(rows, score.value, degrees)
            return score.value, (high - low) / (2 * _reach(0.95, degrees)), None
        se = self.bound.error(score.u, rows, self.shared, score.slope)
        return score.value, se, self._effect(score, rows, se)

    def woodruff(self, rows: Ints, found: float, degrees: int, level: float = 0.95) -> tuple[float, float]:
        """Interval of a quantile from that of the share at or below it (Woodruff 1952), which needs no density: the
        quantiles at that share -/+ t standard errors. Half of it over t is the standard error (as R's survey does)."""
        y, w = self.y[rows], self.bound.weights[rows]
        below = (y <= found).astype(float)
        share = mean(below, w)
        reach = _reach(level, degrees) * self.bound.error(w * (below - share) / w.sum(), rows)
        low, high = quantiles(y, w, (max(share - reach, 0.0), min(share + reach, 1.0)))
        return low, high

    def _effect(self, score: Score, rows: Ints, se: float) -> float | None:
        """Variance over that of a simple random sample of as many rows, without replacement. In the time of the
        domain: what a line of the whole frame adds is summed once."""
        weights, n, people = self.bound.weights[rows], self.drawn, self.people
        if n < 2:
            return None
        z = np.divide(score.u, weights, out=np.zeros_like(score.u), where=weights > 0)
        first, second = float(score.u.sum()), float(np.dot(score.u, z))
        if self.line is not None and score.slope:
            u, sums, squares = self._of_line()
            second += 2 * score.slope * float(np.dot(z, u[rows])) + score.slope**2 * squares
            first += score.slope * sums
        spread = (second / people - (first / people) ** 2) * n / (n - 1)
        simple = people**2 * (1 - min(n / people, 1.0)) * spread / n
        return se**2 / simple if simple > 0 else None

    def _of_line(self) -> tuple[Floats, float, float]:
        """(the line's linearised variable on every row, its sum, the sum of its square over the weight)."""
        if self.kept is None:
            assert self.line is not None
            u = np.zeros(len(self.y))
            u[self.rows] = self.line.u
            squares = float(np.dot(self.line.u, self.line.u / self.bound.weights[self.rows]))
            self.kept = u, float(self.line.u.sum()), squares
        return self.kept

    def replicated(self, rows: Ints, way: Way) -> tuple[float, float]:
        """(value, standard error) of a domain by replicate weights."""
        value = self.value(rows, self.bound.weights[rows])
        if not math.isfinite(value):
            return float("nan"), float("nan")
        found = np.empty(way.factor.shape[1])
        for r in range(found.size):
            moved = self.bound.replicate(way.factor[:, r])
            arguments = self.arguments
            if self.line is not None:
                self.arguments = {**arguments, "line": self._line_again(moved)}
            found[r] = self.value(rows, moved[rows])
            self.arguments = arguments
        keep = np.isfinite(found)
        return value, float(np.sqrt(np.sum(way.scale[keep] * (found[keep] - value) ** 2)))

    def _line_again(self, w: Floats) -> float:
        """The relative line under other weights."""
        return float(resolve(self.told, self.y[self.rows], w[self.rows]))

    def share(self, rows: Ints) -> bool:
        """Whether the estimate is a share of persons, whose interval stays within 0 and 1."""
        if self.measure == "fgt":
            return self.arguments.get("alpha") == 0
        if self.measure == "mean":
            y = self.y[rows]
            return bool(y.size and np.isin(y, (0.0, 1.0)).all())
        return self.kind.share


def _reach(level: float, degrees: int) -> float:
    """Standard errors to each side; the normal's where a domain has no degrees of freedom."""
    return laws.reach(level, degrees if degrees > 0 else None)
