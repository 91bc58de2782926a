"""The people of one block: columns per family and per person, and small helpers over them.

Persons of a family stand together, the head first; `per["fam"]` is the row of their family. Codes are whole numbers
as in Regsosek 2022.K; NA (-1) means "not asked or not answered" and is written as an empty cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sepakat.sample.places import Block, Plan
from sepakat.sample.seeds import stream

NA = -1
REFERENCE = np.datetime64("2022-10-31", "D")  # the day the sample's people are as Regsosek found them
REFERENCE_DAY = int(REFERENCE.astype(int))
Columns = dict[str, np.ndarray]


@dataclass
class People:
    """One block. fam: columns of length F; per: columns of length P; `rng(stage)` gives the stage's stream."""

    plan: Plan
    block: Block
    fam: Columns = field(default_factory=dict)
    per: Columns = field(default_factory=dict)
    babies: Columns = field(default_factory=dict)  # children born after Regsosek: rows of DTSEN only
    place: dict[str, pa.Array] = field(default_factory=dict)  # R101..R110 as Regsosek writes them
    cuts: dict[str, list[float]] = field(default_factory=dict)  # decile cuts of the province's calibration
    split_rows: Columns = field(default_factory=dict)  # families that got a card of their own after Regsosek
    facilities: list[tuple[str, str, str, float, float]] = field(default_factory=list)  # kind, village, name, lat, lon

    def rng(self, stage: str) -> np.random.Generator:
        return stream(self.plan.seed, self.block.regency, self.block.number, stage)

    @property
    def families(self) -> int:
        return len(self.fam["village"])

    @property
    def persons(self) -> int:
        return len(self.per["fam"])

    def count(self, which: np.ndarray) -> np.ndarray:
        """Persons of each family for whom `which` (bool per person) holds: int64 of length F."""
        return np.bincount(self.per["fam"][which], minlength=self.families)

    def head(self, column: str) -> np.ndarray:
        """A person column, of the family's head: length F (every family has one, in its first row)."""
        return self.per[column][self.fam["head"]]

    def of_family(self, column: str) -> np.ndarray:
        """A family column, for every person: length P."""
        return self.fam[column][self.per["fam"]]


def settle(people: People) -> None:
    """Families in their villages, neighbourhoods, buildings and households, and the day they were visited.

    village (row of block.villages), urban, sls (1..), building and serial (1..999 in the SLS), household (number in
    the block; two families share one now and then).
    """
    villages = people.block.villages
    counts = np.array([v.families for v in villages])
    village = np.repeat(np.arange(len(villages)), counts)
    within = np.arange(len(village)) - np.repeat(np.cumsum(counts) - counts, counts)
    rng = people.rng("letak")
    shares = np.zeros(len(village), bool)  # lives under the roof of the family before
    start = 0
    for row in villages:
        pairs = row.families - row.households
        if pairs:
            chosen = rng.permutation(row.families // 2)[:pairs]
            shares[start + 2 * chosen + 1] = True
        start += row.families
    days = rng.integers(0, 31, len(village))
    people.fam |= {
        "tanggal": REFERENCE_DAY - 16 + days,  # 15 October to 14 November 2022
        "village": village,
        "urban": np.array([v.urban for v in villages])[village],
        **doors(village, within, shares),
        "household": np.cumsum(~shares) - 1,
    }


def doors(village: np.ndarray, within: np.ndarray, shares: np.ndarray) -> Columns:
    """sls, building and serial (from 1) of families in village order. within: place in the village, from 0; shares:
    lives under the roof of the family before."""
    sls = within // 45
    first = np.r_[True, (village[1:] != village[:-1]) | (sls[1:] != sls[:-1])]
    first_row = np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))
    # The second family of a pair may open a new SLS; it keeps the building of its own SLS then, and its household.
    building = np.cumsum(~shares | first)
    return {
        "sls": sls + 1,
        "building": building - building[first_row] + 1,
        "serial": np.arange(len(village)) - first_row + 1,
    }


def ages(birth: np.ndarray, on: np.ndarray | int) -> np.ndarray:
    """Completed years between birth days and `on` (days since 1970): int16, as a calendar counts them."""
    born = birth.astype("datetime64[D]")
    then = np.broadcast_to(np.asarray(on), birth.shape).astype("datetime64[D]")
    months = then.astype("datetime64[M]").astype(int) - born.astype("datetime64[M]").astype(int)
    day_of = lambda d: (d - d.astype("datetime64[M]")).astype(int)  # noqa: E731
    months -= day_of(then) < day_of(born)
    return (months // 12).astype(np.int16)
