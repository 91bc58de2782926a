"""The one door between the site and the library: what pages may ask, and who answers.

Views and presenters ask `source()`; nothing else in `web/` touches the lake, the engine or the catalogue. The answers
of one release never change, so they are kept in memory by release and forgotten when another is published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text

if TYPE_CHECKING:
    from sepakat.lake import Release


@dataclass(frozen=True)
class ReleaseView:
    """What pages say about a release. families, persons: rows in it; sources: what it was made from."""

    id: str
    sample: bool
    date: dt.date | None = None
    families: int = 0
    persons: int = 0
    provinces: tuple[str, ...] = ()
    regencies: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class ExampleView:
    """The worked example: a small table, its numerator, denominator and value as printed, the sum in words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numerator: Text
    denominator: Text
    value: Text
    words: str


@dataclass(frozen=True)
class IndicatorView:
    """What pages say about an indicator. direction: `naik` (higher is better), `turun` or `netral`."""

    id: str
    name: Text
    theme: str
    unit: str
    decimals: int
    direction: str
    version: str = ""
    person: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    status: str = ""
    reference_code: str = ""
    numerator: str = ""
    denominator: str = ""
    weight: str = ""
    multiplier: float = 1
    estimator: str = ""
    drafted_by: str = ""
    checked_by: str = ""
    review_on: dt.date | None = None
    example: ExampleView | None = None
    survey_only: bool = False

    @property
    def rate(self) -> bool:
        """A rate or a mean, which a map may show; counts are not drawn on maps of classes."""
        return self.estimator != "jumlah"


@dataclass(frozen=True)
class DimensionView:
    """A breakdown: its label, its classes in order, and whether only persons have it."""

    label: Text
    classes: Mapping[Any, Text]
    person_only: bool = False


@dataclass(frozen=True)
class Outlines:
    """Boundaries of regions in picture coordinates (code → path, x and y of its letter), size, the note to show."""

    areas: Mapping[str, tuple[str, float, float]]
    width: float
    height: float
    note: Text


@dataclass(frozen=True)
class Past:
    """An earlier release: its id, its day, and how its protected figures are read (as `Source.profile`)."""

    id: str
    date: dt.date | None
    profile: Callable[[Sequence[str], str, str], Table]


class Source(Protocol):
    """What the site asks of the library. `LakeSource` answers for real; tests bring a small fake."""

    lasting: bool
    """Whether one stamp always means the same answers, also in another process: then pages are kept on disk."""

    def stamp(self) -> str:
        """Changes whenever any answer could change; cheap, asked on every request."""

    def view(self) -> ReleaseView | None:
        """The current release, or None before the first."""

    def indicators(self) -> Mapping[str, IndicatorView]:
        """All indicators by id, by theme and name."""

    def profile(self, ids: Sequence[str], region: str, level: str, dim: str = "") -> Table:
        """Protected figures of these indicators for every region at `level` inside `region`, cut by `dim`.

        Rows as `engine.compute` gives them. What only a survey can tell has also `se`, `rse` and `sign`, and no rows
        at levels or for breakdowns that the survey cannot bear.
        """

    def earlier(self) -> Sequence[Past]:
        """The releases that this one was made from, oldest first, a few at most; each was published in its time."""

    def facilities(self) -> Mapping[str, Mapping[str, int]] | None:
        """Region code of any level → kind → how many facilities lie in it; None where the release lists none."""

    def themes(self) -> Mapping[str, Text]:
        """Labels of the themes, in menu order."""

    def dimensions(self) -> Mapping[str, DimensionView]:
        """The standard breakdowns, in menu order."""

    def decile_indicator(self) -> str | None:
        """The indicator whose numerators by decile count the persons of each decile."""

    def pending(self) -> bool:
        """Whether the surveys' estimates of this release are still being computed."""

    def outlines(self, region: str, level: str) -> Outlines | None:
        """Imported boundaries of the regions at `level` inside `region`, or None where there are none."""

    def geometries(self, region: str, level: str) -> tuple[Mapping[str, Any], Text] | None:
        """The same boundaries as GeoJSON geometries by code, simplified, and their note; None where there are none."""

    def quality(self) -> Mapping[str, Any] | None:
        """The release's quality report."""


_source: Source | None = None


def source() -> Source:
    """The library behind this site, opened on first use from the settings."""
    global _source
    if _source is None:
        from django.conf import settings

        from sepakat.web.lake_source import LakeSource

        _source = LakeSource(settings.LAKE)
    return _source


def use(new: Source | None) -> None:
    """Answer from another source (tests); None goes back to the settings' lake."""
    global _source
    _source = new


def stamp() -> str:
    return source().stamp()


def current_view() -> ReleaseView | None:
    """The current release, or None where there is none (yet): the frame of every page must draw either way."""
    try:
        return source().view()
    except UserError:
        return None


def release() -> ReleaseView:
    """The current release; UserError `release-none` that says how to make one."""
    found = source().view()
    if found is None:
        raise UserError(
            Text("Belum ada rilis yang terbit.", "No release has been published yet."),
            hint=Text(
                "Jalankan `sepakat demo` untuk daerah contoh, atau `sepakat release build` lalu `publish`.",
                "Run `sepakat demo` for the sample region, or `sepakat release build` and then `publish`.",
            ),
            code="release-none",
        )
    return found


def opened() -> Release:
    """The current release itself, for what is computed when asked; UserError `release-none` before the first, or where
    the site has no lake behind it."""
    release()
    found: Release | None = getattr(source(), "release", lambda: None)()
    if found is None:
        raise UserError(
            Text("Laman ini memerlukan data lake.", "This page needs a lake."),
            hint=Text("Jalankan `sepakat serve` dengan sebuah lake.", "Run `sepakat serve` with a lake."),
            code="release-none",
        )
    return found


def indicator(name: str) -> IndicatorView:
    """The indicator with this id; UserError `unknown-indicator` naming the nearest."""
    from sepakat.core.errors import unknown_name

    known = source().indicators()
    if name not in known:
        raise unknown_name(Text("Indikator", "Indicator"), name, known, code="unknown-indicator")
    return known[name]
