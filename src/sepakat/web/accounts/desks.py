"""What a person's desk shows: own regions, the three next steps of their roles, other work that apps offer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils.translation import override

from sepakat import access, catalogue
from sepakat.access import Actor
from sepakat.core.text import Text, language
from sepakat.web import walk
from sepakat.web.presenters import places

MOST = 3


@dataclass(frozen=True)
class Held:
    """One assignment in words."""

    role: Text
    about: Text
    region: str
    title: str
    programmes: tuple[str, ...]
    until: dt.date | None


@dataclass(frozen=True)
class Link:
    """A piece of work and the page it starts on."""

    label: Text | str
    href: str


def held(who: Actor) -> list[Held]:
    """A person's assignments in words; a role that no file describes any more is left out."""
    known = access.roles()
    return [
        Held(
            known[a.role].label,
            known[a.role].about,
            a.region,
            region_title(a.region),
            programme_names(a.programmes),
            a.until,
        )
        for a in who.assignments
        if a.role in known
    ]


def steps(who: Actor) -> list[Link]:
    """The first three next steps over all roles whose pages this site has, each page once."""
    found: dict[str, Link] = {}
    for assignment in who.assignments:
        role = access.roles().get(assignment.role)
        for step in role.steps if role else ():
            href = step.page.replace("{wilayah}", assignment.region)
            if exists(href):
                found.setdefault(href, Link(step.label, in_language(href)))
    return list(found.values())[:MOST]


def more(who: Actor) -> list[Link]:
    """What other apps offer this person (their `desk.tasks`), without what is among the steps."""
    shown = {link.href for link in steps(who)}
    offered = [Link(item.label, item.href) for app in walk.each("desk") for item in app.tasks(who)]
    return [link for link in {link.href: link for link in offered}.values() if link.href not in shown]


def region_title(code: str) -> str:
    """The region's name; its code where this version does not know it."""
    return places.titled(code)


def programme_names(ids: tuple[str, ...]) -> tuple[str, ...]:
    known = catalogue.programmes()
    return tuple(str(known[i].label) if i in known else i for i in ids)


@lru_cache(maxsize=512)
def exists(path: str) -> bool:
    """Whether the site has a page there (pages arrive with their apps)."""
    try:
        with override("id"):
            resolve(path)
    except Resolver404:
        return False
    return True


def in_language(path: str) -> str:
    return f"/en{path}" if language() == "en" else path
