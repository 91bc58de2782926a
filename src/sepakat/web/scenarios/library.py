"""The door of this app to the library. Arrays and answers are kept in memory by release and question."""

from __future__ import annotations

from functools import lru_cache

import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.lake import Release
from sepakat.targeting import scenarios
from sepakat.targeting.scanning import files
from sepakat.targeting.scenarios import Base, Best, Result, Scenario
from sepakat.web import data

MOST_FAMILIES = 200_000  # of the regencies that a region lies in: more than a reader should wait for


def release() -> Release:
    """The current release of the lake behind the site; UserError release-none before the first."""
    data.release()
    found: Release | None = getattr(data.source(), "release", lambda: None)()
    if found is None:
        raise UserError(
            Text("Laman ini memerlukan data lake.", "This page needs a lake."),
            hint=Text("Jalankan `sepakat serve` dengan sebuah lake.", "Run `sepakat serve` with a lake."),
            code="release-none",
        )
    return found


def base(programme: str, region: str) -> Base:
    """The arrays of a programme and region. UserError scenario-large where they are too many for a page."""
    return _base(data.stamp(), programme, region)


@lru_cache(maxsize=3)
def _base(_stamp: str, programme: str, region: str) -> Base:
    held = release()
    many = sum(pq.read_metadata(path).num_rows for path in files(held, "frame_family", (region,)))
    if many > MOST_FAMILIES:
        raise UserError(
            Text("Wilayah ini terlalu besar untuk dihitung di laman.", "This region is too large for a page."),
            Text(f"Kabupatennya memuat {many} keluarga.", f"Its regencies hold {many} families."),
            Text(
                "Pilih kabupaten/kota, atau pakai `sepakat scenario` di komputer server.",
                "Choose a regency, or run `sepakat scenario` on the server.",
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
