"""Bodies: disability, chronic illness, pregnancy, nutrition. Severe impairment comes first: it shapes schooling."""

from __future__ import annotations

import numpy as np

from sepakat.sample.people import NA, People
from sepakat.sample.seeds import pick_rows

DOMAINS = ("a", "b", "c", "d", "e", "f", "g", "h", "i")  # 428a-i
_AGES = (2, 15, 40, 60, 75, 90)
# Chance of a lot of difficulty or worse, by age, per domain (percent, before the scale in `ail`).
_HARD = {
    "a": (0.15, 0.15, 0.35, 1.9, 6.0, 11.0),
    "b": (0.2, 0.2, 0.3, 1.2, 5.0, 12.0),
    "c": (0.3, 0.25, 0.5, 2.4, 8.5, 20.0),
    "d": (0.15, 0.15, 0.3, 1.0, 3.5, 9.0),
    "e": (0.35, 0.4, 0.3, 0.6, 2.0, 6.0),
    "f": (0.3, 0.3, 0.3, 0.4, 1.2, 3.0),
    "g": (0.4, 0.35, 0.3, 0.6, 2.0, 5.0),
    "h": (0.3, 0.25, 0.25, 0.9, 4.5, 13.0),
    "i": (0.2, 0.2, 0.25, 1.0, 4.5, 11.0),
}
_ILLNESS = np.array([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])
# Weights of illnesses (order above) at 20, 45 and 70 years.
_ILL20 = np.array([8, 6, 22, 4, 3, 8, 0.5, 2, 1.5, 0.4, 0.8, 4, 0.5, 1.2, 0.6, 0, 37])
_ILL45 = np.array([30, 16, 8, 5, 11, 4, 2.5, 2.5, 1.2, 0.1, 0.6, 9, 0.6, 0.2, 0.1, 0.1, 10])
_ILL70 = np.array([38, 24, 6, 6, 9, 2.5, 6, 1.5, 1.2, 0, 0.1, 4.5, 0.3, 0, 0, 1.2, 6])


def impair(people: People) -> None:
    """Fills per: severe (born with a severe impairment; bool) and frail (a person's own tendency)."""
    rng = people.rng("disabilitas")
    people.per["severe"] = rng.random(people.persons) < 0.006
    people.per["frail"] = rng.normal(0, 1, people.persons)


def ail(people: People) -> None:
    """Fills per: R428a-j, R429, R430, R410, R427 (codes of Regsosek, NA where not asked) and disabilitas (bool)."""
    rng = people.rng("kesehatan")
    per, n = people.per, people.persons
    age = per["age"].astype(float)
    poor = -people.of_family("welfare")
    any_hard = np.zeros(n, bool)
    frailty = np.exp(0.75 * per["frail"] - 0.28) * np.exp(0.12 * poor)
    for letter in DOMAINS:
        chance = 0.7 * np.interp(age, _AGES, _HARD[letter]) / 100 * frailty
        chance = np.where(per["severe"], 0.45, chance)
        draw = rng.random(n)
        some = np.interp(age, [2, 40, 60, 80], [0.006, 0.012, 0.1, 0.26]) * frailty * (1 if letter in "acb" else 0.5)
        code = np.select([draw < 0.22 * chance, draw < chance, draw < chance + some], [1, 2, 3], 4)
        asked = age >= (2 if letter in "abcdef" else 5)
        per["sulit_" + letter] = np.where(asked, code, NA).astype(np.int16)
        any_hard |= asked & (code <= 2)
    sad = np.select([(d := rng.random(n) / frailty.clip(0.3, 3)) < 0.004, d < 0.015, d < 0.14], [1, 2, 3], 4)
    per["sedih"] = np.where(age >= 5, sad, NA).astype(np.int16)
    per["disabilitas"] = any_hard
    needs = (age >= 60) | any_hard | np.isin(per["sedih"], (1, 2))
    alone = people.of_family("members") == 1
    carer = np.where(alone, np.where(rng.random(n) < 0.12, 2, 3), np.where(rng.random(n) < 0.97, 1, 2))
    per["rawat"] = np.where(needs, carer, NA).astype(np.int16)
    per["sakit"] = _illness(rng, people, age, frailty)
    fertile = (per["sex"] == 2) & (age >= 10) & (age <= 54) & (per["kawin"] != 1)
    chance = np.interp(age, [15, 17, 24, 30, 36, 42, 46], [0, 0.09, 0.12, 0.10, 0.05, 0.015, 0])
    pregnant = fertile & (per["kawin"] == 2) & (rng.random(n) < chance)
    per["hamil"] = np.where(fertile, np.where(pregnant, 1, 2), NA).astype(np.int16)
    small = age <= 4
    stunted = 1 / (1 + np.exp(1.75 - 0.55 * poor))
    draw = rng.random(n)
    nutrition = np.select([draw < stunted, draw < stunted + 0.05, draw < stunted + 0.09], [2, 1, 8], 3)
    per["gizi"] = np.where(small, nutrition, NA).astype(np.int16)


def _illness(rng: np.random.Generator, people: People, age: np.ndarray, frailty: np.ndarray) -> np.ndarray:
    chance = np.interp(age, [0, 20, 40, 55, 70, 85], [0.008, 0.018, 0.06, 0.17, 0.32, 0.38]) * frailty.clip(0.4, 2.2)
    share = np.interp(age, [20, 45, 70], [0.0, 1.0, 2.0])[:, None]
    weights = np.where(
        share < 1, _ILL20 * (1 - share) + _ILL45 * share, _ILL45 * (2 - share) + _ILL70 * (share - 1)
    ).clip(0, None)
    ill = rng.random(people.persons) < chance
    return np.where(ill, _ILLNESS[pick_rows(rng, weights)], 1).astype(np.int16)
