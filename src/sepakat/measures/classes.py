"""Lines and classes of welfare: what a rupiah figure means by a published rule. Thresholds are dated parameters."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np

from sepakat.measures._columns import floats
from sepakat.measures._rules import rule
from sepakat.measures.ratios import percent

CLASSES = ("poor", "vulnerable", "aspiring", "middle", "upper")


def poverty_line(gkm: float, gkbm: float) -> dict[str, float]:
    """`gk` = food line + non-food line (Rp per person a month), `food_pct`, `non_food_pct`. Source: BPS."""
    gk = gkm + gkbm
    return {"gk": gk, "food_pct": percent(gkm, gk), "non_food_pct": percent(gkbm, gk)}


def household_line(gk: float, household_size: float) -> dict[str, float]:
    """`gk_household` = line x mean size of poor households; for communication, not an equivalence scale. BPS."""
    return {"gk_household": gk * household_size}


def extreme_line(per_day: float, line_id: str = "") -> dict[str, Any]:
    """`per_month` (30 days) of a line in Rp per person a day, and the id of the line. Source: P3KE metadata."""
    return {"per_month": per_day * 30, "line_id": line_id}


def class_cut(gk: float, multiple: float) -> dict[str, float]:
    """`cut`: the bound of a class as a multiple of the line (World Bank 2019, as used by BPS)."""
    return {"cut": gk * multiple}


def welfare_class(gk: float, y: Any, *, on: dt.date | None = None) -> dict[str, list[str | None]]:
    """`classes`: poor, vulnerable, aspiring, middle or upper for each expenditure a head; None where it is missing.

    Poor is strict (y < line), upper is strict (y > the highest multiple); a value on an inner bound is in the class
    above it (the project's choice). Multiples are dated parameters (World Bank 2019, as used by BPS).
    """
    values = floats(y)
    cuts = [gk * rule(f"kelipatan_gk_{name}", on) for name in ("miskin", "rentan", "menuju_menengah", "menengah")]
    place = np.searchsorted(cuts, values, side="right")
    place = np.where(values == cuts[3], 3, place)
    return {"classes": [None if math.isnan(v) else CLASSES[int(p)] for v, p in zip(values, place, strict=True)]}


def b40_class(share_pct: float, *, on: dt.date | None = None) -> dict[str, str | None]:
    """`ketimpangan` by the bottom 40's share of expenditure (percent): tinggi, sedang, rendah; bounds are sedang; None
    where the share is missing.

    Source: World Bank, quoted by the press from BPS.
    """
    if math.isnan(share_pct):
        return {"ketimpangan": None}
    if share_pct < rule("b40_tinggi_maks", on):
        return {"ketimpangan": "tinggi"}
    return {"ketimpangan": "rendah" if share_pct > rule("b40_rendah_min", on) else "sedang"}


def vulnerability(ln_z_minus_xb: float, sigma: float) -> dict[str, float]:
    """`p`: the chance of falling below the line, Phi((ln z - Xb) / sigma). Unconfirmed as an official measure."""
    return {"p": 0.5 * math.erfc(-ln_z_minus_xb / sigma / math.sqrt(2))}
