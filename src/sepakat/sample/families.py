"""Families that hang together: who lives with whom, how old, related how.

A table of families × places at the table (head, spouse, eight children, in-law, grandchildren, parents, others, one
who is gone) is filled by chance under the rules of life: mothers are 16 to 44 when they give birth, nobody under 17
is a spouse, a parent is at least 16 years older. It is then flattened to persons. Rates are assumptions set so that a
family has about 3.3 members who are present; docs/explanation/sample.md reports what comes out.
"""

from __future__ import annotations

import numpy as np

from sepakat.sample import targets
from sepakat.sample.people import People, ages
from sepakat.sample.seeds import pick

CHILDREN = 8
HEAD, SPOUSE, CHILD, INLAW, GRANDCHILD, PARENT, WORKER, OTHER = 1, 2, 3, 4, 5, 6, 7, 8
SLOTS = (
    [HEAD, SPOUSE]
    + [CHILD] * CHILDREN
    + [INLAW]
    + [GRANDCHILD] * 3
    + [PARENT] * 2
    + [OTHER] * 2
    + [WORKER]
    + [CHILD, PARENT]  # members who are gone: a grown child that moved, someone who died
)
_CHILD0 = 2
_INLAW = _CHILD0 + CHILDREN
_GRAND0 = _INLAW + 1
_PARENT0 = _GRAND0 + 3
_OTHER0 = _PARENT0 + 2
_WORKER = _OTHER0 + 2
_MOVED = _WORKER + 1
_DEAD = _MOVED + 1
SINGLE, MARRIED, DIVORCED, WIDOWED = 1, 2, 3, 4
STAYS, DIED, MOVED, ABROAD, NEW, NOT_FOUND = 1, 2, 3, 4, 5, 6


class _Table:
    """Families × places: who is there, sex, age in years (fractions), marital status, presence."""

    def __init__(self, families: int) -> None:
        shape = (families, len(SLOTS))
        self.there = np.zeros(shape, bool)
        self.sex = np.ones(shape, np.int8)
        self.age = np.zeros(shape)
        self.married = np.full(shape, SINGLE, np.int8)
        self.presence = np.full(shape, STAYS, np.int8)


def form(people: People) -> None:
    """Persons of every family of the block: fills `per` with fam, hub, sex, birth, age, kawin, presence; and
    `fam` with head (row of the head), members (present), kind."""
    rng = people.rng("keluarga")
    n = people.families
    table = _Table(n)
    rate = targets.province(people.plan.province).assumptions["anak"] * people.plan.children
    mother = _couple(rng, table, people.fam["urban"])
    _children(rng, table, mother, rate, people.fam["urban"])
    _three_generations(rng, table, mother)
    _elders_and_others(rng, table)
    _gone(rng, table, mother)
    _flatten(rng, people, table)


def _couple(rng: np.random.Generator, t: _Table, urban: np.ndarray) -> np.ndarray:
    """Heads and spouses. Gives the mother's age per family (a late or absent mother's, for lone fathers)."""
    n = len(urban)
    kind = pick(rng, np.array([0.775, 0.145, 0.035, 0.045]), n)  # couple, lone woman, lone man, one young person
    couple, woman, man, young = (kind == i for i in range(4))
    age = np.where(couple, rng.normal(43.5, 13.3, n), 0)
    age = np.where(woman, rng.normal(58, 13, n), age)
    age = np.where(man, rng.normal(52, 15, n), age)
    age = np.where(young, rng.normal(31, 11, n), age)
    age = np.where(couple & (age < 20), 20 + 12 * rng.random(n), age).clip(18, 93)
    t.there[:, 0] = True
    t.age[:, 0] = age
    t.sex[:, 0] = np.where(woman | (young & (rng.random(n) < 0.4)), 2, 1)
    t.there[:, 1] = couple
    t.sex[:, 1] = 2
    t.age[:, 1] = (age - rng.normal(3.8, 3.9, n)).clip(17.2, 88)
    t.married[:, 1] = MARRIED
    late = rng.random(n)
    widow = np.where(late < 0.70, WIDOWED, np.where(late < 0.90, DIVORCED, MARRIED))
    widower = np.where(late < 0.62, WIDOWED, np.where(late < 0.92, DIVORCED, MARRIED))
    alone = np.where((age > 42) & (late < 0.5), WIDOWED, np.where((age > 30) & (late < 0.3), DIVORCED, SINGLE))
    t.married[:, 0] = np.select([couple, woman, man], [MARRIED, widow, widower], alone)
    mother = np.where(couple, t.age[:, 1], np.where(woman, age, age - 4))
    return np.where(young, 0, mother)


def _children(rng: np.random.Generator, t: _Table, mother: np.ndarray, rate: float, urban: np.ndarray) -> None:
    """Children born to the mother between 16 and 44, and still at home."""
    n = len(mother)
    ever = (2.02 + 0.03 * (mother - 38).clip(0, 30)) * rate * np.where(urban, 0.93, 1.05)
    born = np.where(rng.random(n) < 0.05, 0, rng.poisson(ever))
    # The father is at least 16 too, also where the mother is the older of the two.
    least = 16.5 + (mother - t.age[:, 0]).clip(0)
    first = np.maximum(rng.normal(22.6, 3.6, n).clip(None, 38), least)
    gaps = 1.3 + rng.gamma(2.0, 1.35, (n, CHILDREN))
    gaps[:, 0] = 0
    at_birth = first[:, None] + np.cumsum(gaps, axis=1)
    age = mother[:, None] - at_birth
    home = np.interp(age, [0, 14, 17, 20, 24, 29, 40], [0.985, 0.975, 0.9, 0.66, 0.36, 0.17, 0.06])
    home += (rng.normal(0, 0.1, n) * (mother > 45))[:, None]
    slots = slice(_CHILD0, _CHILD0 + CHILDREN)
    order = np.arange(CHILDREN)
    exists = (order < born[:, None]) & (age >= 0.02) & (at_birth < 44)
    t.there[:, slots] = exists & (rng.random(age.shape) < home)
    t.age[:, slots] = age
    t.sex[:, slots] = np.where(rng.random(age.shape) < 0.512, 1, 2)
    divorced = (age > 21) & (rng.random(age.shape) < 0.05)
    t.married[:, slots] = np.where(divorced, np.where(rng.random(age.shape) < 0.8, DIVORCED, WIDOWED), SINGLE)
    baby = t.there[:, slots] & (age < 1.2) & (rng.random(age.shape) < 0.5)
    t.presence[:, slots] = np.where(baby, NEW, STAYS)


def _three_generations(rng: np.random.Generator, t: _Table, mother: np.ndarray) -> None:
    """A grown child married into the house, with children of their own; or grandchildren left with grandparents."""
    n = len(mother)
    eldest = t.age[:, _CHILD0]
    marries = (eldest >= 19.5) & (mother >= 38) & (eldest < 45) & (rng.random(n) < 0.17)
    t.there[marries, _CHILD0] = True
    t.married[marries, _CHILD0] = MARRIED
    child_sex = t.sex[:, _CHILD0]
    partner = (eldest + np.where(child_sex == 1, -1, 1) * rng.normal(2.5, 2.5, n)).clip(17.3, 60)
    t.there[:, _INLAW] = marries & (rng.random(n) < 0.86)
    t.age[:, _INLAW] = partner
    t.sex[:, _INLAW] = 3 - child_sex
    t.married[:, _INLAW] = MARRIED
    t.presence[:, _INLAW] = np.where(rng.random(n) < 0.08, NEW, STAYS)
    young_mother = np.where(child_sex == 2, eldest, partner)
    count = np.where(marries, np.minimum(rng.poisson(1.15, n), 3), 0)
    left = ~marries & (mother >= 47) & (rng.random(n) < 0.055)
    count = np.where(left, 1 + (rng.random(n) < 0.3), count)
    young_mother = np.where(left, mother - 20, young_mother)
    father_younger = np.where(marries, (young_mother - eldest).clip(0), 0)
    at_birth = 18 + np.sort(rng.random((n, 3)) * 15, axis=1) + father_younger[:, None]
    age = young_mother[:, None] - at_birth
    slots = slice(_GRAND0, _GRAND0 + 3)
    t.there[:, slots] = (np.arange(3) < count[:, None]) & (age >= 0.02) & (age < 25)
    t.age[:, slots] = age
    t.sex[:, slots] = np.where(rng.random(age.shape) < 0.512, 1, 2)


def _elders_and_others(rng: np.random.Generator, t: _Table) -> None:
    """Parents of the couple, other relatives, and a domestic worker now and then."""
    n = len(t.age)
    oldest = np.maximum(t.age[:, 0], np.where(t.there[:, 1], t.age[:, 1], 0))
    has = (oldest < 62) & (oldest > 22) & (rng.random(n) < 0.075)
    parent = oldest + 16.5 + rng.gamma(3.0, 3.0, n)
    has &= parent < 96
    both = has & (rng.random(n) < 0.22)
    sex = np.where(rng.random(n) < 0.76, 2, 1)
    t.there[:, _PARENT0], t.there[:, _PARENT0 + 1] = has, both
    t.age[:, _PARENT0] = parent
    t.age[:, _PARENT0 + 1] = np.maximum(parent + rng.normal(0, 2.5, n), oldest + 16.5).clip(0, 97)
    t.sex[:, _PARENT0], t.sex[:, _PARENT0 + 1] = sex, 3 - sex
    alone = np.where(rng.random(n) < 0.85, WIDOWED, DIVORCED)
    t.married[:, _PARENT0] = np.where(both, MARRIED, alone)
    t.married[:, _PARENT0 + 1] = MARRIED
    for i, chance in enumerate((0.075, 0.25)):
        before = t.there[:, _OTHER0] if i else np.ones(n, bool)
        t.there[:, _OTHER0 + i] = before & (rng.random(n) < chance)
        young = rng.random(n) < 0.72
        age = np.where(young, 5 + 20 * rng.random(n), 26 + 45 * rng.random(n))
        t.age[:, _OTHER0 + i] = age
        t.sex[:, _OTHER0 + i] = np.where(rng.random(n) < 0.48, 1, 2)
        late = rng.random(n)
        old = np.where(late < 0.4, SINGLE, np.where(late < 0.75, WIDOWED, DIVORCED))
        t.married[:, _OTHER0 + i] = np.where(age < 26, SINGLE, old)
    t.there[:, _WORKER] = rng.random(n) < 0.004
    t.age[:, _WORKER] = 18 + 30 * rng.random(n)
    t.sex[:, _WORKER] = 2


def _gone(rng: np.random.Generator, t: _Table, mother: np.ndarray) -> None:
    """Members whom the list still names and who are gone: moved in the country or abroad, dead, not found."""
    n = len(mother)
    draw = rng.random(n)
    age = 17 + 15 * rng.random(n)
    moved = (mother - age > 17) & (mother - age < 43) & (draw < 0.10)
    t.there[:, _MOVED] = moved
    t.age[:, _MOVED] = age
    t.sex[:, _MOVED] = np.where(rng.random(n) < 0.55, 1, 2)
    t.presence[:, _MOVED] = np.where(draw < 0.075, MOVED, np.where(draw < 0.092, ABROAD, NOT_FOUND))
    head = t.age[:, 0]
    was = rng.random(n)
    dead = (was < 0.02) & (head < 75)
    elder = (head + 17 + 14 * rng.random(n)).clip(0, 97)
    t.there[:, _DEAD] = dead
    t.age[:, _DEAD] = elder
    t.sex[:, _DEAD] = np.where(rng.random(n) < 0.5, 1, 2)
    t.married[:, _DEAD] = WIDOWED
    t.presence[:, _DEAD] = DIED


def _flatten(rng: np.random.Generator, people: People, t: _Table) -> None:
    fam, slot = np.nonzero(t.there)
    age = t.age[fam, slot]
    visited = people.fam["tanggal"][fam]
    birth = visited - np.floor(age * 365.2425 + rng.random(len(fam)) * 0.9).astype(np.int64)
    # People who do not know their birthday say 1 January, or 31 December; more so the old.
    vague = rng.random(len(fam)) < np.where(age > 50, 0.05, 0.004)
    year = birth.astype("datetime64[D]").astype("datetime64[Y]")
    last = np.where(rng.random(len(fam)) < 0.45, 364, 0)
    birth = np.where(vague & (age > 25), year.astype("datetime64[D]").astype(np.int64) + last, birth)
    people.per |= {
        "fam": fam,
        "hub": np.array(SLOTS, np.int16)[slot],
        "slot": slot.astype(np.int16),
        "sex": t.sex[fam, slot].astype(np.int16),
        "birth": birth,
        "age": ages(birth, visited),
        "kawin": t.married[fam, slot].astype(np.int16),
        "presence": t.presence[fam, slot].astype(np.int16),
    }
    present = np.isin(people.per["presence"], (STAYS, NEW))
    people.per["here"] = present
    people.fam["head"] = np.nonzero(slot == 0)[0]
    people.fam["members"] = people.count(present)
