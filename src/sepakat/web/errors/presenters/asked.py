"""What an address asks for: a programme and a region, checked; where a name fits several regions, the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.web.data import ReleaseView
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


def start(view: ReleaseView) -> str:
    """The region that a page begins with: the province of the release, the nation where it has several."""
    return view.provinces[0] if len(view.provinces) == 1 else "00"


def read(given: Mapping[str, str], programmes: Mapping[str, object], view: ReleaseView) -> tuple[Asked, str]:
    """(what is asked, the region as typed where it is no code). Unknown programmes count as the first there is."""
    program = given.get("program", "").strip()[:80]
    if program not in programmes:
        program = next(iter(programmes), "")
    typed = given.get("wilayah", "").strip()[:100]
    if not typed:
        return Asked(program, start(view)), ""
    try:
        return Asked(program, regions.load().get(typed).code), ""
    except UserError:
        return Asked(program, start(view)), typed
