"""`rata_rata`: the mean of a number over the rows (or weights) that count."""

from __future__ import annotations

from sepakat.engine.estimators import Row, count, millionths, whole
from sepakat.engine.estimators.rasio import linear, value

__all__ = ["columns", "linear", "value"]


def columns(row: Row) -> dict[str, str]:
    """Sum of the number (exact to six decimals) over the rows that count. `hits`: rows that add something to it."""
    n = count(row.counted)
    x = row.x if row.weight is None else f"({row.x}) * {row.weight}"
    den = n if row.weight is None else whole(f"CASE WHEN {row.counted} THEN {row.weight} END")
    return {
        "num": millionths(f"CASE WHEN {row.counted} THEN {x} END"),
        "den": den,
        "n": n,
        "hits": count(f"{row.counted} AND {row.x} <> 0"),
    }
