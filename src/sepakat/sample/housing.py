"""Dwellings (questions 301-310): each answer follows welfare, the village and its own luck.

Three published shares are met exactly: decent sanitation, decent drinking water (cuts per regency, from
`calibrate`), and the assumed share with electricity. Families under one roof share their dwelling.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample import targets
from sepakat.sample.people import NA, Columns, People
from sepakat.sample.seeds import pick, pick_rows
from sepakat.sample.wealth import Calibration

KEROSENE = ("53", "81", "82", "91", "92", "93", "94", "95", "96")  # provinces where subsidised gas hardly reaches
DECENT_WATER = (1, 2, 3, 4, 5, 7, 10)


def _mixed(people: People, name: str, welfare: float, village: float) -> np.ndarray:
    """A standard score with these weights of welfare and village and the rest luck."""
    rng = people.rng("skor-" + name)
    place = rng.normal(0, 1, len(people.block.villages))[people.fam["village"]]
    luck = rng.normal(0, 1, people.families)
    rest = np.sqrt(1 - welfare**2 - village**2)
    return welfare * people.fam["welfare"] + village * place + rest * luck


def scores(people: People) -> Columns:
    """Scores of the three services that are calibrated: above the cut means access."""
    urban = people.fam["urban"]
    return {
        "sanitation": _mixed(people, "sanitasi", 0.52, 0.35) + 0.35 * urban,
        "water": _mixed(people, "air", 0.38, 0.55) + 0.55 * urban,
        "electricity": _mixed(people, "listrik", 0.45, 0.55) + 1.1 * urban,
    }


def dwell(people: People, c: Calibration) -> None:
    """Fills fam: R301A..R310 of Regsosek, R1814A's washing water, and sanitation, water (decent; bool)."""
    rng = people.rng("rumah")
    fam, n = people.fam, people.families
    facts = targets.province(people.plan.province)
    a = facts.assumptions
    s = scores(people)
    urban = fam["urban"]
    rich = (facts.hdi - 74) / 12  # poorer provinces have poorer houses at the same place in their own ranking
    fam["sanitation"] = s["sanitation"] >= c.sanitation[people.block.regency]
    fam["water"] = s["water"] >= c.water[people.block.regency]
    power = s["electricity"] >= c.electricity
    fam |= _tenure(rng, people)
    fam |= _materials(people, rng, rich, a["genteng"], a["kayu"])
    fam |= _water(rng, people)
    fam |= _light(rng, people, power, rich)
    fam |= _fuel(rng, people, power)
    fam |= _toilet(rng, people)
    size = 3.75 + 0.19 * fam["welfare"] + 0.22 * np.log(fam["members"].clip(1)) + 0.1 * rich - 0.12 * urban
    fam["R302"] = np.exp(size + rng.normal(0, 0.30, n)).round().clip(8, 420).astype(np.int16)
    _share_roof(people)


def _tenure(rng: np.random.Generator, people: People) -> Columns:
    urban = people.fam["urban"]
    age = people.head("age")
    own = np.where(urban, 0.62, 0.86) + np.interp(age, [20, 35, 60], [-0.35, 0.0, 0.08])
    weights = np.stack(
        [own, np.where(urban, 0.2, 0.02), 0.45 * (1 - own), np.full(len(own), 0.012), np.full(len(own), 0.004)], 1
    )
    tenure = pick_rows(rng, weights.clip(0.001, None)) + 1
    better = people.fam["welfare"]
    proof = np.select(
        [(d := rng.random(len(own)) - 0.12 * better) < 0.38, d < 0.44, d < 0.5, d < 0.54, d < 0.82], [1, 2, 3, 4, 5], 6
    )
    return {"R301A": tenure, "R301B": np.where(tenure == 1, proof, NA).astype(np.int16)}


def _materials(people: People, rng: np.random.Generator, rich: float, tile: float, wood: float) -> Columns:
    n, urban = people.families, people.fam["urban"]
    house = 0.35 * _mixed(people, "bangunan", 0.6, 0.3)  # what floor, wall and roof have in common
    draw = rng.random
    floor = 0.8 * _mixed(people, "lantai", 0.66, 0.3) + house + 0.45 * rich + 0.3 * urban
    timber = draw(n) < wood
    floor_code = np.select(
        [floor > 2.35, floor > 0.2, floor > -0.15, floor > -1.45, floor > -1.6],
        [
            1,
            2,
            np.where(draw(n) < 0.2, 3, 4),
            np.where(timber, 5, 6),
            np.where(timber, 5, np.where(draw(n) < 0.25, 7, 6)),
        ],
        np.where(timber, np.where(draw(n) < 0.75, 5, 7), 8),
    )
    wall = 0.8 * _mixed(people, "dinding", 0.62, 0.33) + house + 0.35 * rich + 0.4 * urban
    low = np.where(draw(n) < 0.5, 4, np.where(draw(n) < 0.6, 6, np.where(draw(n) < 0.6, 7, 5)))
    wall_code = np.select(
        [wall > -0.35, wall > -0.5, wall > -1.1],
        [np.where(timber & (wall < 1.2), 3, 1), 2, 3],
        np.where(timber, 3, low),
    )
    roof = 0.8 * _mixed(people, "atap", 0.5, 0.35) + house + 0.3 * rich
    tiled = draw(n) < tile
    plain = np.where(tiled, 2, np.where(urban & (draw(n) < 0.1), 4, 3))
    thatch = np.where(draw(n) < 0.85, 7, np.where(draw(n) < 0.5, 5, 6))
    roof_code = np.select([(roof > 2.2) & urban, roof > -1.55 - 0.9 * tile], [1, plain], np.where(tiled, 2, thatch))
    return {"R303": floor_code.astype(np.int16), "R304": wall_code.astype(np.int16), "R305": roof_code.astype(np.int16)}


def _water(rng: np.random.Generator, people: People) -> Columns:
    fam, n = people.fam, people.families
    urban, w = fam["urban"], fam["welfare"]
    ones = np.ones(n)
    bought = np.exp(0.65 * w)
    good = np.stack(
        [
            0.03 * bought * np.where(urban, 2.5, 1),
            0.13 * bought * np.where(urban, 2.6, 1),
            0.2 * ones,
            0.16 * ones,
            0.22 * np.where(urban, 0.7, 1),
            0.22 * np.where(urban, 0.1, 1),
            0.03 * ones,
        ],
        1,
    )
    bad = np.stack([0.4 * ones, np.where(urban, 0.05, 0.35), np.where(urban, 0.05, 0.22), 0.02 * ones], 1)
    source = np.where(
        fam["water"], np.array(DECENT_WATER)[pick_rows(rng, good)], np.array([6, 8, 9, 11])[pick_rows(rng, bad)]
    )
    near = np.where(rng.random(n) < 0.09, 8, np.where(rng.random(n) < np.where(urban, 0.36, 0.2), 1, 2))
    wash = np.where((source <= 2) | (source == 10), np.array([3, 4, 5])[pick(rng, np.array([3.0, 4, 3]), n)], source)
    return {
        "R306A": source.astype(np.int16),
        "R306B": np.where((source >= 4) & (source <= 8), near, NA).astype(np.int16),
        "wash": wash.astype(np.int16),
    }


def _light(rng: np.random.Generator, people: People, power: np.ndarray, rich: float) -> Columns:
    n, urban = people.families, people.fam["urban"]
    kind = np.select([(d := rng.random(n)) < np.where(urban, 0.965, 0.86), d < np.where(urban, 0.995, 0.95)], [1, 2], 3)
    kind = np.where(power, kind, 4)
    load = 0.75 * people.fam["welfare"] + 0.65 * rng.normal(0, 1, n) + 0.3 * urban + 0.35 * rich
    size = np.select([load < -0.15, load < 1.0, load < 1.85, load < 2.5], [1, 2, 3, 4], 5)
    second = (rng.random(n) < 0.012 * np.exp(0.6 * people.fam["welfare"])) & (kind == 1)
    return {
        "R307A": kind.astype(np.int16),
        "R307B1": np.where(kind == 1, size, NA).astype(np.int16),
        "R307B2": np.where(second, np.minimum(size, 3), NA).astype(np.int16),
        "R307B3": np.where(second & (rng.random(n) < 0.06), 1, NA).astype(np.int16),
    }


def _fuel(rng: np.random.Generator, people: People, power: np.ndarray) -> Columns:
    n, urban, w = people.families, people.fam["urban"], people.fam["welfare"]
    modern = 0.75 * w + 0.8 * rng.normal(0, 1, n) + 0.95 * urban
    kerosene = people.plan.province in KEROSENE
    cut = -0.15 if kerosene else -1.1
    usual = np.where(rng.random(n) < 0.85, 7, 4) if kerosene else np.full(n, 4)
    best = np.where(rng.random(n) < 0.7, 2, 3)
    wood = np.where(rng.random(n) < 0.03, 9, 10)
    fuel = np.select(
        [modern > 3.0, modern > 2.2, modern > cut], [best, np.where(rng.random(n) < 0.6, best, usual), usual], wood
    )
    fuel = np.where(power & (rng.random(n) < 0.008), 1, fuel)
    single = (people.fam["members"] == 1) & (rng.random(n) < 0.12)
    return {"R308": np.where(single, 0, fuel).astype(np.int16)}


def _toilet(rng: np.random.Generator, people: People) -> Columns:
    """309a, 309b, 310 that agree with decent sanitation (309a 1-3, swan neck, tank or, in villages, a pit) or not."""
    fam, n = people.fam, people.families
    urban, decent, w = fam["urban"], fam["sanitation"], fam["welfare"]
    facility = pick(rng, np.array([0.87, 0.1, 0.03]), n) + 1
    tank = np.select([(d := rng.random(n)) < np.where(urban, 0.965, 0.8), d < np.where(urban, 1.0, 0.815)], [1, 2], 4)
    # Without decent sanitation: no toilet, a public one, an unused one, or one that leads to the river or a pit.
    none = 0.24 * np.exp(-0.45 * w) * np.where(urban, 0.45, 1)
    poor = pick_rows(rng, np.stack([np.full(n, 0.5), np.full(n, 0.14), none, np.full(n, 0.06), np.full(n, 0.02)], 1))
    bad_facility = np.array([1, 2, 6, 4, 5])[poor]
    closet = np.array([2, 3, 4, 1])[pick(rng, np.array([0.2, 0.15, 0.35, 0.3]), n)]
    away = np.array([3, 5, 6])[pick(rng, np.array([0.8, 0.12, 0.08]), n)]
    hole = np.where(rng.random(n) < 0.7, 4, away)
    disposal = np.where(closet == 1, away, hole)
    place_code = np.where(decent, facility, bad_facility)
    asked = place_code <= 3
    return {
        "R309A": place_code.astype(np.int16),
        "R309B": np.where(asked, np.where(decent, 1, closet), NA).astype(np.int16),
        "R310": np.where(asked, np.where(decent, tank, disposal), NA).astype(np.int16),
    }


def _share_roof(people: People) -> None:
    """The second family of a dwelling answers as the first does."""
    fam = people.fam
    home = fam["household"]
    first = np.r_[True, home[1:] != home[:-1]]
    row = np.maximum.accumulate(np.where(first, np.arange(len(home)), 0))
    names = [
        "R302",
        "R303",
        "R304",
        "R305",
        "R306A",
        "R306B",
        "wash",
        "R307A",
        "R307B1",
        "R307B2",
        "R307B3",
        "R309A",
        "R309B",
        "R310",
        "sanitation",
        "water",
    ]
    for name in names:
        fam[name] = fam[name][row]
    fam["first"] = first
    moved_in = ~first
    fam["R301A"] = np.where(moved_in, 3, fam["R301A"]).astype(np.int16)
    fam["R301B"] = np.where(moved_in, NA, fam["R301B"]).astype(np.int16)
