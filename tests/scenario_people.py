"""Invented units for budget scenarios, made from a seed: the same arrays in every test and in the benchmark."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import ndtr

from sepakat.targeting.scenarios.base import BANDS, Base, Calibration

SECRET = bytes(range(32))
HONEST = Calibration((np.arange(BANDS) + 0.5) / BANDS, (np.arange(BANDS) + 0.5) / BANDS, np.full(BANDS, 400.0))


def base(size: int = 400, seed: int = 1, programme: str = "pkh", places: int = 12, **changes: Any) -> Base:
    """`size` units of `places` villages in three regencies; poorer ones more often have the programme."""
    rng = np.random.default_rng(seed)
    unit = "orang" if programme in ("pbi_jkn", "pip", "atensi") else "keluarga"
    villages = tuple(sorted(f"75.0{1 + i % 3}.0{1 + i % 2}.{2001 + i}" for i in range(places)))
    village = np.sort(rng.integers(0, len(villages), size)).astype(np.int32)
    members = rng.integers(1, 7, size).astype(np.int32)
    family = np.arange(size, dtype=np.int32)
    if unit == "orang":
        family = np.minimum(np.cumsum(rng.random(size) < 0.35), size - 1).astype(np.int32)
        members = np.bincount(family)[family].astype(np.int32)
    score = rng.normal(0.45, 0.55, size)
    score = score[family]
    rank = np.empty(size, np.int64)
    rank[np.argsort(score, kind="stable")] = np.arange(size)
    decile = (1 + 10 * rank // max(size, 1)).astype(np.int8)
    chance = ndtr((np.quantile(score, 0.4) - score) / 0.37)
    blank = rng.random(size) < 0.02
    blank = blank[family]
    decile[blank], chance[blank] = 0, np.nan
    due = (rng.random(size) < 0.8) & ~blank
    order = np.flatnonzero(due)
    order = order[np.lexsort((order, score[order]))].astype(np.int32)
    insurer = np.zeros(size, np.int8)
    insured: tuple[int, ...] = ()
    has = rng.random(size) < np.where(decile <= 4, 0.5, 0.15)
    if programme == "pbi_jkn":
        insurer = rng.choice([0, 1, 2, 3, 4, 5], size, p=[0.2, 0.4, 0.1, 0.2, 0.05, 0.05]).astype(np.int8)
        insured, has = (1, 2), np.isin(insurer, (1, 2))
    made = Base(
        release="20260101-01",
        day=dt.date(2026, 1, 1),
        sample=True,
        programme=programme,
        region="75",
        unit=unit,
        villages=villages,
        unit_id=np.arange(1, size + 1),
        village=village,
        family=family,
        members=members,
        deciles=dict.fromkeys(("nasional", "provinsi", "kabupaten"), decile),
        due=due,
        order=order,
        has=has,
        listed=True,
        chance=chance,
        seen=chance,
        swing=np.zeros(size),
        score=np.where(blank, np.nan, score),
        line=np.full(size, 540_000.0),
        sigma=np.full(size, 0.37),
        bits=rng.integers(0, 64, size).astype(np.int32),
        known=("disabilitas", "hamil", "balita", "lansia", "kepala_perempuan", "perdesaan"),
        insurer=insurer,
        insured_by_programme=insured,
        keys=rng.integers(0, 1 << 48, size, dtype=np.uint64),
        secret=SECRET,
        calibration=HONEST,
    )
    return replace(made, **changes)
