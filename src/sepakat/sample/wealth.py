"""Welfare and expenditure: a lasting part that housing, assets and registries see, and a part of the moment.

`welfare` is the lasting part, standardised over the province. Expenditure per head is a function of it and of
noise: on the log scale two half-normal pieces with one median and two spreads, so that three published figures can
be met at once (poverty rate, Gini, mean). The numbers are found by `calibrate`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sepakat.sample.people import People
from sepakat.sample.schooling import YEARS_OF_LEVEL

LASTING = 0.83  # weight of welfare in expenditure; what is left is of the moment, seen by no registry
OFFICIAL_NOISE = 0.36  # error of the official ranking on the log of expenditure over the line
OLD_NOISE = 0.48  # error of the registry of 2015-2020, much out of date


@dataclass
class Calibration:
    """What is solved for a province. Cuts are on the scales of the functions that use them; keys are regencies."""

    part_cut: float = 0.0
    jobless_cut: float = 0.0
    shift: dict[str, float] = field(default_factory=dict)  # on raw welfare, per regency
    center: float = 0.0
    scale: float = 1.0
    nudge: dict[str, float] = field(default_factory=dict)  # on the expenditure score, per regency
    level: float = 0.0
    low: float = 0.5
    high: float = 0.5
    sanitation: dict[str, float] = field(default_factory=dict)
    water: dict[str, float] = field(default_factory=dict)
    electricity: float = 0.0
    deciles: list[float] = field(default_factory=list)  # nine cuts of the true log ratio
    official: list[float] = field(default_factory=list)  # nine cuts of the official score
    old: list[float] = field(default_factory=list)  # 99 cuts (percentiles) of the score of the old registry


def raw_welfare(people: People) -> None:
    """Fills fam: raw (lasting welfare before shift and scale), and the noises of expenditure and of the rankings."""
    rng = people.rng("kesejahteraan")
    fam, n = people.fam, people.families
    years = YEARS_OF_LEVEL[people.per["tamat"]].astype(float)
    adult = people.per["here"] & (people.per["age"] >= 18)
    best = np.zeros(n)
    np.maximum.at(best, people.per["fam"][adult], years[adult])
    head = years[fam["head"]]
    members = fam["members"].clip(1).astype(float)
    young = people.count(people.per["here"] & (people.per["age"] < 15)) / members
    woman = people.head("sex") == 2
    village = rng.normal(0, 1, len(people.block.villages))[fam["village"]]
    raw = 0.075 * (head - 7) + 0.075 * (best - 9) + 0.34 * fam["urban"] + 0.42 * (fam["public"] > 0)
    raw += 0.16 * (fam["formal"] > 0) - 0.22 * fam["farm"] - 0.62 * np.log(members / 3.3) - 0.35 * young
    raw += 0.35 * fam["workers"] / members - 0.08 * woman + 0.14 * fam["talent"]
    fam["raw"] = raw + 0.16 * village + rng.normal(0, 0.42, n)
    fam["moment"] = rng.normal(0, 1, n)
    fam["official_noise"] = rng.normal(0, 1, n)
    fam["old_noise"] = rng.normal(0, 1, n)


def spend(people: People, c: Calibration, line_urban: float, line_rural: float) -> None:
    """Fills fam: welfare, pc (rupiah per head and month), line, poor, ratio (log of pc over the line), decile (true,
    of persons in the sample), official and old scores with their decile and percentile."""
    fam = people.fam
    fam["welfare"] = (fam["raw"] + c.shift[people.block.regency] - c.center) / c.scale
    score = LASTING * fam["welfare"] + np.sqrt(1 - LASTING**2) * fam["moment"] + c.nudge[people.block.regency]
    log_pc = c.level + np.where(score < 0, c.low, c.high) * score
    fam["pc"] = np.round(np.exp(log_pc))
    fam["line"] = np.where(fam["urban"], line_urban, line_rural)
    fam["poor"] = fam["pc"] < fam["line"]
    fam["ratio"] = np.log(fam["pc"] / fam["line"])
    spread = (c.low + c.high) / 2
    fam["official_score"] = fam["ratio"] + OFFICIAL_NOISE * spread / 0.57 * fam["official_noise"]
    fam["old_score"] = fam["ratio"] + OLD_NOISE * spread / 0.57 * fam["old_noise"]
    if c.deciles:
        fam["decile"] = np.searchsorted(c.deciles, fam["ratio"], side="right") + 1
        fam["official"] = np.searchsorted(c.official, fam["official_score"], side="right") + 1
        fam["old_percentile"] = np.searchsorted(c.old, fam["old_score"], side="right") + 1
