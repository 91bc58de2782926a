"""Which region an address means: a code, a name that one has, or several to choose from; and where pages begin."""

from __future__ import annotations

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.web import data
from sepakat.web.data import ReleaseView
from sepakat.web.pages.home import Hit, search
from sepakat.web.presenters import places

MOST_HITS = 8
SHORT = 3  # letters


def start(view: ReleaseView | None) -> str:
    """The region that pages begin with: the release's only regency, else its only province, else the nation."""
    for codes in (view.regencies, view.provinces) if view is not None else ():
        if len(codes) == 1:
            return codes[0]
    return regions.NATION


def find(typed: str) -> str | list[Hit]:
    """The code of the region, or what is like it, best first; a region whose whole name is typed goes before those
    that only hold it. UserError of digits that are no code."""
    try:
        return regions.load().get(typed).code
    except UserError:
        if typed.replace(".", "").isdigit():
            raise
    said = typed.casefold()
    hits = search(typed, data.current_view())
    if len(said) < SHORT:  # too little to be a slip of anything
        hits = [h for h in hits if f" {said}" in f" {h.title.casefold()}"]
    exact = [h for h in hits if said in _names(h)]
    found = exact or hits
    return found[0].region.code if len(found) == 1 else found[:MOST_HITS]


def _names(hit: Hit) -> tuple[str, ...]:
    """What a region may be called in full: with its kind, without `Kabupaten`, and a city without `Kota`."""
    short = places.short(hit.region).casefold()
    return hit.title.casefold(), short, short.removeprefix("kota ")
