"""Example problem trees (`trees/*.toml`): a problem, its causes in levels, indicators and interventions on them.

One reviewed file each, as a start for a planner who then keeps what fits the place. No official tree has a public
source; the files are ours and say so (`status`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.definitions import indicators, themes
from sepakat.catalogue.interventions import interventions
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.text import Text

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Branch:
    """One box of an example. parent: id of the box above, empty for the problem itself; the order is the file's."""

    id: str
    parent: str
    label: Text
    indicators: tuple[str, ...]
    interventions: tuple[str, ...]


@dataclass(frozen=True)
class ExampleTree:
    """One example. about: what it is for; status: how far it is agreed; drafted_by, checked_by: as the file says."""

    id: str
    label: Text
    about: Text
    theme: str
    status: str
    drafted_by: str
    checked_by: str
    branches: tuple[Branch, ...]
    path: Path


@functools.lru_cache(maxsize=1)
def example_trees() -> Mapping[str, ExampleTree]:
    """All examples by id, by theme and name."""
    order = {theme: place for place, theme in enumerate(themes())}
    found = [_tree(path) for path in files(HOME / "trees")]
    found.sort(key=lambda t: (order[t.theme], t.label.id))
    return MappingProxyType({t.id: t for t in found})


def example_tree(id_: str) -> ExampleTree:
    """One example; UserError (unknown-tree) with the nearest id."""
    if id_ not in example_trees():
        raise unknown_name(Text("Contoh pohon masalah", "Example tree"), id_, example_trees(), "unknown-tree")
    return example_trees()[id_]


def _tree(path: Path) -> ExampleTree:
    node = read(path)
    node.only({"nama", "nama_en", "tentang", "tentang_en", "tema", "status", "disusun_oleh", "diperiksa_oleh",
               "simpul"})  # fmt: skip
    branches: list[Branch] = []
    for item in node.children("simpul"):
        branches.append(_branch(item, {b.id for b in branches}))
    if not branches:
        raise node.error("simpul", "Tulis masalah pokoknya sebagai simpul pertama.", "Write the problem first.")
    return ExampleTree(
        id=path.stem,
        label=node.label("nama", "nama_en"),
        about=node.label("tentang", "tentang_en"),
        theme=node.choice("tema", tuple(themes())),
        status=node.choice("status", STATUSES),
        drafted_by=node.text("disusun_oleh"),
        checked_by=node.text("diperiksa_oleh"),
        branches=tuple(branches),
        path=path,
    )


def _branch(node: Node, above: set[str]) -> Branch:
    """A box; the one above it stands earlier in the file, and only the first has none."""
    node.only({"id", "induk", "teks", "teks_en", "indikator", "intervensi"})
    made = Branch(
        node.text("id"),
        node.text("induk", ""),
        node.label("teks", "teks_en"),
        node.texts("indikator", []),
        node.texts("intervensi", []),
    )
    if not NAME.fullmatch(made.id) or made.id in above:
        raise node.error("id", "Id: huruf kecil, angka, garis bawah; sekali saja.", "Ids: small letters, once each.")
    if bool(made.parent) != bool(above) or (made.parent and made.parent not in above):
        raise node.error("induk", "Induk harus simpul yang ditulis di atasnya.", "The parent must stand above it.")
    for field, names, known in (
        ("indikator", made.indicators, indicators()),
        ("intervensi", made.interventions, interventions()),
    ):
        for name in names:
            if name not in known:
                near = nearest(name, known)
                ask_id, ask_en = (f" Maksud Anda `{near}`?", f" Did you mean `{near}`?") if near else ("", "")
                raise node.error(field, f"`{name}` tidak ada.{ask_id}", f"`{name}` is unknown.{ask_en}")
    return made
