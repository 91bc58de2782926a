"""The region a reader asks for in the address: a code, or a name that is looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.pages.home import Hit, search
from sepakat.web.presenters import places

NAME = "wilayah"
LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """text: as typed. region: what it means, if that is clear. hits: what it may mean otherwise."""

    text: str = ""
    region: Region | None = None
    hits: list[Hit] = field(default_factory=list)

    @property
    def query(self) -> str:
        """The region as part of an address, with its question mark; empty without one."""
        return f"?{NAME}={self.region.code}" if self.region else ""

    @property
    def typed(self) -> str:
        return places.title(self.region) if self.region else self.text


def region(request: HttpRequest) -> Asked:
    """The region of `?wilayah=`: a dotted code, else a name; a name that fits one region with figures is that one.

    UserError for a code that is unknown or undotted, as everywhere.
    """
    text = request.GET.get(NAME, "").strip()[:LONGEST]
    if not text:
        return Asked()
    if text[0].isdigit():
        return Asked(text, regions.load().get(text))
    try:
        hits = search(text, data.current_view())
    except UserError:
        return Asked(text)
    same = [hit for hit in hits if hit.known and text.casefold() in (hit.title.casefold(), hit.region.name.casefold())]
    known = [hit for hit in hits if hit.known]
    sure = same if len(same) == 1 else known if len(known) == 1 else hits if len(hits) == 1 else []
    return Asked(text, sure[0].region, hits) if sure else Asked(text, None, hits)
