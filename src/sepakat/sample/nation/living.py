"""One block of the nation: families drawn from the pool, and what is made anew for them.

A block is a run of villages of one regency. Rows of families and persons of the pool stand in `fam` and `per`; numbers,
names, dates, doors and addresses are the block's own. The files then take columns over or make them from these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.sample import nik, noise, people, targets
from sepakat.sample.nation import naming, typed
from sepakat.sample.nation.draw import Filled
from sepakat.sample.nation.pool import Pool
from sepakat.sample.people import People
from sepakat.sample.places import Block, Plan
from sepakat.sample.raw import regsosek

RENEWED = 0.07  # families with a new card since Regsosek


@dataclass
class Living:
    """A block. rows: per file, rows that stand in the regency's part before it."""

    plan: Plan
    block: Block
    pool: Pool
    filled: Filled
    rows: dict[str, int] = field(default_factory=dict)
    entered: dict[str, np.ndarray] = field(default_factory=dict)  # file → row in the part of each of its own, or 0

    def __post_init__(self) -> None:
        size = self.filled.size
        house = np.repeat(np.arange(len(size)), size)
        starts = np.cumsum(size) - size
        within = np.arange(len(house)) - starts[house]
        self.house = house  # household of each family
        self.village = self.filled.village[house]
        self.fam = self.filled.first[house] + within  # row of the pool
        self.shares = within > 0
        count = self.pool.fam["count"][self.fam].astype(np.int64)
        self.head = np.cumsum(count) - count
        self.of = np.repeat(np.arange(len(count)), count)  # family of each person
        self.serial = np.arange(len(self.of)) - self.head[self.of]
        self.per = self.pool.fam["start"][self.fam].astype(np.int64)[self.of] + self.serial
        begin = np.searchsorted(self.village, np.arange(len(self.block.villages)))
        self.doors = people.doors(self.village, np.arange(len(house)) - begin[self.village], self.shares)
        self._number()

    def rng(self, stage: str) -> np.random.Generator:
        return self.plain.rng(f"nasional-{stage}")

    @property
    def families(self) -> int:
        return len(self.fam)

    @property
    def persons(self) -> int:
        return len(self.per)

    def fact(self, name: str) -> np.ndarray:
        """A column of the pool's families, of the block's."""
        return self.pool.fam[name][self.fam]

    def own(self, name: str) -> np.ndarray:
        """A column of the pool's persons, of the block's."""
        return self.pool.per[name][self.per]

    def _number(self) -> None:
        """Birth dates, NIK and No KK of the block, as `nik` numbers any block."""
        self.plain = People(self.plan, self.block)
        span, low = self.own("span"), self.own("low")
        move = self.plain.rng("nasional-lahir").random(self.persons)
        self.birth = low.astype(np.int64) + (move * span).astype(np.int64)
        self.plain.fam = {"village": self.village}
        self.plain.per = {"fam": self.of, "birth": self.birth, "sex": self.own("sex")}
        nik.number(self.plain)
        self.nik, self.kk = self.plain.per["nik"], self.plain.fam["kk"]
        rng = self.rng("kartu-baru")
        codes = [v.code for v in self.block.villages]
        home = np.array([int(c[:8].replace(".", "")) for c in codes], np.int64)[self.village]
        fresh = nik.card_numbers(self.plain, rng, home, np.datetime64("2022-12-01"), np.datetime64("2024-06-30"))
        self.kk_now = np.where(rng.random(self.families) < RENEWED, fresh, self.kk)
        self.names = naming.christen(
            self.rng("nama"), self.pool.names, self.own("class"), self.own("clan"), self.house[self.of]
        )

    @cached_property
    def rates(self) -> dict[str, float]:
        """Rates of faults in the province."""
        return targets.province(self.plan.province).assumptions

    @cached_property
    def addresses(self) -> pa.Array:
        """An address per family."""
        rng = self.rng("alamat")
        n, sls = self.families, self.doors["sls"]
        urban = np.array([v.urban for v in self.block.villages])[self.village]
        numbers = 120
        begin = [f"{street} NO. {k}" for street in regsosek.STREETS for k in range(numbers)] + list(regsosek.HAMLETS)
        street = rng.integers(0, len(regsosek.STREETS), n) * numbers + rng.integers(1, numbers, n)
        hamlet = len(begin) - len(regsosek.HAMLETS) + (sls - 1 + self.village) % len(regsosek.HAMLETS)
        end = [f" RT {t:03d}/RW {(t + 1) // 2:03d}" for t in range(int(sls.max()) + 1)]
        both = (typed.words(begin, np.where(urban, street, hamlet)), typed.words(end, sls))
        return pc.binary_join_element_wise(*(pc.cast(x, pa.string()) for x in both), "")

    def elsewhere(self, rng: np.random.Generator, families: np.ndarray, share: float) -> np.ndarray:
        """Villages of these families, as a list has them that puts `share` of them in another one."""
        at = self.village[families]
        stray = rng.random(len(at)) < share
        return np.where(stray, rng.integers(0, len(self.block.villages), len(at)), at)

    def take(self, name: str, rows: np.ndarray) -> dict[str, pa.Array]:
        """Columns that rows of a file take over from the pool."""
        table = self.pool.tables[name].take(pa.array(rows))
        return {k: table[k].combine_chunks() for k in table.column_names}

    def enter(self, name: str, length: int, rows: np.ndarray) -> None:
        """Note which families (or persons) of the block stand in a file next, in this order."""
        self.entered[name] = np.zeros(length, np.int64)
        self.entered[name][rows] = self.rows.get(name, 0) + 1 + np.arange(len(rows))

    def ordered(self, name: str, columns: dict[str, pa.Array]) -> pa.Table:
        """A file's table: its columns in the agency's order."""
        wanted = self.pool.tables[name].schema.metadata[b"kolom"].decode().split("\n")
        return pa.table({k: columns[k] for k in wanted})


def spoiled(
    rng: np.random.Generator, true: np.ndarray, *, missing: float, wrong: float, twin: float,
    temporary: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """`noise.slip_niks` at these rates, worked out for the rows that slip only."""
    share = missing + wrong
    draw = rng.random(len(true))
    rows = np.nonzero(draw < share)[0]
    out = true.copy()
    given = None if temporary is None else temporary[rows]
    rates = {"missing": missing / share, "wrong": wrong / share, "twin": 0.0}
    out[rows] = noise.slip_niks(rng, true[rows], **rates, temporary=given)
    copied = np.nonzero((draw >= share) & (draw < share + twin))[0]
    out[copied] = true[rng.integers(0, len(true), len(copied))]
    return out
