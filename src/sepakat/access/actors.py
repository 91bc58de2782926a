"""Who asks: a person with assignments, or everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

NATION = "00"


def inside(region: str, code: str) -> bool:
    """Whether `code` is `region` or lies in it, by the dotted codes; `00` is the nation."""
    return region == NATION or code == region or (bool(region) and code.startswith(region + "."))


@dataclass(frozen=True)
class Assignment:
    """A role in a region. region: dotted code or `00`. programmes: of an office; empty = none. until: last day."""

    role: str
    region: str
    programmes: tuple[str, ...] = ()
    until: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether it still counts on this day (its last day included)."""
        return self.until is None or on <= self.until


@dataclass(frozen=True)
class Actor:
    """A person as the rules see them. id: of the account, empty for everybody. two_step: signed in with two steps.

    actions, purpose: narrower than the roles, where an API token speaks for the person; None = all that they allow.
    """

    id: str = ""
    name: str = ""
    assignments: tuple[Assignment, ...] = ()
    two_step: bool = False
    actions: tuple[str, ...] | None = None
    purpose: str = ""

    @property
    def signed_in(self) -> bool:
        return bool(self.id)


PUBLIC = Actor()
SYSTEM = Actor("sistem", "sistem")  # what the site does by itself, on its clock: no account, no rights to ask for
