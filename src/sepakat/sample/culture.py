"""Names by cultural region. Each file in `names/` is one group: word lists and how they combine.

`pola` is `dua` (one or two given names, no family name; `satu_kata` share of single names, more among the old),
`marga` (given name and the father's family name; a wife keeps her own) or `bali` (I/Ni, order of birth, name).
Words are common names; persons are put together by chance, and none is meant to be anyone.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sepakat.sample import targets
from sepakat.sample.families import CHILD, GRANDCHILD, HEAD, INLAW, SPOUSE, WIDOWED
from sepakat.sample.people import People
from sepakat.sample.seeds import pick

_FOLDER = Path(__file__).parent / "names"


@dataclass(frozen=True)
class Names:
    """One group. male, female, clan, order: arrays of words; single: share of one-word names; islam: share."""

    name: str
    pattern: str
    male: np.ndarray
    female: np.ndarray
    clan: np.ndarray
    order: np.ndarray
    single: float
    islam: float


@cache
def groups() -> dict[str, Names]:
    """All groups, by file name."""
    out = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        words = lambda key: np.array([w.upper() for w in raw.get(key, [])], dtype=object)  # noqa: B023, E731
        out[path.stem] = Names(
            path.stem,
            raw["pola"],
            words("laki"),
            words("perempuan"),
            words("marga"),
            words("urut"),
            float(raw["satu_kata"]),
            float(raw["islam"]),
        )
    return out


def mix(province: str, regency: str) -> tuple[list[Names], np.ndarray]:
    """Groups and their weights in a regency (its own mix where `anggapan.toml` has one, else the province's)."""
    own = targets.assumptions()["kabupaten"].get(regency)
    weights = own or targets.province(province).assumptions["nama"]
    return [groups()[k] for k in weights], np.array(list(weights.values()), float)


def belong(people: People) -> None:
    """Fills fam: culture (row of `mix`) and islam (bool). Villages lean to one group."""
    rng = people.rng("budaya")
    found, weights = mix(people.plan.province, people.block.regency)
    n = people.families
    village = pick(rng, weights, len(people.block.villages))[people.fam["village"]]
    own = pick(rng, weights, n)
    culture = np.where(rng.random(n) < 0.65, village, own)
    people.fam["culture"] = culture
    people.fam["islam"] = rng.random(n) < np.array([g.islam for g in found])[culture]


def christen(people: People) -> None:
    """Fills per["nama"]: upper-case names, object array of length P."""
    rng = people.rng("nama")
    per, n = people.per, people.persons
    found, _ = mix(people.plan.province, people.block.regency)
    culture = people.of_family("culture")
    first, second, third = rng.random(n), rng.random(n), rng.random(n)
    names = np.empty(n, dtype=object)
    for i, group in enumerate(found):
        rows = np.nonzero(culture == i)[0]
        if len(rows):
            names[rows] = _names(group, people, rows, first[rows], second[rows], third[rows], rng)
    per["nama"] = names


def _word(words: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """A word per draw in 0..1, early words of a list somewhat commoner than late ones."""
    return words[(np.minimum(draw, 0.999999) ** 1.25 * len(words)).astype(int)]


def _names(
    group: Names,
    people: People,
    rows: np.ndarray,
    one: np.ndarray,
    two: np.ndarray,
    three: np.ndarray,
    rng: np.random.Generator,
) -> list[str]:
    per = people.per
    woman = per["sex"][rows] == 2
    given = np.where(woman, _word(group.female, one), _word(group.male, one))
    other = np.where(woman, _word(group.female, two), _word(group.male, two))
    same = given == other
    fam, hub, age = per["fam"][rows], per["hub"][rows], per["age"][rows]
    if group.pattern == "marga":
        clans = (rng.random(people.families) * len(group.clan)).astype(int)
        # The head's line: husband, children, sons' children. Wives and in-laws carry their own; widows who head a
        # family gave their children the late husband's name.
        widow = people.head("sex")[fam] == 2
        line = np.where(np.isin(hub, (CHILD, GRANDCHILD)) | ((hub == HEAD) & ~widow), clans[fam], 0)
        own = (three * len(group.clan)).astype(int)
        outside = np.isin(hub, (SPOUSE, INLAW)) | ((hub == HEAD) & widow) | (hub > GRANDCHILD)
        mother = (hub == 6) & (per["kawin"][rows] == WIDOWED) & ~woman
        clan = group.clan[np.where(mother, clans[fam], np.where(outside, own, line))]
        double = (two < 0.38) & ~same
        return [f"{g} {o} {c}" if d else f"{g} {c}" for g, o, c, d in zip(given, other, clan, double, strict=True)]
    if group.pattern == "bali":
        order = group.order[(three * len(group.order)).astype(int)]
        return [f"{'NI' if w else 'I'} {o} {g}" for w, o, g in zip(woman, order, given, strict=True)]
    single = group.single * np.interp(age, [5, 25, 60], [0.25, 0.7, 1.5])
    alone = (three < single) | same
    triple = (three > 0.93) & (age < 30)
    last = np.where(woman, _word(group.female, three * 0.97 % 1), _word(group.male, (one + two) % 1))
    return [
        g if a else (f"{g} {o} {x}" if t and x not in (g, o) else f"{g} {o}")
        for g, o, x, a, t in zip(given, other, last, alone, triple, strict=True)
    ]
