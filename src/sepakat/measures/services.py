"""Minimum service standards (SPM): need, cost, index, category. Weights and category bounds are unconfirmed."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._rules import rule
from sepakat.measures.ratios import percent


def spm_need(entitled: float, served: float, unit_cost: float) -> dict[str, float]:
    """`gap` = entitled - served, `cost` of closing it, `coverage_pct` (NaN where nobody is entitled).

    UserError `spm-served` where more were served than are entitled: that is a mistake in the data.
    """
    _check(served, entitled)
    left = entitled - served
    return {"gap": left, "cost": left * unit_cost, "coverage_pct": percent(served, entitled)}


def spm_coverage(entitled: float, served: float) -> dict[str, float | bool]:
    """`coverage_pct`: served to standard / entitled; NaN where nobody is entitled (not applicable).

    `paripurna` and `may_show_100`: only when every entitled person is served; 99.996 is never rounded up to 100.
    """
    _check(served, entitled)
    whole = bool(served == entitled > 0)
    return {"coverage_pct": percent(served, entitled), "paripurna": whole, "may_show_100": whole}


def spm_index(recipients_pct: float, quality_pct: float, *, on: dt.date | None = None) -> dict[str, float]:
    """`index` of a service = weight x recipients + (1 - weight) x quality.

    Unconfirmed: the annex of Permendagri 59/2021 was not found.
    """
    weight = rule("spm_bobot_penerima", on)
    return {"index": weight * recipients_pct + (1 - weight) * quality_pct}


def spm_category(index_pct: float, *, on: dt.date | None = None) -> dict[str, Any]:
    """`kategori` of an index: Tuntas Paripurna only at exactly 100 (99.996 is not); None where the index is missing.

    Bounds unconfirmed.
    """
    if math.isnan(index_pct):
        return {"kategori": None}
    if index_pct >= 100:
        return {"kategori": "Tuntas Paripurna"}
    for word in ("utama", "madya", "pratama", "muda"):
        if index_pct >= rule(f"spm_{word}_min", on):
            return {"kategori": f"Tuntas {word.capitalize()}"}
    return {"kategori": "Belum Tuntas"}


def _check(served: float, entitled: float) -> None:
    if served > entitled:
        raise UserError(
            Text("Yang dilayani lebih banyak daripada yang berhak.", "More were served than are entitled."),
            hint=Text("Periksa kedua angka dan tahun dasarnya.", "Check both figures and their base year."),
            code="spm-served",
        )
