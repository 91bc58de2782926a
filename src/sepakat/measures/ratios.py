"""Plain ratios of the planning books: labour, schooling, health, housing, gaps, scores against a target."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sepakat.measures._columns import floats
from sepakat.measures._rules import rule

NAN = float("nan")


def percent(part: float, whole: float) -> float:
    """100 x part / whole; NaN of nothing, because not applicable is not zero."""
    return 100 * part / whole if whole else NAN


def tpt(unemployed: float, labour_force: float) -> dict[str, float]:
    """`pct`: open unemployment, unemployed / labour force. Source: BPS."""
    return {"pct": percent(unemployed, labour_force)}


def tpak(labour_force: float, working_age: float) -> dict[str, float]:
    """`pct`: participation, labour force / persons of 15 and over. Source: BPS."""
    return {"pct": percent(labour_force, working_age)}


def formal_share(formal: float, employed: float) -> dict[str, float]:
    """`pct`: formal workers / employed. Source: BPS."""
    return {"pct": percent(formal, employed)}


def neet(neet: float, population_15_24: float) -> dict[str, float]:
    """`pct`: youth in neither school, work nor training / persons 15-24. Not TPT. Source: BPS."""
    return {"pct": percent(neet, population_15_24)}


def participation(
    in_school_at_age: float, in_level_at_age: float, in_level_any_age: float, population_at_age: float
) -> dict[str, float]:
    """`aps`, `apm`, `apk` in percent; APK may exceed 100, APM never exceeds APS. Source: SIRUSA."""
    return {
        "aps": percent(in_school_at_age, population_at_age),
        "apm": percent(in_level_at_age, population_at_age),
        "apk": percent(in_level_any_age, population_at_age),
    }


def in_school(not_in_school_pct: float) -> dict[str, float]:
    """`in_school_pct` = 100 - share not in school."""
    return {"in_school_pct": 100 - not_in_school_pct}


def stunting(severe_pct: float, moderate_pct: float) -> dict[str, float]:
    """`total_pct` = severe + moderate (height for age below -2 SD, WHO 2006)."""
    return {"total_pct": severe_pct + moderate_pct}


def jkn(members: float, population: float) -> dict[str, float]:
    """`pct`: members of JKN / population; above 100 the population is out of date."""
    return {"pct": percent(members, population)}


def not_layak(layak_pct: float) -> dict[str, float]:
    """`not_layak_pct` = 100 - share of adequate housing."""
    return {"not_layak_pct": 100 - layak_pct}


def floor_area(members: float, floor_m2: Any) -> dict[str, list[bool]]:
    """`passes`: at least the floor area per person of SDG 11.1.1 (a dated parameter), compared with a tolerance."""
    least = rule("ambang_luas_lantai")
    return {"passes": [bool(m / members >= least - 1e-9) for m in floats(floor_m2)]}


def rw_kumuh(berat: int, sedang: int, ringan: int, sangat_ringan: int) -> dict[str, int]:
    """`total`: RW kumuh of all classes (Jakarta)."""
    return {"total": berat + sedang + ringan + sangat_ringan}


def survey_proportion(weighted_yes: float, weighted_all: float) -> dict[str, float]:
    """`p`: a weighted proportion."""
    return {"p": weighted_yes / weighted_all if weighted_all else NAN}


def gap(disabled: float, non_disabled: float) -> dict[str, float]:
    """`ratio` and `gap` (percentage points) of a rate between a group and the others."""
    return {"ratio": disabled / non_disabled if non_disabled else NAN, "gap": non_disabled - disabled}


def target_score(real: float, target: float, direction: Literal["naik", "turun"] = "naik") -> dict[str, float]:
    """`score` against a target, percent: real / target where higher is better, (2 target - real) / target where lower.

    Source: methods book (SEPAKAT, Monitoring); not capped.
    """
    if not target:
        return {"score": NAN}
    return {"score": 100 * (real if direction == "naik" else 2 * target - real) / target}


def rse(estimate: float, se: float) -> dict[str, float]:
    """`rse_pct`: relative standard error; NaN of an estimate of zero."""
    return {"rse_pct": 100 * se / abs(estimate) if estimate else NAN}


def rse_flag(rse_pct: Any) -> dict[str, list[str]]:
    """`flag`: empty up to the caution bound, `*` up to the bound of withholding, `**` above (dated parameters)."""
    care, most = rule("rse_hati_hati"), rule("rse_batas")
    return {"flag": ["" if r <= care else "*" if r <= most else "**" for r in np.atleast_1d(floats(rse_pct))]}
