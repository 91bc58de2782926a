"""Comparing a region with its reference and its siblings: the rules behind every sentence, each tested.

- The reference of a regency, district or village is its province; of a province, the nation where the release holds
  more than one province; otherwise there is none.
- Only figures in percent are compared in points, and only those with a good direction (`arah` naik or turun).
- A survey's estimates take no part: their sampling error would make gaps and ranks of chance.
- Hidden, missing and not applicable figures take no part, nor do figures over fewer than `LEAST_N` units: a village of
  twelve families would lead every list by chance.
- Differences are taken between printed (rounded) figures, so that a reader who subtracts gets the same; order and rank
  use the figures themselves. Equal figures share a rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sepakat.regions import Region
from sepakat.web.data import IndicatorView, ReleaseView
from sepakat.web.presenters.cells import Cell

LEAST_N = 30


@dataclass(frozen=True)
class Rank:
    """Place among siblings, 1 = worst, of `among` that can be compared."""

    place: int
    among: int


@dataclass(frozen=True)
class Gap:
    """How far a region stands behind: points > 0 = worse than the reference (printed figures), exact for ordering."""

    indicator: IndicatorView
    cell: Cell
    reference: Cell
    points: float
    exact: float
    rank: Rank | None


def reference_of(region: Region, release: ReleaseView) -> str | None:
    """Code of the region that this one is compared with, or None."""
    if region.level in ("kabupaten", "kecamatan", "desa"):
        return region.code[:2]
    return "00" if region.level == "provinsi" and len(release.provinces) > 1 else None


def comparable(cell: Cell) -> bool:
    """A full count over enough units: a survey's sampling error would make ranks and gaps of chance."""
    return not cell.sampled and cell.state == "value" and cell.value is not None and (cell.n or 0) >= LEAST_N


def behind(indicator: IndicatorView, cell: Cell, reference: Cell) -> tuple[float, float] | None:
    """(printed, exact) points by which the figure is worse than its reference, negative where it is better.

    None where the two cannot be compared in points.
    """
    if indicator.unit != "persen" or indicator.direction not in ("naik", "turun"):
        return None
    if (
        not comparable(cell)
        or reference.state != "value"
        or reference.sampled
        or cell.value is None
        or reference.value is None
    ):
        return None
    sign = 1 if indicator.direction == "turun" else -1
    printed = round(cell.value, indicator.decimals) - round(reference.value, indicator.decimals)
    return sign * round(printed, indicator.decimals), sign * (cell.value - reference.value)


def rank(indicator: IndicatorView, code: str, siblings: Mapping[str, Cell]) -> Rank | None:
    """Place of a region among its siblings, 1 = worst; None without a direction, a figure, or a second sibling."""
    if indicator.direction not in ("naik", "turun") or not comparable(siblings.get(code, Cell())):
        return None
    sign = -1 if indicator.direction == "turun" else 1
    scores = {c: sign * v.value for c, v in siblings.items() if comparable(v) and v.value is not None}
    if len(scores) < 2:
        return None
    return Rank(1 + sum(score < scores[code] for score in scores.values()), len(scores))


def widest(gaps: Iterable[Gap], count: int = 3) -> list[Gap]:
    """The gaps that are worse than the reference as printed, widest first, at most one of a theme.

    One of a theme, because several indicators say nearly the same (three definitions of an unfit house, and its
    opposite): three subjects tell a planner more than one subject three times. Ties: in order of the indicator's id.
    """
    chosen: dict[str, Gap] = {}
    for gap in sorted((g for g in gaps if g.points > 0), key=lambda g: (-g.exact, g.indicator.id)):
        chosen.setdefault(gap.indicator.theme, gap)
    return list(chosen.values())[:count]
