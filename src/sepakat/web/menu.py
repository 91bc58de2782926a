"""The menu: five words for everyone, the rest under "Lainnya", found by walking.

An app that wants an entry has a `menu.py` with `ITEMS`: tuples of the address' name, its words, and its place: a number
below 10 stands in the main row, 10 to 19 among the tools, 20 and above among the help.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

from sepakat.core.text import Text
from sepakat.web import walk

Item = tuple[str, Text, int]
OWN: tuple[Item, ...] = (
    ("places", Text("Wilayah", "Regions"), 1),
    ("indicators", Text("Indikator", "Indicators"), 2),
    ("about", Text("Tentang data", "About the data"), 19),
    ("glossary", Text("Glosarium", "Glossary"), 25),
)
MAIN, TOOLS = 10, 20


@dataclass(frozen=True)
class Link:
    href: str
    label: Text
    here: bool


@dataclass(frozen=True)
class Links:
    """main: the row; tools, help: under "Lainnya"; inside: whether the page is one of those."""

    main: list[Link]
    tools: list[Link]
    help: list[Link]

    @property
    def inside(self) -> bool:
        return any(link.here for link in self.tools + self.help)


def items() -> list[Item]:
    """All entries in order. A main word that several claim is the first's (`Data` leads to the catalogue)."""
    found = [*OWN, *(item for app in walk.each("menu") for item in app.ITEMS)]
    return sorted(found, key=lambda item: (item[2], item[0]))


@lru_cache(maxsize=4)
def _addresses(lang: str) -> tuple[tuple[str, Text, int], ...]:
    """Entries with their addresses in a language. One whose app has no such address is left out (a test finds it)."""
    made = []
    for name, label, place in items():
        try:
            made.append((reverse(name), label, place))
        except NoReverseMatch:
            continue
    return tuple(made)


def links(lang: str, path: str) -> Links:
    """The menu of a page; the entry with the longest address that begins the path is the page's own."""
    known = _addresses(lang)
    own = max((href for href, _, _ in known if path.startswith(href)), key=len, default="")
    made = [(Link(href, label, href == own), place) for href, label, place in known]
    return Links(
        [link for link, place in made if place < MAIN],
        [link for link, place in made if MAIN <= place < TOOLS],
        [link for link, place in made if place >= TOOLS],
    )
