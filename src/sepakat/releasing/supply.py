"""Which data sources bring the columns that an indicator reads, worked out from the adapters and the derivation rules.

Nothing here is typed a second time: an indicator names columns, `derived` says what those are made from, adapters say
what they carry. Pages tell from this which data a question needs, and which of them is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sepakat import catalogue
from sepakat.catalogue import Indicator
from sepakat.releasing.ingest import BASE_SOURCES
from sepakat.sources import Source, derived, discover

# The survey files behind a survey's frames: answers, and the consumption file that brings spending.
_KOR, _KP, _SAKERNAS = "susenas_kor", "susenas_kp", "sakernas"
_GIVEN = frozenset({"family_id", "person_id", "village_code", "members", "tipe_daerah"})
LISTS = "receipt"
JKN = "jkn"


@dataclass(frozen=True)
class Route:
    """One way to compute an indicator. name: `registri`, `susenas`, `sakernas`. needs: all of these are needed; each
    is a group of sources of which one suffices, in the order in which a release takes them."""

    name: str
    needs: tuple[tuple[str, ...], ...]

    def complete(self, present: frozenset[str]) -> bool:
        """Whether these sources are enough."""
        return all(present & set(group) for group in self.needs)

    def missing(self, present: frozenset[str]) -> tuple[tuple[str, ...], ...]:
        """The groups of which none is present."""
        return tuple(group for group in self.needs if not present & set(group))


def routes(indicator: Indicator) -> tuple[Route, ...]:
    """The ways to compute an indicator, the full count first."""
    return _routes(indicator.id, indicator.columns, indicator.sources)


def sources_of(indicator: Indicator) -> tuple[str, ...]:
    """Every source that can take part, in the order of `routes`."""
    return tuple(dict.fromkeys(name for route in routes(indicator) for group in route.needs for name in group))


@lru_cache(maxsize=1024)
def _routes(_id: str, columns: frozenset[str], names: tuple[str, ...]) -> tuple[Route, ...]:
    return tuple(Route(name, _needs(name, columns)) for name in names)


def _needs(name: str, columns: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    if name == "sakernas":
        return ((_SAKERNAS,),)
    if name == "susenas":
        spending = {"pengeluaran_kapita", "garis_kemiskinan"} & columns
        return ((_KOR,), (_KP,)) if spending else ((_KOR,),)
    facts = columns - _ranked() - _listed() - _GIVEN
    groups = [_carriers(frozenset(facts))]
    if columns & _ranked():
        groups += [(_KOR,), (_KP,)]  # the model behind the ranks is fitted on them
    for column in sorted(columns & _listed()):
        groups.append(_list_sources(column))
    return tuple(dict.fromkeys(groups))


@lru_cache(maxsize=1)
def _ranked() -> frozenset[str]:
    """Columns that only ranking brings."""
    facts = {n for t in ("family", "person") for n in catalogue.table(t).variables}
    return frozenset(set(catalogue.table("rank").variables) - facts)


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    """Columns that only recipient and member lists bring."""
    return frozenset(n for t in ("family", "person") for n, v in catalogue.table(t).variables.items() if v.from_list)


def _list_sources(column: str) -> tuple[str, ...]:
    lists = [s.id for s in discover().values() if any(r.table == LISTS for r in s.roles)]
    members = [name for name in lists if name == JKN]
    return tuple(members if column == "segmen_jkn" else [name for name in lists if name not in members])


@lru_cache(maxsize=256)
def _carriers(facts: frozenset[str]) -> tuple[str, ...]:
    """Registries a release can stand on that carry all of these columns (the nearest to all, where none does)."""
    raw = asked(facts)
    found = {name: len(raw - carried(discover()[name])) for name in BASE_SOURCES}
    least = min(found.values())
    return tuple(name for name, lacking in found.items() if lacking == least)


def carried(source: Source) -> frozenset[str]:
    """Canonical columns that its files bring."""
    return frozenset(
        name for role in source.roles for name in (*(f.to for f in role.fields), *role.computed, *role.inherit)
    )


def asked(columns: frozenset[str]) -> frozenset[str]:
    """The columns that files must bring so that these can be worked out."""
    todo, raw = set(columns), set()
    while todo:
        name = todo.pop()
        rule = derived.FAMILY.get(name) or derived.PERSON.get(name)
        if rule:
            todo |= set(rule[0])
        elif name == "jenis_kelamin_kk":
            todo |= {"hubungan", "jenis_kelamin"}
        else:
            raw.add(name)
    return frozenset(raw - _GIVEN)
