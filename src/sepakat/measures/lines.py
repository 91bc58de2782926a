"""Poverty lines as every measure takes them: a number, one per row, or relative to the whole frame."""

from __future__ import annotations

from typing import Any

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._columns import Floats, column, mean, quantile

Line = Any  # float | ("mean", share) | ("quantile", q, share) | one value a row


def resolve(line: Line, values: Any, weights: Any = None) -> Any:
    """The line in the unit of the values: a float, or an array of one line a row.

    line: a number; a column with one line a row (urban and rural lines, say); `("mean", share)`; or
    `("quantile", q, share)`, of the weighted values given here (the whole frame, also where a part is measured).
    UserError `measure-line` for anything else, or for a line that is not above zero.
    """
    told = as_relative(line)
    if told is not None:
        y, w = column(values, weights)
        if told[0] == "mean" and len(told) == 2:
            return float(told[1]) * mean(y, w)
        if told[0] == "quantile" and len(told) == 3 and 0 <= float(told[1]) <= 1:
            return float(told[2]) * quantile(y, w, float(told[1]))
        raise _refused()
    if isinstance(line, str) or line is None:
        raise _refused()
    if np.ndim(line) == 0:
        found = float(line)
        if not found > 0:
            raise _refused()
        return found
    return line


def as_relative(line: Line) -> tuple[Any, ...] | None:
    """A line relative to the values, as a tuple (a list is as good); None for any other line."""
    return tuple(line) if isinstance(line, tuple | list) and line and isinstance(line[0], str) else None


def poor(values: Any, weights: Any, line: Line) -> tuple[Floats, Floats, Floats]:
    """(values, weights, lines) of the rows that count, with the line resolved on the whole frame."""
    y, w, z = column(values, weights, resolve(line, values, weights))
    if (z <= 0).any():
        raise _refused()
    return y, w, z


def _refused() -> UserError:
    return UserError(
        Text("Garis kemiskinan ini tidak dikenal.", "This poverty line is not known."),
        hint=Text(
            'Tulis angka di atas nol, satu angka per baris, ("mean", bagian), atau ("quantile", q, bagian).',
            'Give a number above zero, one a row, ("mean", share), or ("quantile", q, share).',
        ),
        code="measure-line",
    )
