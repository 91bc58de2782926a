"""Questions that a newcomer picks in words (`analyses/*.toml`): one reviewed file each, run on any region.

A file says what is asked and which analysis answers it, with which indicators; how the analysis works is Python
(`sepakat.analysis.kinds`, one file a kind), which also knows the options that it takes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sepakat.catalogue.definitions import indicators, themes
from sepakat.catalogue.published import figure_series
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.text import Text

LEVELS = ("provinsi", "kabupaten", "kecamatan", "desa")


@dataclass(frozen=True)
class Question:
    """One question. kind: the analysis that answers it; levels: of the parts that it can show, the usual ones first;
    options: what the kind takes besides indicators and series."""

    id: str
    order: int
    ask: Text
    why: Text
    theme: str
    kind: str
    indicators: tuple[str, ...]
    series: tuple[str, ...]
    levels: tuple[str, ...]
    options: Mapping[str, Any]
    path: Path


@functools.lru_cache(maxsize=1)
def analyses() -> Mapping[str, Question]:
    """All questions by id, in the order of their themes and of themselves."""
    order = {theme: place for place, theme in enumerate(themes())}
    found = [_question(path) for path in files(HOME / "analyses")]
    found.sort(key=lambda q: (order[q.theme], q.order, q.id))
    return MappingProxyType({q.id: q for q in found})


def analysis(id_: str) -> Question:
    """One question; UserError (unknown-analysis) with the nearest id."""
    if id_ not in analyses():
        raise unknown_name(Text("Pertanyaan", "Question"), id_, analyses(), "unknown-analysis")
    return analyses()[id_]


def _question(path: Path) -> Question:
    node = read(path)
    node.only({"tanya", "tanya_en", "mengapa", "mengapa_en", "tema", "urutan", "analisis", "indikator", "seri",
               "tingkat", "pilihan"})  # fmt: skip
    found = Question(
        id=path.stem,
        order=node.integer("urutan"),
        ask=node.label("tanya", "tanya_en"),
        why=node.label("mengapa", "mengapa_en"),
        theme=node.choice("tema", tuple(themes())),
        kind=node.text("analisis"),
        indicators=node.texts("indikator", []),
        series=node.texts("seri", []),
        levels=node.texts("tingkat"),
        options=MappingProxyType(node.child("pilihan", {}).data),
        path=path,
    )
    _known(node, "indikator", found.indicators, indicators())
    _known(node, "seri", tuple(one.partition("@")[0] for one in found.series), figure_series())
    _known(node, "tingkat", found.levels, dict.fromkeys(LEVELS))
    if not found.ask.id.endswith("?") or not found.ask.en.endswith("?"):
        raise node.error("tanya", "Tulis sebagai pertanyaan.", "Write a question.")
    if not found.levels:
        raise node.error("tingkat", "Sebutkan sekurangnya satu tingkat.", "Name at least one level.")
    return found


def _known(node: Node, field: str, names: tuple[str, ...], known: Mapping[str, object]) -> None:
    for name in names:
        if name not in known:
            near = nearest(name, known)
            ask_id, ask_en = (f" Maksud Anda `{near}`?", f" Did you mean `{near}`?") if near else ("", "")
            raise node.error(field, f"`{name}` tidak ada.{ask_id}", f"`{name}` is unknown.{ask_en}")
