"""How large the nation is, and who is where: plans of provinces, their pools, and regencies in their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sepakat.sample import places, targets
from sepakat.sample.places import Block, Plan

FAMILIES = 75_100_000  # families of Indonesia, as the Ministry of Home Affairs and BPS count them for DTSEN
CHILDREN = 1.19  # factor on the number of children, so that the families hold the nation's 251.4 million persons
BLOCK = 60_000  # families that a process holds at once, about
_POOL = 4_500  # pools hold the root of this many times the families: 581,000 for the nation, 58,000 for a hundredth
_LEAST = 2_000  # but no province's pool fewer than this, while it has them: its figures are met on the pool


@dataclass(frozen=True)
class Size:
    """What is asked for: families in all, and the seed."""

    families: int
    seed: int


def shares(codes: list[str], families: int) -> dict[str, int]:
    """Families of each province, by population; each has some while there are enough."""
    people = np.array([float(targets.province(c).population) for c in codes])
    counts = places.share_out(families, people, least=min(families // len(codes), places.MIN_REGENCY))
    return dict(zip(codes, counts.tolist(), strict=True))


@lru_cache(maxsize=64)
def province(code: str, size: Size) -> Plan:
    """The plan of a province as a part of the nation."""
    return places.make_plan(code, shares(targets.codes(), size.families)[code], size.seed, BLOCK)


@lru_cache(maxsize=64)
def pool(code: str, size: Size) -> Plan:
    """The plan of its pool."""
    own = province(code, size)
    share = (_POOL / size.families) ** 0.5
    return places.thinned(own, min(own.families, max(_LEAST, round(share * own.families))), CHILDREN)


def households(plan: Plan) -> dict[tuple[str, bool], int]:
    """Households by regency and class (urban?)."""
    out: Counter[tuple[str, bool]] = Counter()
    for village in plan.villages:
        out[village.code[:5], village.urban] += village.households
    return dict(out)


def regencies(size: Size) -> list[tuple[str, str, int, int]]:
    """(province, regency, its number among all, families) of the whole nation."""
    out: list[tuple[str, str, int, int]] = []
    for code in targets.codes():
        held: Counter[str] = Counter()
        for block in province(code, size).blocks:
            held[block.regency] += block.families
        out += [(code, regency, len(out) + i, n) for i, (regency, n) in enumerate(held.items())]
    return out


def blocks(code: str, regency: str, size: Size) -> list[Block]:
    return [b for b in province(code, size).blocks if b.regency == regency]
