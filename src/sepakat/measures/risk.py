"""Disaster risk: hazard x vulnerability / capacity, social vulnerability, exposure, published classes."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.measures._columns import floats
from sepakat.measures._rules import rule


def risk(hvc: Any) -> dict[str, list[float]]:
    """`r` = hazard x vulnerability / capacity for each row (H, V, C). Source: Perka BNPB 2/2012."""
    rows = np.asarray(hvc, dtype=np.float64).reshape(-1, 3)
    return {"r": [float(h * v / c) if c else float("nan") for h, v, c in rows]}


def inarisk_risk(hazard: Any, vulnerability: Any, capacity: Any) -> dict[str, list[float]]:
    """`r` = cube root of hazard x vulnerability x (1 - capacity) for each row, all 0..1. Unconfirmed: no public text.

    UserError `measure-index` for an index outside 0..1; a missing one gives NaN.
    """
    h, v, c = (floats(index) for index in (hazard, vulnerability, capacity))
    for index in (h, v, c):
        if ((index < 0) | (index > 1)).any():
            raise UserError(
                Text("Indeks di luar 0 sampai 1.", "An index lies outside 0 to 1."),
                hint=Text("Bagi dahulu persen dengan 100.", "Divide per cent by 100 first."),
                code="measure-index",
            )
    return {"r": np.cbrt(h * v * (1 - c)).tolist()}


def inarisk_class(index: float, *, on: dt.date | None = None) -> dict[str, str | None]:
    """`kelas` of an InaRISK index 0..1: rendah, sedang, tinggi; None where it is missing.

    Cut points unconfirmed (dated parameters).
    """
    if math.isnan(index):
        return {"kelas": None}
    if index <= rule("inarisk_rendah_maks", on):
        return {"kelas": "rendah"}
    return {"kelas": "sedang" if index <= rule("inarisk_sedang_maks", on) else "tinggi"}


def density_class(per_km2: float, *, on: dt.date | None = None) -> int:
    """1 below the medium bound, 2 up to the high bound, 3 above. Source: Perka BNPB 2/2012."""
    if per_km2 < rule("kepadatan_sedang_min", on):
        return 1
    return 3 if per_km2 > rule("kepadatan_tinggi_min", on) else 2


def social_vulnerability(density_class: int, groups: Any) -> dict[str, float]:
    """`index` 0..1: 60 % density class, 10 % each of four group scores (sex ratio, poverty, disability, age), all 1-3.

    Source: Perka BNPB 2/2012.
    """
    return {"index": 0.6 * density_class / 3 + 0.1 * float(floats(groups).sum()) / 3}


def exposure(population: Any, area_share: Any) -> dict[str, float]:
    """`exposed` = sum of population x share of the area inside the hazard; `pct` of all. For places without points."""
    people, share = floats(population), floats(area_share)
    exposed, total = float(np.dot(people, share)), float(people.sum())
    return {"exposed": exposed, "pct": 100 * exposed / total if total else float("nan")}


def irbi_class(irbi: float, *, on: dt.date | None = None) -> dict[str, str | None]:
    """`kelas` of a published IRBI: rendah, sedang, tinggi; None where it is missing.

    Cut points unconfirmed (dated parameters).
    """
    if math.isnan(irbi):
        return {"kelas": None}
    if irbi <= rule("irbi_rendah_maks", on):
        return {"kelas": "rendah"}
    return {"kelas": "sedang" if irbi <= rule("irbi_sedang_maks", on) else "tinggi"}
