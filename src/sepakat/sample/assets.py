"""Assets, livestock, internet, accounts (502-506): chances rise with welfare, and agree with the dwelling."""

from __future__ import annotations

import numpy as np

from sepakat.sample import targets
from sepakat.sample.people import People

# Per asset of 502: level at mean welfare (log odds), slope on welfare, step for town, step for a poorer province.
_ODDS = {
    "B": (0.1, 1.35, 0.65, 0.7),  # refrigerator
    "C": (-4.6, 1.5, 1.3, 0.9),  # air conditioner
    "D": (-6.2, 1.3, 0.9, 0.6),  # water heater
    "E": (-5.9, 0.9, 1.0, 0.6),  # landline
    "F": (-1.35, 1.15, 0.55, 0.6),  # flat television
    "G": (-1.9, 1.05, 0.35, 0.5),  # gold
    "H": (-2.3, 1.5, 0.75, 0.4),  # computer
    "I": (0.75, 1.05, 0.15, 0.4),  # motorcycle
    "J": (-1.5, 0.35, 0.2, 0.5),  # bicycle
    "K": (-3.4, 1.5, 0.35, 0.4),  # car
    "L": (-3.9, -0.15, -0.6, -0.1),  # boat
    "M": (-4.2, 0.15, -0.5, -0.1),  # motor boat
    "N": (1.35, 0.95, 0.55, 0.3),  # smartphone
}
_NEEDS_POWER = "BCDFH"


def own(people: People) -> None:
    """Fills fam: R502A..N, R503A, R503B (1 yes, 2 no), R504A..E (head counts), R505, R506."""
    rng = people.rng("aset")
    fam, n = people.fam, people.families
    w, urban = fam["welfare"], fam["urban"]
    rich = (targets.province(people.plan.province).hdi - 74) / 6
    power = fam["R307A"] <= 3
    young = people.head("age") < 45
    small = fam["members"] == 1
    fam["R502A"] = np.where(np.isin(fam["R308"], (2, 3)), 1, 2).astype(np.int16)
    for letter, (level, slope, town, gap) in _ODDS.items():
        odds = level + slope * w + town * urban + gap * rich
        odds = odds + (0.7 * young - 0.4 if letter in "HIN" else 0) - (0.8 * small if letter in "IN" else 0)
        has = rng.random(n) < 1 / (1 + np.exp(-odds))
        if letter in _NEEDS_POWER:
            has &= power
        fam["R502" + letter] = np.where(has, 1, 2).astype(np.int16)
    elsewhere = -1.1 + 0.4 * w + np.where(fam["farm"], 1.0, 0) - 0.5 * urban
    fam["R503A"] = np.where(rng.random(n) < 1 / (1 + np.exp(-elsewhere)), 1, 2).astype(np.int16)
    fam["R503B"] = np.where(rng.random(n) < 1 / (1 + np.exp(4.0 - 1.0 * w)), 1, 2).astype(np.int16)
    keeps = ~urban & (fam["farm"] | (rng.random(n) < 0.25))
    for letter, chance, mean in (
        ("A", 0.2, 2.0),
        ("B", 0.02, 2.0),
        ("C", 0.025, 1.5),
        ("D", 0.62, 2.2),
        ("E", 0.14, 3),
    ):
        odds = chance * np.exp(0.15 * w)
        if letter == "D":
            odds = np.where(fam["islam"], 0, odds)
        has = keeps & (rng.random(n) < odds)
        fam["R504" + letter] = np.where(has, 1 + rng.poisson(mean, n), 0).astype(np.int16)
    phone = fam["R502N"] == 1
    wifi = -3.1 + 1.3 * w + 1.0 * urban
    line = (rng.random(n) < 1 / (1 + np.exp(-wifi))) & power
    mobile = phone & (rng.random(n) < 0.82)
    net = np.select([line & (rng.random(n) < 0.12), line, mobile], [1, 2, 3], 0)
    fam["R505"] = net.astype(np.int16)
    bank = rng.random(n) < 1 / (1 + np.exp(-(0.1 + 0.75 * w + 0.5 * urban + 0.3 * rich)))
    trade = rng.random(n) < 0.14
    fam["R506"] = np.select([~bank, trade & (rng.random(n) < 0.3), trade], [4, 1, 3], 2).astype(np.int16)
