"""What every measure does first: columns to arrays, missing rows out, weights checked.

A value that is missing (null or NaN) drops its row; a missing or negative weight is an error, because it is always a
mistake; a weight of zero keeps its row out. Where nothing is left, a measure is NaN: not applicable is not zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sepakat.core.errors import UserError
from sepakat.core.text import Text

Floats = npt.NDArray[np.float64]


def floats(values: Any) -> Floats:
    """One column (NumPy, Arrow, Polars, pandas, list) as float64; nulls become NaN. UserError for anything else."""
    if hasattr(values, "to_numpy"):
        try:
            values = values.to_numpy(zero_copy_only=False)
        except TypeError:  # Polars and pandas have no such argument
            values = values.to_numpy()
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        try:
            array = np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)
        except (TypeError, ValueError) as problem:
            raise UserError(
                Text("Kolom ini bukan angka.", "This column is not numbers."),
                hint=Text("Pilih kolom angka.", "Choose a column of numbers."),
                code="measure-not-numbers",
            ) from problem
    return np.atleast_1d(array)


def column(values: Any, weights: Any = None, *others: Any) -> tuple[Floats, ...]:
    """(values, weights, *others) as arrays of one length without missing values and without weights of zero.

    weights None: one each. others: further columns by row (or single numbers), whose missing values drop the row too.
    UserError `measure-length`, `measure-weights`.
    """
    y = floats(values)
    w = np.ones_like(y) if weights is None else floats(weights)
    rest = [np.broadcast_to(floats(o), y.shape) if np.size(o) == 1 else floats(o) for o in others]
    if y.ndim != 1 or any(c.shape != y.shape for c in (w, *rest)):
        raise UserError(
            Text("Panjang kolom tidak sama.", "The columns differ in length."),
            hint=Text("Beri satu nilai dan satu bobot per baris.", "Give one value and one weight a row."),
            code="measure-length",
        )
    if np.isnan(w).any() or (w < 0).any() or np.isinf(w).any():
        raise UserError(
            Text("Ada bobot yang kosong, negatif, atau tak hingga.", "A weight is missing, negative or infinite."),
            hint=Text("Isi bobotnya, atau buang barisnya dengan sadar.", "Fill it in, or drop the row knowingly."),
            code="measure-weights",
        )
    keep = ~np.isnan(y) & (w > 0)
    for c in rest:
        keep &= ~np.isnan(c)
    if keep.all():
        return (y, w, *rest)
    return tuple(c[keep] for c in (y, w, *rest))


def positive(values: Any, weights: Any = None) -> tuple[Floats, Floats]:
    """`column`, rows with a value above zero only: what logarithms can bear."""
    y, w = column(values, weights)
    keep = y > 0
    return (y, w) if keep.all() else (y[keep], w[keep])


def ordered(y: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Both by rising value. Ties keep their order; no measure here depends on it."""
    order = np.argsort(y, kind="stable")
    return y[order], w[order]


def mean(y: Floats, w: Floats) -> float:
    """Weighted mean; NaN of nothing."""
    total = float(w.sum())
    return float(np.dot(w, y) / total) if total > 0 else float("nan")


def quantile(y: Floats, w: Floats, q: float) -> float:
    """Weighted quantile: the first value whose cumulative weight reaches `q` of all; the mean of it and the next where
    it is reached exactly (as R's laeken does; methods book 1.2). NaN of nothing."""
    if y.size == 0:
        return float("nan")
    y, w = ordered(y, w)
    return _at(y, np.cumsum(w), q)


def quantiles(y: Floats, w: Floats, wanted: tuple[float, ...]) -> list[float]:
    """Several quantiles from one sort."""
    if y.size == 0:
        return [float("nan")] * len(wanted)
    y, w = ordered(y, w)
    cumulated = np.cumsum(w)
    return [_at(y, cumulated, q) for q in wanted]


def _at(y: Floats, cumulated: Floats, q: float) -> float:
    aim = q * cumulated[-1]
    slack = 1e-12 * cumulated[-1]  # sums of survey weights reach a half only up to rounding
    place = min(int(np.searchsorted(cumulated, aim - slack)), y.size - 1)
    if abs(cumulated[place] - aim) <= slack and place + 1 < y.size:
        return float((y[place] + y[place + 1]) / 2)
    return float(y[place])
