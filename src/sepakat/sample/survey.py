"""Drawing a survey from the plan: strata, blocks of households, households, weights; before anyone is born.

Strata are regency × urban or rural. Villages are cut into primary units of about a hundred households (fewer where
villages are small, so that a stratum has several); units are drawn with probability proportional to size, systematic,
without repeats; ten households are taken in each. A weight is one over the chance, scaled so that weights of a
stratum add up to its households.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sepakat.sample.places import Plan, bps_regencies, share_out
from sepakat.sample.seeds import stream

TAKE = 10


@dataclass(frozen=True)
class Unit:
    """A drawn primary unit: households `start`..`stop` of a village (in village order), the ones taken, weight."""

    psu: int
    stratum: int
    start: int
    stop: int
    taken: tuple[int, ...]
    weight: float


def size_for(households: int) -> int:
    """How many households to draw: at least 640 where there are enough, about 9 %, at most 12,000."""
    return int(min(12_000, max(640, round(0.09 * households)), 0.4 * households))


def draw(plan: Plan, households: int, purpose: str) -> dict[str, list[Unit]]:
    """Village code → drawn units, for about `households` in all; at least two units per stratum where there are."""
    villages = plan.villages
    total = sum(v.households for v in villages)
    strata: dict[int, list[tuple[str, int, int]]] = {}
    numbers = bps_regencies()
    big = 100 if total > 15_000 else 30
    stratum_of = {v.code: int(numbers[v.code[:5]]) * 10 + (1 if v.urban else 2) for v in villages}
    alone = Counter(stratum_of.values())
    for v in villages:
        stratum = stratum_of[v.code]
        least_parts = 2 if alone[stratum] == 1 and v.households >= 4 else 1
        parts = max(least_parts, round(v.households / big))
        edges = np.linspace(0, v.households, parts + 1).round().astype(int).tolist()
        frame = strata.setdefault(stratum, [])
        frame += [(v.code, a, b) for a, b in pairwise(edges) if b > a]
    keys = sorted(strata)
    sizes = np.array([sum(b - a for _, a, b in strata[k]) for k in keys], float)
    units = max(len(keys), round(households / TAKE))
    least = 2 if units >= 2 * len(keys) else 1
    counts = _capped(share_out(units, sizes**0.85, least=least), np.array([len(strata[k]) for k in keys]))
    out: dict[str, list[Unit]] = {}
    for key, count, size in zip(keys, counts.tolist(), sizes.tolist(), strict=True):
        rng = stream(plan.seed, key, purpose)
        frame = strata[key]
        chosen, chances = _systematic(rng, np.array([b - a for _, a, b in frame], float), count)
        drawn: list[tuple[str, int, int, int, list[int], float]] = []
        for row, chance in zip(chosen.tolist(), chances.tolist(), strict=True):
            code, a, b = frame[row]
            take = min(TAKE, b - a)
            step = (b - a) / take
            picks = (a + np.floor((np.arange(take) + rng.random()) * step)).astype(int)
            drawn.append((code, row, a, b, picks.tolist(), (b - a) / take / chance))
        scale = size / sum(w * len(p) for *_, p, w in drawn)
        for code, row, a, b, picks, weight in drawn:
            unit = Unit(key // 10 * 100_000 + key % 10 * 10_000 + row, key, a, b, tuple(picks), weight * scale)
            out.setdefault(code, []).append(unit)
    return out


def _capped(counts: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Counts no larger than `most`; what is cut off goes to strata that have units left, largest room first."""
    out = np.minimum(counts, most)
    spare = int(counts.sum() - out.sum())
    while spare and (out < most).any():
        rooms = np.argsort(out - most, kind="stable")[: min(spare, int((out < most).sum()))]
        out[rooms] += 1
        spare -= len(rooms)
    return out


def _systematic(rng: np.random.Generator, sizes: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows drawn with probability proportional to size, and their chances; the largest come in for certain."""
    count = min(count, len(sizes))
    chance = np.zeros(len(sizes))
    sure = np.zeros(len(sizes), bool)
    while True:
        left = count - int(sure.sum())
        rest = sizes[~sure].sum()
        chance = np.where(sure, 1.0, left * sizes / rest if rest else 0.0)
        over = (chance > 1 - 1e-9) & ~sure
        if not over.any():
            break
        sure |= over
    edges = np.cumsum(np.where(sure, 0.0, chance))
    left = count - int(sure.sum())
    points = (np.arange(left) + rng.random()) if left else np.zeros(0)
    rows = np.searchsorted(edges, points * (edges[-1] / left if left else 1.0), side="right")
    chosen = np.unique(np.r_[np.nonzero(sure)[0], np.minimum(rows, len(sizes) - 1)]).astype(int)
    return chosen, chance[chosen]
