"""A question on its way: everything the person has chosen so far, read from the address and written back to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sepakat import catalogue, regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import data, finding
from sepakat.web.presenters import places

STEPS = (
    ("apa", Text("Apa", "What")),
    ("siapa", Text("Siapa", "For whom")),
    ("wilayah", Text("Di mana", "Where")),
    ("menurut", Text("Dirinci menurut", "Broken down by")),
)
MOST_BY = 3
# Which step mends which error; others are about the whole question.
_STEP_OF = {
    "table-what": 1, "indicator-columns": 1, "unknown-indicator": 1, "frame-missing": 1,
    "class-unknown": 2, "condition-form": 2, "condition-twice": 2,
    "region-unknown": 3, "region-level": 3, "region-empty": 3, "region-code-form": 3, "region-code-undotted": 3,
    "unknown-level": 3, "table-large": 3, "dimension-many": 4, "table-attributes": 4,
}  # fmt: skip


Given = Any  # what is read of an address: a QueryDict, or anything with `get` and `getlist`


@dataclass(frozen=True)
class Draft:
    """apa: `orang`, `keluarga` or an indicator's id; siapa: `attribute:class`; menurut: attributes."""

    apa: str = "orang"
    siapa: tuple[str, ...] = ()
    wilayah: str = "00"
    tingkat: str = ""
    menurut: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        if self.apa in ("orang", "keluarga"):
            return self.apa
        found = catalogue.indicators().get(self.apa)
        return found.satuan_analisis if found else "orang"

    @property
    def query(self) -> str:
        """The address's parameters, in one order whatever the order of choosing."""
        pairs = [("apa", self.apa), *(("siapa", s) for s in self.siapa), ("wilayah", self.wilayah)]
        pairs += [("tingkat", self.tingkat)] if self.tingkat else []
        pairs += [("menurut", m) for m in self.menurut]
        return urlencode(pairs)

    def changed(self, **parts: object) -> Draft:
        return replace(self, **parts)  # type: ignore[arg-type]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every parameter as name and value, for hidden fields of the steps that are not shown."""
        found = [("apa", self.apa), ("wilayah", self.wilayah), ("tingkat", self.tingkat)]
        return [*found, *(("siapa", s) for s in self.siapa), *(("menurut", m) for m in self.menurut)]


def read(given: Given) -> Draft:
    """The draft of an address. Attributes that the unit does not have are dropped when the unit changes elsewhere."""

    def several(name: str, most: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.strip()[:80] for v in given.getlist(name) if v.strip()))[:most]

    where = (given.get("wilayah") or "").strip()[:100] or start_region()
    draft = Draft(
        apa=(given.get("apa") or "orang").strip()[:80],
        siapa=several("siapa", 8),
        wilayah=where,
        tingkat=(given.get("tingkat") or "").strip()[:20],
        menurut=several("menurut", 8),
    )
    return draft if draft.tingkat else draft.changed(tingkat=default_level(draft.wilayah))


def start_region() -> str:
    """Where an analysis starts."""
    return finding.start(data.current_view())


def default_level(where: str) -> str:
    """The level below a region; its own for a village or for what is not a region (yet)."""
    try:
        level = regions.load().get(where).level
    except UserError:
        return ""
    return places.child_level(level) or level


def levels(where: str) -> list[tuple[str, Text]]:
    """The levels that a table of this region may have."""
    try:
        own = regions.load().get(where).level
    except UserError:
        own = "nasional"
    return [(level, places.LEVEL[level]) for level in regions.LEVELS[list(regions.LEVELS).index(own) :]]


def step_of(error: UserError, draft: Draft) -> int:
    """The step on which an error can be mended; 0 where none."""
    if error.code in ("dimension-unknown", "dimension-person"):
        broken = any(f"`{name.partition(':')[0]}`" in error.title.id for name in draft.siapa)
        return 2 if broken else 4
    return _STEP_OF.get(error.code, 0)
