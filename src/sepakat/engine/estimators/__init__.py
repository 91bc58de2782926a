"""Estimators: one file per way of making a figure out of rows; an indicator names its own (`penaksir`).

A file defines `columns(row) -> dict[str, str]` (SQL aggregates over the rows of one group), `value(numerator,
denominator, factor)` (the printed figure, NaN where there is none) and `linear(x, w, d)` (the same on a survey, with
what its variance rests on). The folder is the registry.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np

from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.survey import Linear

# Sums of a number are kept in whole millionths, so that villages add up to their regency exactly.
DECIMALS = 6


@dataclass(frozen=True)
class Row:
    """SQL over one row. counted: TRUE where the row is in the denominator; x: the numerator expression; boolean:
    whether `x` is a condition; weight: a column to weight rows with, or None."""

    counted: str
    x: str
    boolean: bool
    weight: str | None


class Estimator(Protocol):
    """What a file of this folder offers."""

    def columns(self, row: Row) -> dict[str, str]:
        """`num`, `den`, `n` (rows), and `hits` (rows that make up the numerator), as SQL aggregates."""
        ...

    def value(self, numerator: np.ndarray, denominator: np.ndarray, factor: float) -> np.ndarray:
        """The figure of each group; NaN where its denominator is empty."""
        ...

    def linear(self, x: np.ndarray, w: np.ndarray, d: np.ndarray) -> Linear:
        """The figure on a survey, before the factor: x the numerator per row, w weights, d 1 where counted."""
        ...


@functools.lru_cache(maxsize=1)
def estimators() -> Mapping[str, Estimator]:
    """Every estimator by the name of its file."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    found = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return MappingProxyType(found)  # modules stand for the protocol


def estimator(name: str) -> Estimator:
    """The estimator of this name; UserError (code unknown-estimator) with the nearest."""
    known = estimators()
    if name not in known:
        raise unknown_name(Text("Penaksir", "Estimator"), name, known, "unknown-estimator")
    return known[name]


def count(condition: str) -> str:
    """Rows for which a condition is TRUE. `count_if` is the fast form; it gives NULL where the condition never has a
    truth value, and a HUGEINT otherwise."""
    return f"COALESCE(count_if({condition}), 0)::BIGINT"


def whole(sql: str) -> str:
    """A sum of whole numbers as BIGINT; an empty sum is 0."""
    return f"CAST(COALESCE(sum({sql}), 0) AS BIGINT)"


def millionths(sql: str) -> str:
    """An exact sum of a number, each row rounded to six decimals first."""
    return f"CAST(COALESCE(sum(CAST({sql} AS DECIMAL(18, {DECIMALS}))), 0) AS DECIMAL(38, {DECIMALS}))"
