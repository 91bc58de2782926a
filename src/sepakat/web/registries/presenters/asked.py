"""The question of an overlap page, read from the address and written back to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.web.explore.presenters.drafts import levels, start_region
from sepakat.web.registries import library


@dataclass(frozen=True)
class Asked:
    """daftar: ids of lists; satuan: `orang` or `keluarga`; bagi: the level of the parts, or empty for the region as a
    whole; menurut: one breakdown, or empty."""

    daftar: tuple[str, ...]
    wilayah: str
    satuan: str = "orang"
    bagi: str = ""
    menurut: str = ""

    @property
    def query(self) -> str:
        pairs = [*(("daftar", d) for d in self.daftar), ("wilayah", self.wilayah), ("satuan", self.satuan)]
        pairs += [("bagi", self.bagi)] if self.bagi else []
        pairs += [("menurut", self.menurut)] if self.menurut else []
        return urlencode(pairs)

    def changed(self, **parts: object) -> Asked:
        return replace(self, **parts)  # type: ignore[arg-type]


def read(given: Any) -> Asked:
    """The question of an address. What does not fit the region or the unit is dropped: it stood there before these
    were changed."""
    lists = tuple(dict.fromkeys(v.strip()[:40] for v in given.getlist("daftar") if v.strip()))[:12]
    unit = "keluarga" if given.get("satuan") == "keluarga" else "orang"
    where = (given.get("wilayah") or "").strip()[:100] or start_region()
    part = (given.get("bagi") or "").strip()[:20]
    by = (given.get("menurut") or "").strip()[:40]
    if part not in dict(levels(where)) or part == own_level(where):
        part = ""
    if by and by not in library.attributes(unit):
        by = ""
    return Asked(lists or library.usual(), where, unit, part, by)


def own_level(where: str) -> str:
    try:
        return regions.load().get(where).level
    except UserError:
        return ""
