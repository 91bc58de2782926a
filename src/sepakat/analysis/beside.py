"""The registry beside a survey: is it the same figure, and what is the best one where the sample is small?

The registry counts everybody it holds, so that only the survey has an error of chance; a difference beyond it comes
from who is in the registry, when it was asked, and how (a family of the registry is not a household of the survey).
The small-area figure (Fay and Herriot 1979; methods book 1.11) draws on the survey, with the registry as the covariate:
where the sample is large the survey speaks, where it is small what the registry says of the region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sepakat import engine, survey
from sepakat.analysis import feeding, variables
from sepakat.analysis.values import Figure
from sepakat.analysis.variables import Variable
from sepakat.analysis.verdicts import Verdict, difference

# With fewer regions a line through them says nothing; with fewer rows a region's own figure would show through the
# model that the table of the survey withholds.
FEWEST, _ROWS = 8, 10


@dataclass(frozen=True)
class Small:
    """A small-area figure: value, se (root of its mean squared error), low and high (95 %, true of the region by
    itself), weight of the survey in it (0 to 1), mark by the rule for survey figures (``, `*`, `**`)."""

    value: float
    se: float
    low: float
    high: float
    weight: float
    mark: str


@dataclass(frozen=True)
class Beside:
    """One region. survey: as published, without value where its error is too large. sampled: rows asked. apart: survey
    minus registry, tested."""

    registry: Figure
    survey: Figure
    sampled: int
    apart: Verdict
    small: Small | None


def beside(release: Any, one: Variable, inside: str, source: str, *, rules: Mapping[str, float]) -> dict[str, Beside]:
    """The two figures of every regency inside a region. rules: `rse_hati_hati`, `rse_batas`, `perubahan_berarti_min`.

    UserError of the engine where the release holds no such survey or the indicator is not in both.
    """
    assert one.indicator is not None
    counted = variables.across(release, one, inside, "kabupaten", variables.REGISTRY)
    shown = variables.across(release, one, inside, "kabupaten", source)
    asked = engine.compute(release, [one.name], region=inside, level="kabupaten", source=source, protect=False)
    direct = {row["region"]: row for row in asked.rows() if row["value"] is not None}
    codes = sorted({*counted, *shown})
    variance = dict(zip(codes, _variances(one, [direct.get(code) for code in codes]), strict=True))
    small = _small(one, counted, direct, variance, rules)
    found = {}
    for code in codes:
        exact = Figure(counted.get(code, Figure(None)).value)
        sampled = shown.get(code, Figure(None))
        n = int(direct[code]["n"]) if code in direct else 0
        # a handful of blocks that happen to agree have next to no error of their own: the smoothed one then holds
        least = float(np.nan_to_num(np.sqrt(variance[code])))
        tested = sampled if sampled.se is None else replace(sampled, se=max(sampled.se, least))
        apart = difference(exact, tested, smallest=rules["perubahan_berarti_min"])
        found[code] = Beside(counted.get(code, Figure(None)), sampled, n, apart, small.get(code))
    return found


def _small(
    one: Variable,
    counted: Mapping[str, Figure],
    direct: Mapping[str, Mapping[str, Any]],
    variances: Mapping[str, float],
    rules: Mapping[str, float],
) -> dict[str, Small]:
    codes = [code for code in sorted(counted) if counted[code].value is not None]
    values = [direct.get(code) for code in codes]
    variance = np.array([variances[code] for code in codes], float)
    known = ~np.isnan(variance)
    if known.sum() < FEWEST:
        return {}
    y = np.array([row["value"] if row else np.nan for row in values], float)
    registry = np.array([counted[code].value for code in codes], float)
    found = survey.fay_herriot(np.where(known, y, np.nan), np.where(known, variance, np.nan), registry)
    low, high = (np.where(known, found[f"own_{end}"], found[end]) for end in ("lower", "upper"))
    assert one.indicator is not None
    top = float(one.indicator.pengali) if feeding.is_share(one.indicator) else np.inf
    made = {}
    for i, code in enumerate(codes):
        value, se = float(np.clip(found["estimates"][i], 0, top)), float(np.sqrt(found["mse"][i]))
        mark = survey.sign(survey.relative(se, value), rules["rse_hati_hati"], rules["rse_batas"])
        least, most = (float(np.clip(end, 0, top)) for end in (low[i], high[i]))
        made[code] = Small(value, se, least, most, float(found["gamma"][i]), mark)
    return made


def _variances(one: Variable, rows: list[Mapping[str, Any] | None]) -> np.ndarray:
    """Sampling variance of each direct figure; NaN where there is none.

    Of a share: that of all regions' share at the region's own n, times their median design effect. A regency's own
    estimate of it rests on a few blocks, and is nought where nobody in the sample has the trait. Of a mean: its own.
    """
    assert one.indicator is not None
    own = np.array([row["se"] if row and row["se"] else np.nan for row in rows], float) ** 2
    n = np.array([row["n"] if row else 0 for row in rows], float)
    own[(own <= 0) | (n < _ROWS)] = np.nan
    if not feeding.is_share(one.indicator):
        return own
    scale = float(one.indicator.pengali)
    p = np.array([row["value"] / scale if row else np.nan for row in rows], float)
    inner = (p > 0) & (p < 1) & ~np.isnan(own)
    if inner.sum() < 3:
        return np.full(len(rows), np.nan)
    effect = float(np.median(own[inner] / (scale**2 * p[inner] * (1 - p[inner]) / n[inner])))
    whole = float(np.clip(np.average(p[n > 0], weights=n[n > 0]), 0.005, 0.995))
    with np.errstate(divide="ignore"):
        return np.where(n >= _ROWS, effect * scale**2 * whole * (1 - whole) / n, np.nan)
