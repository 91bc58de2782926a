"""Roles: one file each in this folder says what it is for, which actions it may do and where its work starts.

Which roles a government has, and what each may do, is our own proposal as configuration (no public source gives
SEPAKAT's matrix); the files say so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sepakat.access.actions import Action, actions
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text


@dataclass(frozen=True)
class Step:
    """A next step of a role: what to do, and on which page (`{wilayah}` stands for the person's own region)."""

    label: Text
    page: str


@dataclass(frozen=True)
class Role:
    """A role. by_programme: bound to the programmes of an office too. steps: what its work starts with."""

    id: str
    label: Text
    about: Text
    actions: frozenset[Action]
    status: str
    by_programme: bool = False
    steps: tuple[Step, ...] = ()

    @property
    def names(self) -> bool:
        """Whether any of its actions shows names."""
        return any(actions()[a].personal for a in self.actions)

    @property
    def two_step(self) -> bool:
        """Whether two-step sign-in is required: for names, and for deciding who gets them."""
        return any(actions()[a].two_step for a in self.actions)


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """All roles by id, in file order."""
    found = [_read(path) for path in sorted(Path(__file__).parent.glob("*.toml"))]
    return {r.id: r for r in found}


def role(name: str) -> Role:
    """The role with this id; UserError `role-unknown` naming the nearest."""
    if name not in roles():
        raise unknown_name(Text("Peran", "Role"), name, roles(), code="role-unknown")
    return roles()[name]


def _read(path: Path) -> Role:
    facts: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Role(
        facts["id"],
        Text(facts["nama"], facts["nama_en"]),
        Text(facts["tentang"], facts["tentang_en"]),
        frozenset(Action(a) for a in facts["boleh"]),
        facts["status"],
        facts.get("per_program", False),
        tuple(Step(Text(s["kerja"], s["kerja_en"]), s["laman"]) for s in facts.get("langkah", [])),
    )
