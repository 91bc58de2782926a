"""What an address asks for: a programme and a region, checked; where a name fits several regions, the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sepakat import catalogue, regions
from sepakat.core.errors import UserError
from sepakat.web import finding
from sepakat.web.data import ReleaseView
from sepakat.web.pages.home import Hit
from sepakat.web.presenters import places


@dataclass(frozen=True)
class Asked:
    """program: its id ("" where the address names none that there is); wilayah: a region's code."""

    program: str
    wilayah: str

    @property
    def query(self) -> str:
        return urlencode({"program": self.program, "wilayah": self.wilayah})

    @property
    def title(self) -> str:
        return places.title(regions.load().get(self.wilayah))

    @property
    def level(self) -> str:
        return regions.level_of(self.wilayah)

    @property
    def below(self) -> str:
        """The level under the region; empty under a village."""
        return places.child_level(self.level) or ""


def read(given: Mapping[str, str], programmes: Mapping[str, object], view: ReleaseView) -> tuple[Asked, str]:
    """(what is asked, the region as typed where it is no code). Without a programme it is the first there is; one
    that has no list is kept, so that the page can say so. UserError unknown-programme."""
    program = given.get("program", "").strip()[:80]
    program = catalogue.programme(program).id if program and programmes else next(iter(programmes), "")
    typed = given.get("wilayah", "").strip()[:100]
    if not typed:
        return Asked(program, finding.start(view)), ""
    try:
        return Asked(program, regions.load().get(typed).code), ""
    except UserError:
        return Asked(program, finding.start(view)), typed


def sure(given: Mapping[str, str], programmes: Mapping[str, object], view: ReleaseView) -> Asked:
    """What is asked where only a code will do, as for a file; UserError as of `regions`."""
    found, typed = read(given, programmes, view)
    if typed:
        regions.load().get(typed)
    return found


def like(typed: str) -> str | list[Hit]:
    """The code of the region whose name was typed, or those to choose from: none for what is no name either."""
    try:
        return finding.find(typed) if typed else []
    except UserError:
        return []
