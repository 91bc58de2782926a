"""Purposes for which names may be looked at (`purposes/*.toml`): a stated purpose is one of these, and words beside it.

untuk: where it may be chosen: `cari` (look-up), `daftar` (list request), `warga` (a citizen's right).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.reading import HOME, files, read
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text

USES = ("cari", "daftar", "warga")


@dataclass(frozen=True)
class Purpose:
    """One purpose. uses: where it may be chosen. status: how far its source may be trusted."""

    id: str
    label: Text
    about: Text
    uses: tuple[str, ...]
    order: int
    source: str
    status: str


@functools.lru_cache(maxsize=1)
def purposes() -> Mapping[str, Purpose]:
    """All purposes by id, in menu order."""
    found = []
    for path in files(HOME / "purposes"):
        node = read(path)
        node.only({"nama", "nama_en", "tentang", "tentang_en", "untuk", "urutan", "sumber", "status"})
        uses = node.texts("untuk")
        for use in uses:
            if use not in USES:
                raise node.error("untuk", f"`{use}` tidak dikenal; pilih dari {', '.join(USES)}.", f"Unknown: `{use}`.")
        found.append(
            Purpose(
                path.stem,
                node.label("nama", "nama_en"),
                node.label("tentang", "tentang_en"),
                uses,
                node.integer("urutan"),
                node.text("sumber"),
                node.choice("status", STATUSES),
            )
        )
    return MappingProxyType({p.id: p for p in sorted(found, key=lambda p: (p.order, p.id))})


def purpose(id_: str) -> Purpose:
    """One purpose; UserError (code unknown-purpose) with the nearest id."""
    if id_ not in purposes():
        raise unknown_name(Text("Tujuan", "Purpose"), id_, purposes(), "unknown-purpose")
    return purposes()[id_]


def choices(use: str) -> list[Purpose]:
    """The purposes that may be chosen in one place, in menu order."""
    return [p for p in purposes().values() if use in p.uses]
