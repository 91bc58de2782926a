"""Formulas that score the data of regions (`scores/*.toml`): dated, with their status, never in Python.

A score is the weighted sum of its components (each 0 to 1) times its gates (1 open, else a factor). The same form holds
our own proposal and Brazil's IGD-M, which is a preset that reproduces the published formula. Each file carries a worked
example, which is its test.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text


@dataclass(frozen=True)
class Component:
    """One part. measure: name of what is counted (see `analysis.scoring`); weight: in the sum; minimum: the least value
    at which the score counts at all, by day; meaning: what it says, how: what raises it."""

    id: str
    label: Text
    measure: str
    weight: float
    meaning: Text
    how: Text
    minimum: tuple[tuple[dt.date, float], ...]

    def least(self, on: dt.date) -> float | None:
        return _on(self.minimum, on)


@dataclass(frozen=True)
class Gate:
    """A condition that multiplies the score. factor: where it is not met."""

    id: str
    label: Text
    factor: float


@dataclass(frozen=True)
class GamingRule:
    """A sign of data made to please the score. threshold, least: of the detector (see `analysis.scoring.gaming`)."""

    id: str
    label: Text
    why: Text
    threshold: float
    least: int


@dataclass(frozen=True)
class ScoreFormula:
    """One formula. settings: what the measures need (months, columns, rules), by measure; examples: inputs, result."""

    id: str
    label: Text
    about: Text
    source: str
    status: str
    since: dt.date
    components: tuple[Component, ...]
    gates: tuple[Gate, ...]
    minimum: tuple[tuple[dt.date, float], ...]
    gaming: tuple[GamingRule, ...]
    settings: Mapping[str, Any]
    examples: tuple[tuple[Mapping[str, float], float], ...]
    path: Path

    def least(self, on: dt.date) -> float | None:
        """The smallest score that counts on a day; None where there is no such rule."""
        return _on(self.minimum, on)

    def component(self, id_: str) -> Component:
        return next(c for c in self.components if c.id == id_)


@functools.lru_cache(maxsize=1)
def score_formulas() -> Mapping[str, ScoreFormula]:
    """All formulas by id; ours first."""
    found = {path.stem: _formula(path) for path in files(HOME / "scores")}
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (item[0] != OURS, item[0]))))


OURS = "skor_data_wilayah"


def score_formula(id_: str) -> ScoreFormula:
    """One formula; UserError (unknown-score) with the nearest id."""
    if id_ not in score_formulas():
        raise unknown_name(Text("Rumus skor", "Score formula"), id_, score_formulas(), "unknown-score")
    return score_formulas()[id_]


def _formula(path: Path) -> ScoreFormula:
    node = read(path)
    node.only({"nama", "nama_en", "tentang", "tentang_en", "sumber", "status", "sejak", "komponen", "gerbang",
               "minimum", "kecurangan", "ukuran", "contoh"})  # fmt: skip
    components = tuple(_component(item) for item in node.children("komponen"))
    total = sum(c.weight for c in components)
    if abs(total - 1) > 1e-9:
        raise node.error("komponen", f"Jumlah bobot harus 1, tertulis {total:g}.", f"Weights sum to {total:g}, not 1.")
    return ScoreFormula(
        id=path.stem,
        label=node.label("nama", "nama_en"),
        about=node.label("tentang", "tentang_en"),
        source=node.text("sumber"),
        status=node.choice("status", STATUSES),
        since=node.date("sejak"),
        components=components,
        gates=tuple(_gate(item) for item in node.children("gerbang")),
        minimum=_dated(node),
        gaming=tuple(_gaming(item) for item in node.children("kecurangan")),
        settings=MappingProxyType(node.child("ukuran", {}).data),
        examples=tuple(_example(item) for item in node.children("contoh")),
        path=path,
    )


def _component(node: Node) -> Component:
    node.only({"id", "nama", "nama_en", "ukuran", "bobot", "arti", "arti_en", "cara", "cara_en", "minimum"})
    return Component(
        node.text("id"),
        node.label("nama", "nama_en"),
        node.text("ukuran"),
        float(node.number("bobot")),
        node.label("arti", "arti_en"),
        node.label("cara", "cara_en"),
        _dated(node),
    )


def _gate(node: Node) -> Gate:
    node.only({"id", "nama", "nama_en", "jika_tidak"})
    return Gate(node.text("id"), node.label("nama", "nama_en"), float(node.number("jika_tidak")))


def _gaming(node: Node) -> GamingRule:
    node.only({"id", "nama", "nama_en", "mengapa", "mengapa_en", "ambang", "paling_sedikit"})
    return GamingRule(
        node.text("id"),
        node.label("nama", "nama_en"),
        node.label("mengapa", "mengapa_en"),
        float(node.number("ambang")),
        node.integer("paling_sedikit", 0),
    )


def _example(node: Node) -> tuple[Mapping[str, float], float]:
    node.only({"masukan", "hasil"})
    given = node.child("masukan")
    return MappingProxyType({name: float(given.number(name)) for name in given.data}), float(node.number("hasil"))


def _dated(node: Node) -> tuple[tuple[dt.date, float], ...]:
    found = []
    for item in node.children("minimum"):
        item.only({"sejak", "nilai"})
        found.append((item.date("sejak"), float(item.number("nilai"))))
    return tuple(sorted(found))


def _on(values: tuple[tuple[dt.date, float], ...], on: dt.date) -> float | None:
    held = [value for since, value in values if since <= on]
    return held[-1] if held else None
