"""Multidimensional poverty by Alkire and Foster."""

from __future__ import annotations

from typing import Any

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._columns import Floats, floats


def alkire_foster(
    matrix: Any, cutoffs: Any, weights: Any = None, k: float = 1 / 3, *, sample_weights: Any = None
) -> dict[str, Any]:
    """Multidimensional poverty: who is deprived (x < cutoff) in at least `k` of the weighted indicators.

    matrix: persons x indicators. cutoffs: one an indicator. weights: of the indicators, any positive (brought to sum
    1; None = equal). sample_weights: of the persons. Persons with a missing value are left out; `dropped` counts them.
    Gives `h` (share poor), `a` (mean deprivation of the poor), `m0` = h x a, `m1`, `m2` (gap, squared gap), `c` (each
    person's deprivation), `poor`, `raw` and `censored` headcounts, `contribution` (to m0), `n`, `dropped`.
    a and contributions are NaN where nobody is poor; all NaN where no weight is left. A person exactly at `k` is poor.
    Source: Alkire and Foster 2011. UserError `measure-length`, `measure-weights`.
    """
    x = _matrix(matrix)
    z = floats(cutoffs)
    j = z.size
    importance = np.full(j, 1 / j) if weights is None else floats(weights)
    if x.ndim != 2 or x.shape[1] != j or importance.size != j:
        raise UserError(
            Text("Jumlah indikator tidak sama.", "The numbers of indicators differ."),
            hint=Text(
                "Satu kolom, satu ambang, satu bobot per indikator.", "One column, cutoff and weight an indicator."
            ),
            code="measure-length",
        )
    if not (importance >= 0).all() or importance.sum() <= 0 or not 0 < k <= 1:
        raise UserError(
            Text(
                "Bobot indikator harus nol atau lebih, dan k di antara 0 dan 1.",
                "Indicator weights must be zero or more, and k between 0 and 1.",
            ),
            hint=Text("Contoh: bobot sama, k = 1/3.", "For example equal weights and k = 1/3."),
            code="measure-weights",
        )
    importance = importance / importance.sum()
    persons = np.ones(x.shape[0]) if sample_weights is None else floats(sample_weights)
    keep = ~np.isnan(x).any(axis=1) & (persons > 0)
    dropped = int(np.isnan(x).any(axis=1).sum())
    x, persons = x[keep], persons[keep]
    total = float(persons.sum())
    deprived = x < z
    c = deprived @ importance
    poor = c >= k - 1e-12  # a sum of thirds is not exactly a third
    if total == 0:
        nothing = float("nan")
        empty = np.full(j, nothing)
        return {
            **dict.fromkeys(("h", "a", "m0", "m1", "m2"), nothing),
            "c": c, "poor": poor, "raw": empty, "censored": empty, "contribution": empty, "n": 0, "dropped": dropped,
        }  # fmt: skip
    held = persons / total
    h = float(held[poor].sum())
    counted = deprived & poor[:, None]
    censored = held @ counted
    m0 = float(censored @ importance)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.where(counted, (z - x) / z, 0.0)
    return {
        "h": h,
        "a": m0 / h if h else float("nan"),
        "m0": m0,
        "m1": float((held @ gap) @ importance),
        "m2": float((held @ gap**2) @ importance),
        "c": c,
        "poor": poor,
        "raw": held @ deprived,
        "censored": censored,
        "contribution": importance * censored / m0 if m0 else np.full(j, float("nan")),
        "n": int(x.shape[0]),
        "dropped": dropped,
    }


def _matrix(matrix: Any) -> Floats:
    """Persons x indicators as float64, missing as NaN: a frame column by column, a list row by row, or an array."""
    named = getattr(matrix, "column_names", getattr(matrix, "columns", None))
    if named is not None:
        return np.stack([floats(matrix[name]) for name in named], axis=1)
    if isinstance(matrix, list | tuple):
        matrix = [[np.nan if v is None else v for v in row] for row in matrix]
    return np.asarray(matrix, dtype=np.float64)
