"""Inclusion and exclusion by the welfare model's calibrated chances, with bands.

Nobody knows who is truly in deciles 1-4; the model states a chance for each, and the sums of chances are what a
scenario reaches and misses on average. Three things make them uncertain: each family's own draw (variance
p(1 - p), families apart); the calibration itself, whose miss per band of chance was measured on held-out clusters and
shifts all families of a band together; and what the recipient list knows beyond the score (`knowing`). Bands are 90 %,
by the delta method. Ratios: methods book 2.3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sepakat.core.text import Text
from sepakat.targeting.scenarios.base import BANDS, Base, Floats

Z = 1.6448536269514722  # 90 %
DEFINITIONS: dict[str, Text] = {
    "exclusion": Text("Galat eksklusi: layak tetapi tidak terjangkau", "Exclusion error: eligible and not reached"),
    "inclusion_of_beneficiaries": Text(
        "Galat inklusi: penerima yang tidak layak", "Inclusion error: recipients who are not eligible"
    ),
    "inclusion_of_non_poor": Text("Bagian yang tidak layak yang menerima", "Share of those not eligible who receive"),
    "inclusion_of_poor": Text(
        "Penerima tidak layak terhadap seluruh yang layak", "Recipients not eligible, over all eligible"
    ),
    "accuracy": Text("Ketepatan keseluruhan", "Accuracy"),
}


@dataclass(frozen=True)
class Sums:
    """Sums over units by band of chance: `reached` weighs each by how surely it receives (0-1). n: units; p: stated
    chances; own: variance of the families' own draws, over all bands together."""

    n_reached: Floats
    n_missed: Floats
    p_reached: Floats
    p_missed: Floats
    own_reached: float
    own_missed: float
    swing_reached: float = 0.0  # how the eligible among them move with one standard error of what the list knows
    swing_missed: float = 0.0
    rest: float = 0.0  # units that cannot be eligible (they fail the programme's conditions) and receive nothing
    wrong: float = 0.0  # such units that receive


@dataclass(frozen=True)
class Figure:
    """A ratio with its band; None where the denominator is empty."""

    value: float | None
    low: float | None = None
    high: float | None = None


def sums(base: Base, reach: Floats) -> Sums:
    """reach: chance that each unit receives in the end. Units insured elsewhere and unranked are left out."""
    counted = base.ranked & ~base.elsewhere
    due = counted & base.due
    other = counted & ~base.due
    made = []
    for reached in (True, False):  # one after the other: each array is as long as the nation
        weight = np.where(due, reach if reached else 1.0 - reach, 0.0)
        swing = weight * base.swing
        swing[~due] = 0.0
        made.append(
            (
                np.bincount(base.band, weight, BANDS).astype(np.float64),
                np.bincount(base.band, weight * base.truly, BANDS).astype(np.float64),
                _own(base, weight, base.truly),
                float(swing.sum()),
            )
        )
    (n_reached, p_reached, own_reached, swing_reached), (n_missed, p_missed, own_missed, swing_missed) = made
    return Sums(
        n_reached,
        n_missed,
        p_reached,
        p_missed,
        own_reached,
        own_missed,
        swing_reached,
        swing_missed,
        float((1.0 - reach[other]).sum()),
        float(reach[other].sum()),
    )


def _own(base: Base, weight: Floats, p: Floats) -> float:
    """Variance of the number truly eligible among weighted units: members of one family are so together."""
    if base.unit != "orang":
        found = weight**2
        found *= p
        found *= 1 - p
        return float(found.sum())
    together = np.bincount(base.family, weight, base.families)
    chance = np.zeros(base.families)  # members share their family's chance; those who are not due have weight 0
    chance[base.family[base.due]] = p[base.due]
    return float((together**2 * chance * (1 - chance)).sum())


def judge(found: Sums, miss: Floats) -> dict[str, Figure]:
    """Every definition with its 90 % band. miss: standard error of the stated share, by band."""
    a, b = float(found.p_reached.sum()), float(found.p_missed.sum())
    n, m = float(found.n_reached.sum()) + found.wrong, float(found.n_missed.sum()) + found.rest
    wa, wb = found.n_reached, found.n_missed
    va, vb = found.own_reached, found.own_missed

    def figure(value: float, da: float, db: float) -> Figure:
        """da, db: slopes of the ratio in the number eligible among the reached and the missed."""
        spread = da**2 * va + db**2 * vb + float((((da * wa + db * wb) * miss) ** 2).sum())
        spread += (da * found.swing_reached + db * found.swing_missed) ** 2
        half = Z * math.sqrt(spread)
        return Figure(value, max(value - half, 0.0), min(value + half, 1.0) if value <= 1 else value + half)

    none = Figure(None)
    due, other = a + b, n + m - a - b
    return {
        "exclusion": figure(b / due, -b / due**2, a / due**2) if due > 0 else none,
        "inclusion_of_beneficiaries": figure((n - a) / n, -1 / n, 0.0) if n > 0 else none,
        "inclusion_of_non_poor": figure((n - a) / other, (n - a - other) / other**2, (n - a) / other**2)
        if other > 0
        else none,
        "inclusion_of_poor": figure((n - a) / due, -1 / due - (n - a) / due**2, -(n - a) / due**2) if due > 0 else none,
        "accuracy": figure((a + m - b) / (n + m), 1 / (n + m), -1 / (n + m)) if n + m > 0 else none,
    }
