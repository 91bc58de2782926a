"""From what somebody typed to a region: a code, a name that only one has, or several to choose from."""

from __future__ import annotations

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.pages.home import Hit, search

MOST = 8


def find(typed: str) -> tuple[Region | None, list[Hit]]:
    """The region, or what is like it. UserErrors of codes that are none."""
    typed = typed.strip()[:100]
    if not typed:
        return None, []
    try:
        return regions.load().get(typed), []
    except UserError:
        if typed.replace(".", "").isdigit():
            raise
    hits = search(typed, data.current_view())
    return (hits[0].region, []) if len(hits) == 1 else (None, hits[:MOST])
