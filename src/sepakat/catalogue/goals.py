"""Goals and planning documents, and the data they need: one reviewed TOML file each.

`goals/<id>.toml` says which indicators answer a goal (or a chapter of a plan), and which it would need that the
catalogue does not have yet. `datasets/<id>.toml` says who holds a data set and how a region gets it; its name is that
of the adapter that reads it, where there is one. Which data an indicator needs is never written here: it follows from
the indicator's own columns (`releasing.supply`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.definitions import indicators
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.text import Text

KINDS = ("tujuan", "dokumen")


@dataclass(frozen=True)
class Reference:
    """A source behind a goal. status: how far it may be trusted. note: what is known of it."""

    title: str
    status: str
    note: str | None = None


@dataclass(frozen=True)
class Section:
    """A part of a goal, or a chapter of a document: the indicators that answer it."""

    label: Text
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Wish:
    """An indicator that would answer the goal and is not in the catalogue. datasets: what it would need."""

    label: Text
    datasets: tuple[str, ...]
    reason: Text


@dataclass(frozen=True)
class Goal:
    """A goal (`tujuan`) or a planning document (`dokumen`). serves: (document id, name of its chapter)."""

    id: str
    kind: str
    order: int
    label: Text
    why: Text
    references: tuple[Reference, ...]
    sections: tuple[Section, ...]
    wishes: tuple[Wish, ...]
    serves: tuple[tuple[str, str], ...]
    path: Path

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that answers it, once, in order."""
        return tuple(dict.fromkeys(i for section in self.sections for i in section.indicators))


@dataclass(frozen=True)
class Dataset:
    """Data as somebody holds them. owner: who is responsible; local: whom a region asks; file: what to ask for;
    how: the next step; every: how often it is renewed; status: how far this is known."""

    id: str
    label: Text
    owner: Text
    local: Text
    file: Text
    how: Text
    every: Text
    status: str
    source: str


@functools.lru_cache(maxsize=1)
def datasets() -> Mapping[str, Dataset]:
    """All data sets by id."""
    found: dict[str, Dataset] = {}
    for path in files(HOME / "datasets"):
        node = read(path)
        pairs = ("nama", "pemilik", "di_daerah", "berkas", "cara", "pembaruan")
        node.only({*pairs, *(f"{name}_en" for name in pairs), "status", "sumber"})
        label, owner, local, file, how, every = (node.label(name, f"{name}_en") for name in pairs)
        found[path.stem] = Dataset(
            path.stem, label, owner, local, file, how, every, node.choice("status", STATUSES), node.text("sumber")
        )
    return MappingProxyType(found)


@functools.lru_cache(maxsize=1)
def goals() -> Mapping[str, Goal]:
    """All goals and documents by id: goals first, each in its order."""
    found = [_goal(path) for path in files(HOME / "goals")]
    found.sort(key=lambda g: (KINDS.index(g.kind), g.order, g.id))
    known = {g.id: g for g in found}
    for goal_ in found:
        _chapters_exist(goal_, known)
    return MappingProxyType(known)


def goal(id_: str) -> Goal:
    """One goal; UserError (code unknown-goal) with the nearest id."""
    if id_ not in goals():
        raise unknown_name(Text("Tujuan", "Goal"), id_, goals(), code="unknown-goal")
    return goals()[id_]


def _goal(path: Path) -> Goal:
    node = read(path)
    node.only(
        {"nama", "nama_en", "jenis", "urutan", "mengapa", "mengapa_en", "rujukan", "bagian", "belum_ada", "melayani"}
    )
    return Goal(
        id=path.stem,
        kind=node.choice("jenis", KINDS),
        order=node.integer("urutan"),
        label=node.label("nama", "nama_en"),
        why=node.label("mengapa", "mengapa_en"),
        references=tuple(_reference(item) for item in node.children("rujukan")),
        sections=tuple(_section(item) for item in node.children("bagian")),
        wishes=tuple(_wish(item) for item in node.children("belum_ada")),
        serves=tuple((item.text("dokumen"), item.text("bab")) for item in node.children("melayani")),
        path=path,
    )


def _reference(node: Node) -> Reference:
    node.only({"judul", "status", "catatan"})
    return Reference(node.text("judul"), node.choice("status", STATUSES), node.optional_text("catatan"))


def _section(node: Node) -> Section:
    node.only({"nama", "nama_en", "indikator"})
    names = node.texts("indikator")
    _known(node, "indikator", names, indicators(), Text("Indikator", "Indicator"))
    return Section(node.label("nama", "nama_en"), names)


def _wish(node: Node) -> Wish:
    node.only({"nama", "nama_en", "data", "alasan", "alasan_en"})
    names = node.texts("data")
    _known(node, "data", names, datasets(), Text("Data", "Data set"))
    return Wish(node.label("nama", "nama_en"), names, node.label("alasan", "alasan_en"))


def _known(node: Node, field: str, names: tuple[str, ...], known: Mapping[str, object], kind: Text) -> None:
    for name in names:
        if name not in known:
            near = nearest(name, known)
            ask_id, ask_en = (f" Maksud Anda `{near}`?", f" Did you mean `{near}`?") if near else ("", "")
            raise node.error(field, f"{kind.id} `{name}` tidak ada.{ask_id}", f"{kind.en} `{name}` is unknown.{ask_en}")


def _chapters_exist(goal_: Goal, known: Mapping[str, Goal]) -> None:
    for document, chapter in goal_.serves:
        chapters = {s.label.id for s in known[document].sections} if document in known else set()
        if chapter not in chapters:
            raise Node(goal_.path, {}).error(
                "melayani", f"Bab `{chapter}` tidak ada di `{document}`.", f"No chapter `{chapter}` in `{document}`."
            )
