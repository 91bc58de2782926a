"""What was asked for, checked before any work: indicators, region, level, breakdowns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sepakat import catalogue, regions
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.frames import Frame, ReleaseLike
from sepakat.engine.places import LEVELS

MOST_BREAKDOWNS = 3


@dataclass(frozen=True)
class Request:
    """indicators: in the order asked; frames: by unit of analysis; by: breakdown columns in the order asked."""

    indicators: tuple[Indicator, ...]
    frames: dict[str, Frame]
    region: str
    level: str
    by: tuple[str, ...]


def check(release: ReleaseLike, ids: Sequence[str], region: str, level: str, by: Sequence[str], source: str) -> Request:
    """A request that can be answered; UserError naming the nearest name, the missing columns, or what to use."""
    frames.check_source(source)
    regions.check_level(level)
    code = regions.parse(region)
    check_below(code, level)
    if not ids:
        raise UserError(
            Text("Sebutkan paling sedikit satu indikator.", "Name at least one indicator."),
            hint=Text("Lihat `sepakat indicator list`.", "See `sepakat indicator list`."),
            code="indicator-none",
        )
    by = tuple(dict.fromkeys(by))
    if len(by) > MOST_BREAKDOWNS:
        raise UserError(
            Text(
                f"Paling banyak {MOST_BREAKDOWNS} rincian sekaligus; diminta {len(by)}.",
                f"At most {MOST_BREAKDOWNS} breakdowns at once; {len(by)} were asked for.",
            ),
            hint=Text("Kurangi rincian, lalu hitung lagi.", "Use fewer and compute again."),
            code="dimension-many",
        )
    wanted = tuple(catalogue.indicator(name) for name in dict.fromkeys(ids))
    found: dict[str, Frame] = {}
    for indicator in wanted:
        unit = indicator.satuan_analisis
        if unit not in found:
            found[unit] = frames.frame(release, unit, source)
        frames.check_runs(indicator, found[unit])
        for name in by:
            frames.check_dimension(name, indicator, found[unit])
    return Request(wanted, found, code, level, by)


def check_below(region: str, level: str) -> None:
    """UserError (code region-level) where `level` lies above the region asked for."""
    own = regions.level_of(region)
    if LEVELS.index(level) < LEVELS.index(own):
        raise UserError(
            Text(f"Tingkat {level} berada di atas wilayah `{region}` ({own}).", f"{level} lies above `{region}`."),
            hint=Text(
                f"Pilih tingkat {own} atau di bawahnya, atau wilayah yang lebih luas.",
                f"Choose level {own} or below, or a wider region.",
            ),
            code="region-level",
        )


def check_inside(region: str, known: bool, release: str) -> None:
    """UserError (code region-empty) where a release holds nothing of a region."""
    if not known:
        raise UserError(
            Text(f"Rilis {release} tidak memuat wilayah `{region}`.", f"Release {release} does not hold `{region}`."),
            hint=Text(
                "Lihat wilayah yang ada dengan `sepakat release show`.", "See its regions: `sepakat release show`."
            ),
            code="region-empty",
        )
