"""Alkire and Foster's figures as means and ratios over persons, which is how their sampling errors are found."""

from __future__ import annotations

from typing import Any

import numpy as np

from sepakat import measures
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.measures._columns import Floats
from sepakat.survey.columns import wrong

PARTS = ("m0", "h", "a")
OPTIONS = ("cutoffs", "weights", "k", "part")


def as_mean(
    columns: list[Floats],
    *,
    cutoffs: Any = None,
    weights: Any = None,
    k: float = 1 / 3,
    part: str = "m0",
    **others: Any,
) -> tuple[str, Floats, Floats | None]:
    """(`mean` or `ratio`, value of each person, denominator) of `part`: `m0` mean censored deprivation, `h` share of
    poor, `a` the first over the second. columns: the indicators. NaN for a person with a missing indicator.
    UserError `survey-argument` for an unknown option or part, or without cutoffs."""
    for name in others:
        raise unknown_name(Text("Pilihan", "Option"), name, OPTIONS, code="survey-argument")
    if cutoffs is None:
        raise wrong(
            Text("Pilihan `cutoffs` belum diisi.", "Option `cutoffs` is missing."),
            Text("Beri satu ambang untuk tiap indikator.", "Give one cutoff for each indicator."),
            "survey-argument",
        )
    if part not in PARTS:
        raise unknown_name(Text("Bagian", "Part"), part, PARTS, code="survey-argument")
    matrix = np.stack(columns, axis=1)
    known = ~np.isnan(matrix).any(axis=1)
    found = measures.alkire_foster(matrix[known], cutoffs, weights, k)
    poor, depth = np.full(len(matrix), np.nan), np.full(len(matrix), np.nan)
    poor[known] = found["poor"]
    depth[known] = found["c"] * found["poor"]
    if part == "a":
        return "ratio", depth, poor
    return "mean", poor if part == "h" else depth, None
