"""Where a region stands: its value, its parent's, and its place among its siblings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sepakat import catalogue, regions
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.profile.reading import read


@dataclass(frozen=True)
class Standing:
    """One indicator of one region. value, parent: None where hidden or not applicable. place: 1 is best by the
    indicator's good direction (highest first where it has none), ties share the better place; of: how many siblings,
    itself among them, have a value. gap: value minus parent, turned so that above 0 is worse; None without direction.
    """

    indicator: str
    region: str
    value: float | None
    parent: float | None
    place: int | None
    of: int
    gap: float | None


def ranking(release: ReleaseLike, ids: Sequence[str], region: str, *, against: str | None = None) -> list[Standing]:
    """Standings of a region for these indicators. against: level of the region to compare with (default: the next
    level up)."""
    code = regions.parse(region)
    level = regions.level_of(code)
    above = regions.parent_code(code)
    if above is None:
        return []
    other = regions.at_level(code, against) if against else above
    siblings: dict[str, dict[str, float | None]] = {}
    for row in read(release, ids, above, level).rows():
        siblings.setdefault(row["indicator"], {})[row["region"]] = row["value"]
    parents = {row["indicator"]: row["value"] for row in read(release, ids, other, regions.level_of(other)).rows()}
    return [_standing(name, code, known, parents.get(name)) for name, known in siblings.items() if code in known]


def _standing(name: str, region: str, known: dict[str, float | None], parent: float | None) -> Standing:
    direction = catalogue.indicator(name).arah
    value = known[region]
    others = [v for v in known.values() if v is not None]
    place = gap = None
    if value is not None:
        better = sum(v < value if direction == "turun" else v > value for v in others)
        place = 1 + better
        if parent is not None and direction != "netral":
            gap = value - parent if direction == "turun" else parent - value
    return Standing(name, region, value, parent, place, len(others), gap)
