"""Series of published figures (`series/*.toml`): what each is, its definitions, and where its trend breaks.

A figure belongs to a series and, within it, to a definition. Two definitions are never joined in one trend; nor are
rounds of a year that the statistics office does not compare (March and September, February and August). The files say
why, in a sentence that a reader gets to see.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.definitions import DIRECTIONS
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.text import Text

LEVELS = ("nasional", "provinsi", "kabupaten", "kecamatan", "desa")
_OWN = "daerah:"  # series of a region itself, described by the file that brings them


@dataclass(frozen=True)
class Definition:
    """One definition of a series. since, until: first and last year in which it is published (None: open). words: words
    in a table's title that tell it; why: the sentence that says why it cannot be joined with the others."""

    id: str
    label: Text
    since: int | None
    until: int | None
    words: tuple[str, ...]
    why: Text
    source: str
    status: str

    def holds(self, year: int) -> bool:
        """Whether figures of a year are published by it."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


@dataclass(frozen=True)
class FigureSeries:
    """One series. direction: which way is good (`naik`, `turun`, `netral`). low, high: the range a value can have;
    definitions: at least one; rounds: parts of the year (`03`, `S1`) that are published and never joined, with the
    reason; titles: words of table titles that it is known by."""

    id: str
    label: Text
    unit: str
    decimals: int
    direction: str
    low: float | None
    high: float | None
    levels: tuple[str, ...]
    source: str
    status: str
    definitions: Mapping[str, Definition]
    rounds: tuple[str, ...]
    round_why: Text | None
    titles: tuple[str, ...]
    indicator: str | None
    note: str | None
    path: Path

    def definition(self, id_: str) -> Definition:
        """One definition; UserError (unknown-definition) with the nearest id."""
        if id_ not in self.definitions:
            raise unknown_name(
                Text(f"Definisi `{self.id}`", f"Definition of `{self.id}`"), id_, self.definitions, "unknown-definition"
            )
        return self.definitions[id_]

    def only_one(self, year: int) -> Definition | None:
        """The definition that a figure of a year must have, where only one is published then."""
        found = [d for d in self.definitions.values() if d.holds(year)]
        return found[0] if len(found) == 1 else None

    def told_by(self, title: str) -> Definition | None:
        """The definition that a table's title names, if exactly one."""
        said = f" {plain(title)} "
        found = [d for d in self.definitions.values() if any(f" {plain(word)} " in said for word in d.words)]
        return found[0] if len(found) == 1 else None


def _definition(node: Node) -> Definition:
    node.only({"id", "nama", "nama_en", "dari", "sampai", "kata", "alasan", "alasan_en", "sumber", "status"})
    name = node.text("id")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise node.error("id", "Pakai huruf kecil, angka, dan garis bawah.", "Use lower case, digits and underscores.")
    since, until = node.integer("dari", None), node.integer("sampai", None)
    return Definition(
        name,
        node.label("nama", "nama_en"),
        since,
        until,
        node.texts("kata", []),
        node.label("alasan", "alasan_en"),
        node.text("sumber"),
        node.choice("status", STATUSES),
    )


def _series(path: Path) -> FigureSeries:
    node = read(path)
    node.only({
        "nama", "nama_en", "satuan", "desimal", "arah", "rendah", "tinggi", "tingkat", "sumber", "status", "definisi",
        "putaran", "alasan_putaran", "alasan_putaran_en", "judul", "indikator", "catatan",
    })  # fmt: skip
    levels = node.texts("tingkat")
    for level in levels:
        if level not in LEVELS:
            near = nearest(level, LEVELS)
            raise node.error("tingkat", f"Tingkat `{level}` tidak ada. Maksud Anda `{near}`?", f"No level `{level}`.")
    definitions = [_definition(item) for item in node.children("definisi")]
    if not definitions:
        raise node.error("definisi", "Sebut sekurangnya satu definisi.", "Name at least one definition.")
    rounds = node.texts("putaran", [])
    return FigureSeries(
        id=path.stem,
        label=node.label("nama", "nama_en"),
        unit=node.text("satuan"),
        decimals=node.integer("desimal"),
        direction=node.choice("arah", DIRECTIONS),
        low=float(node.number("rendah")) if "rendah" in node.data else None,
        high=float(node.number("tinggi")) if "tinggi" in node.data else None,
        levels=levels,
        source=node.text("sumber"),
        status=node.choice("status", STATUSES),
        definitions=MappingProxyType({d.id: d for d in definitions}),
        rounds=rounds,
        round_why=node.label("alasan_putaran", "alasan_putaran_en") if rounds else None,
        titles=node.texts("judul"),
        indicator=node.optional_text("indikator"),
        note=node.optional_text("catatan"),
        path=path,
    )


@functools.lru_cache(maxsize=1)
def figure_series() -> Mapping[str, FigureSeries]:
    """All series of published figures by id."""
    return MappingProxyType({path.stem: _series(path) for path in files(HOME / "series")})


def one_series(id_: str) -> FigureSeries:
    """One series; UserError (unknown-series) with the nearest id."""
    if id_ not in figure_series():
        raise unknown_name(Text("Seri angka", "Series"), id_, figure_series(), "unknown-series")
    return figure_series()[id_]


def is_own(series: str) -> bool:
    """Whether a series is a region's own: described by the file that brings it, not by the catalogue."""
    return series.startswith(_OWN)


def by_title(title: str) -> FigureSeries | None:
    """The series that a table's title speaks of, by the longest matching words; None where none or two fit."""
    said = f" {plain(title)} "
    found = [
        (len(plain(words)), one)
        for one in figure_series().values()
        for words in one.titles
        if f" {plain(words)} " in said
    ]
    if not found:
        return None
    longest = max(length for length, _ in found)
    best = {s.id: s for length, s in found if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None


def plain(text: str) -> str:
    """Lower case, letters and digits, single blanks: what titles are compared by."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
