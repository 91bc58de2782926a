"""Panduan: one TOML file per task in `guides/`, in the words of the screens; the folder is the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.reading import Node, files, read
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text

FOLDER = Path(__file__).parent / "guides"
GROUPS = {
    "membaca": Text("Membaca angka", "Reading figures"),
    "data": Text("Mengisi dan menerbitkan data", "Taking in and publishing data"),
    "nama": Text("Bekerja dengan nama", "Working with names"),
    "akun": Text("Akun dan hak warga", "Accounts and citizens' rights"),
    "lain": Text("Lainnya", "Other"),
}
EVERYBODY = "publik"


@dataclass(frozen=True)
class Part:
    """A headed part of a guide: paragraphs."""

    label: Text
    text: Text


@dataclass(frozen=True)
class Guide:
    """Help for one task. roles: for whom (`publik`: everybody). pages: names of the addresses it helps with."""

    id: str
    order: int
    group: str
    label: Text
    summary: Text
    roles: tuple[str, ...]
    pages: tuple[str, ...]
    words: tuple[str, ...]
    steps: tuple[Text, ...]
    parts: tuple[Part, ...]

    @property
    def texts(self) -> list[Text]:
        """Every sentence it holds."""
        return [self.summary, *self.steps, *(p.text for p in self.parts)]


@lru_cache(maxsize=1)
def guides() -> Mapping[str, Guide]:
    """All guides by id, in order."""
    found = [_guide(path) for path in files(FOLDER)]
    order = list(GROUPS)
    return MappingProxyType({g.id: g for g in sorted(found, key=lambda g: (order.index(g.group), g.order, g.id))})


def guide(name: str) -> Guide:
    """One guide; UserError `unknown-guide` with the nearest id."""
    if name not in guides():
        raise unknown_name(Text("Panduan", "Guide"), name, guides(), code="unknown-guide")
    return guides()[name]


def for_page(view: str) -> Guide | None:
    """The guide of a page by the name of its address, or None."""
    return next((g for g in guides().values() if view and view in g.pages), None)


def grouped(found: list[Guide]) -> list[tuple[Text, list[Guide]]]:
    """Guides under the headings of the list."""
    made = [(label, [g for g in found if g.group == group]) for group, label in GROUPS.items()]
    return [(label, inside) for label, inside in made if inside]


def search(query: str, role: str = "") -> list[Guide]:
    """Guides whose title, summary or keywords hold every word of the query, in either language."""
    words = query.casefold().split()
    return [g for g in guides().values() if (not role or role in g.roles) and all(w in _text(g) for w in words)]


@lru_cache(maxsize=256)
def _text(found: Guide) -> str:
    return " ".join([*found.label, *found.summary, *found.words]).casefold()


def _guide(path: Path) -> Guide:
    node = read(path)
    node.only(
        {"judul", "judul_en", "ringkas", "ringkas_en", "kelompok", "urutan", "untuk", "halaman", "kata", "langkah",
         "bagian"}
    )  # fmt: skip
    return Guide(
        path.stem,
        node.integer("urutan"),
        node.choice("kelompok", tuple(GROUPS)),
        node.label("judul", "judul_en"),
        node.label("ringkas", "ringkas_en"),
        node.texts("untuk"),
        node.texts("halaman", []),
        node.texts("kata", []),
        tuple(_pair(item, "isi") for item in node.children("langkah")),
        tuple(_part(item) for item in node.children("bagian")),
    )


def _part(node: Node) -> Part:
    return Part(node.label("judul", "judul_en"), _pair(node, "isi", heading=True))


def _pair(node: Node, field: str, heading: bool = False) -> Text:
    node.only({field, f"{field}_en"} | ({"judul", "judul_en"} if heading else set()))
    return Text(node.text(field), node.text(f"{field}_en"))
