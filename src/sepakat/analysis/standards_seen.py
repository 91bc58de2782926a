"""Who is not served, as the registry tells it: services that it can see, by decile and by part of the region.

Which services those are, by which indicators, is declared in `catalogue/services/` (reviewed, unconfirmed). Counts are
those of the published profile. Where it hides every part of a cut, the same count comes from free tables, whose
noise protects in place of hiding, and says so. A sum with a hidden part is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sepakat import engine
from sepakat.analysis.standards import no_level
from sepakat.catalogue.services import UNSERVED, Seen, Service, services
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.engine.frames import ReleaseLike

DECILE = "desil_nasional"
BELOW = {"provinsi": "kabupaten", "kabupaten": "desa"}
NOTHING = frozenset({"profile-missing", "region-empty", "region-level", "frame-missing", "indicator-columns"})
Rows = Mapping[tuple[str, Any], Mapping[str, Any]]  # (indicator, class or region) → row


@dataclass(frozen=True)
class Count:
    """unserved of counted; None where it is hidden."""

    unserved: int | None
    counted: int | None

    @property
    def hidden(self) -> bool:
        return self.unserved is None

    @property
    def share(self) -> float | None:
        return 100 * self.unserved / self.counted if self.unserved is not None and self.counted else None


@dataclass(frozen=True)
class Cut:
    """Counts by class or region. noisy: from free tables."""

    counts: Mapping[Any, Count]
    noisy: bool

    @property
    def all_hidden(self) -> bool:
        return all(count.hidden for count in self.counts.values())


def seen(level: str) -> list[Service]:
    """Services of a level that the registry sees, in the order of the catalogue."""
    return [s for s in services().values() if s.registry is not None and s.level == level]


def chosen(id_: str | None, level: str) -> Service:
    """The service of this id (None: the first that the registry sees). UserError unknown-service, spm-level."""
    known = {one.id: one for one in seen(level)}
    if not known:
        raise no_level()
    if id_ is None:
        return next(iter(known.values()))
    if id_ not in known:
        raise unknown_name(
            Text("Layanan yang terlihat di registri", "Service that the registry sees"), id_, known, "unknown-service"
        )
    return known[id_]


def unserved(release: ReleaseLike, region: str, level: str) -> dict[str, Count]:
    """Every service of a level that the registry sees, for the whole region; a release without a profile of it has
    none."""
    known = seen(level)
    ids = list(dict.fromkeys(name for s in known if s.registry for name in s.registry.indicators))
    rows = _read(release, ids, region, level, None)
    found = {s.id: _sum(s.registry, rows, region) for s in known if s.registry}
    return {name: count for name, count in found.items() if count is not None}


def by_decile(release: ReleaseLike, service: Service, region: str, level: str) -> Cut:
    """One service by decile, families of no decile left out."""
    return _cut(release, service, region, level, DECILE)


def by_part(release: ReleaseLike, service: Service, region: str, level: str) -> Cut:
    """One service by the parts of the region: regencies of a province, villages of a regency."""
    return _cut(release, service, region, BELOW[level], None)


def _cut(release: ReleaseLike, service: Service, region: str, level: str, dim: str | None) -> Cut:
    assert service.registry is not None
    ids = service.registry.indicators
    found = _counts(service.registry, _read(release, ids, region, level, dim))
    if not Cut(found, False).all_hidden:
        return Cut(found, False)
    free = _counts(service.registry, _free(release, ids, region, level, dim))
    return Cut(free or found, bool(free))


def _counts(seen_by: Seen, rows: Rows) -> dict[Any, Count]:
    keys = sorted({key for _, key in rows if key is not None})
    found = {key: _sum(seen_by, rows, key) for key in keys}
    return {key: count for key, count in found.items() if count is not None}


def _read(release: ReleaseLike, ids: Sequence[str], region: str, level: str, dim: str | None) -> Rows:
    try:
        table = engine.profile.read(release, ids, region, level, dim)
    except UserError as problem:
        if problem.code not in NOTHING:
            raise
        return {}
    return {(row["indicator"], row[dim or "region"]): row for row in table.rows()}


def _free(release: ReleaseLike, ids: Sequence[str], region: str, level: str, dim: str | None) -> Rows:
    found: dict[tuple[str, Any], Mapping[str, Any]] = {}
    for name in ids:
        try:
            table = engine.tabulate(release, name, (), region, [dim] if dim else (), level=None if dim else level)
        except UserError as problem:
            if problem.code not in NOTHING:
                raise
            continue
        found |= {(name, row[dim or "region"]): row for row in table.rows()}
    return found


def _sum(seen_by: Seen, rows: Rows, key: Any) -> Count | None:
    """The indicators' counts of one class or region together; None where there is nobody of any of them."""
    left = counted = 0
    met = False
    for name in seen_by.indicators:
        row = rows.get((name, key))
        if row is None:
            continue
        met = True
        if row["numerator"] is None or row["denominator"] is None:
            return Count(None, None)
        hits, whole = round(row["numerator"]), round(row["denominator"])
        left += hits if seen_by.counts == UNSERVED else whole - hits
        counted += whole
    return Count(max(left, 0), counted) if met else None
