"""The door of this app to the library. Arrays and answers are kept in memory by release and question."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from sepakat.charts import cache_folder
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.targeting import holding, scenarios
from sepakat.targeting.scenarios import Base, Best, Result, Scenario, keeping
from sepakat.web import data, version

MOST_FAMILIES = 200_000  # of the regencies that a region lies in: more than a reader should wait for
SHELF, STAY = "skenario", 6  # prepared regions on disk


def base(programme: str, region: str) -> Base:
    """The arrays of a programme and region. UserError scenario-large where they are too many for a page, and nobody has
    prepared them."""
    return _base(data.stamp(), programme, region)


def large(region: str) -> bool:
    """Whether the regencies of a region hold more families than a reader should wait for."""
    return _families(region) > MOST_FAMILIES


def _families(region: str) -> int:
    return holding.count(data.opened(), "frame_family", region)


def prepare(programme: str, region: str) -> int:
    """Work out the arrays of a large region and keep them for every process; gives their units. The newest stay."""
    made = scenarios.load(data.opened(), programme, region)
    path = _prepared(data.stamp(), programme, region)
    keeping.write(made, path)
    for old in sorted(path.parent.glob("*.npz"), key=lambda p: p.stat().st_mtime, reverse=True)[STAY:]:
        old.unlink(missing_ok=True)
    return len(made)


def _prepared(stamp: str, programme: str, region: str) -> Path:
    told = hashlib.sha256(f"{stamp}\n{version.code()}\n{programme}\n{region}".encode()).hexdigest()[:24]
    return cache_folder() / SHELF / f"{told}.npz"


@lru_cache(maxsize=3)
def _base(stamp: str, programme: str, region: str) -> Base:
    held = data.opened()
    if large(region):
        with suppress(OSError, ValueError, KeyError):  # not prepared yet, or by another version
            return keeping.read(held, _prepared(stamp, programme, region))
        many = _families(region)
        raise UserError(
            Text("Wilayah ini terlalu besar untuk dihitung di laman.", "This region is too large for a page."),
            Text(f"Kabupatennya memuat {many} keluarga.", f"Its regencies hold {many} families."),
            Text(
                "Siapkan dahulu (perlu masuk), atau pilih kabupaten/kota.",
                "Have it prepared first (sign in for that), or choose a regency.",
            ),
            where="wilayah",
            code="scenario-large",
        )
    return scenarios.load(held, programme, region)


def run(scenario: Scenario, region: str) -> Result:
    """One scenario, with quotas in public steps."""
    held = base(scenario.programme, region)
    return scenarios.run(held, scenario, step=scenarios.step(held.day))


def figures(asked: tuple[Scenario, ...], region: str) -> Table:
    """The Table of some scenarios side by side."""
    return scenarios.figures([run(one, region) for one in asked])


def best(scenario: Scenario, region: str, goal: str) -> Best:
    return scenarios.best(base(scenario.programme, region), scenario, goal)
