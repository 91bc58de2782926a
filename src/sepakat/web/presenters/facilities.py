"""Schools, health posts and markets of a region: how many, per 10,000 persons, and in each of its parts.

What stands on a map is public; persons may be hidden, and then there is no rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sepakat.core.text import Text, number
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.presenters import compare, places
from sepakat.web.presenters.cells import figures

PER = 10_000
COLUMNS = 8  # kinds with a column of their own


@dataclass(frozen=True)
class Kind:
    """One kind: count here, per 10,000 persons here and in the reference (None: not told)."""

    name: str
    count: int
    rate: float | None
    reference: float | None

    @property
    def count_words(self) -> str:
        return number(self.count) if self.count else "–"

    @property
    def rate_words(self) -> str:
        return "…" if self.rate is None else number(self.rate, 1)

    @property
    def reference_words(self) -> str:
        return "…" if self.reference is None else number(self.reference, 1)


@dataclass(frozen=True)
class Part:
    """One part of the region: its counts in the order of the kinds."""

    region: Region
    name: str
    counts: tuple[str, ...]
    none: bool


@dataclass(frozen=True)
class Facilities:
    """kinds: most frequent in the release first. reference: name of the region compared with, if any."""

    kinds: tuple[Kind, ...]
    parts: tuple[Part, ...]
    reference: str

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(k.name for k in self.kinds)

    @property
    def sentence(self) -> str:
        """How many parts have no facility at all; empty where all have one."""
        without = sum(p.none for p in self.parts)
        if not without:
            return ""
        level = places.LEVELS_MANY[self.parts[0].region.level]
        return str(
            Text(
                f"{without} dari {len(self.parts)} {level.id} tidak punya satu pun fasilitas yang tercatat.",
                f"{without} of {len(self.parts)} {level.en} have no recorded facility at all.",
            )
        )


def facilities(region: Region) -> Facilities | None:
    """The facilities of a region; None where the release lists none."""
    listed = data.source().facilities()
    if not listed:
        return None
    code = compare.reference_of(region, data.release()) or ""
    here, above = listed.get(region.code, {}), listed.get(code, {})
    persons = _persons(region.code, region.level)
    whole = _persons(code, places.region(code).level) if code else None
    ranked = sorted(listed.get("00", {}).items(), key=lambda item: (-item[1], item[0]))[:COLUMNS]
    kinds = [Kind(k, here.get(k, 0), _rate(here.get(k, 0), persons), _rate(above.get(k, 0), whole)) for k, _ in ranked]
    parts = [_part(place, listed.get(place.code, {}), kinds) for place in _parts(region)]
    return Facilities(tuple(kinds), tuple(parts), places.short(places.region(code)) if code else "")


def _parts(region: Region) -> list[Region]:
    from sepakat import regions

    release = data.release()
    found = regions.load().children(region.code)
    if region.level == "nasional":
        return [r for r in found if r.code in release.provinces]
    return [r for r in found if r.code in release.regencies] if region.level == "provinsi" else list(found)


def _part(region: Region, here: Mapping[str, int], kinds: list[Kind]) -> Part:
    words = tuple(number(here[k.name]) if k.name in here else "–" for k in kinds)
    return Part(region, places.short(region), words, not here)


def _persons(code: str, level: str) -> float | None:
    name = data.source().decile_indicator()
    cell = figures((name,), code, level).get(name, code) if name else None
    return cell.numerator if cell and cell.state == "value" else None


def _rate(count: int, persons: float | None) -> float | None:
    return PER * count / persons if persons else None
