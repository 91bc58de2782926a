"""The region that a question is asked of: a code or a name in the address, else where everything starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sepakat import regions
from sepakat.web import data
from sepakat.web.explore.presenters.drafts import start_region
from sepakat.web.pages.home import Hit, search
from sepakat.web.presenters import places

MOST_HITS = 8


@dataclass(frozen=True)
class Chosen:
    """code: the region; typed: what the address says; hits: where a name fits several (or none) regions."""

    code: str
    typed: str
    hits: tuple[Hit, ...] = ()

    @property
    def name(self) -> str:
        return places.title(places.region(self.code))

    @property
    def below(self) -> list[tuple[str, str]]:
        """Provinces of the release, or regencies of a province: for a question that only smaller regions are asked."""
        view, level = data.current_view(), regions.level_of(self.code)
        if view is None or level not in ("nasional", "provinsi"):
            return []
        held = view.provinces if level == "nasional" else [c for c in view.regencies if c.startswith(f"{self.code}.")]
        return [(code, places.short(places.region(code))) for code in held]

    @property
    def above(self) -> list[tuple[str, str]]:
        return [(r.code, places.short(r)) for r in places.above(places.region(self.code))]


def chosen(given: Any) -> Chosen:
    """The region of an address. A code that is none, or without its dots, is a UserError as everywhere."""
    typed = (given.get("wilayah") or "").strip()[:100]
    if not typed:
        return Chosen(start_region(), "")
    if typed.replace(".", "").isdigit():
        return Chosen(regions.load().get(typed).code, typed)
    hits = search(typed, data.current_view())
    said = typed.casefold()
    exact = [
        h for h in hits if said in (h.title.casefold(), h.region.name.casefold(), places.short(h.region).casefold())
    ]
    if len(exact or hits) == 1:
        return Chosen((exact or hits)[0].region.code, typed)
    return Chosen(start_region(), typed, tuple(hits[:MOST_HITS]))
