"""Questions of the catalogue by theme, found by words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from sepakat import analysis, catalogue
from sepakat.catalogue.analyses import Question
from sepakat.core.text import Text


@dataclass(frozen=True)
class Search:
    """words: all of them must occur in the question, its reason, its theme or its indicators, in either language."""

    words: str = ""
    theme: str = ""

    def query(self, region: str) -> str:
        pairs = [("wilayah", region), ("cari", self.words), ("tema", self.theme)]
        return urlencode([pair for pair in pairs if pair[1]])

    def finds(self, question: Question) -> bool:
        if self.theme and question.theme != self.theme:
            return False
        known = catalogue.indicators()
        told = [question.ask, question.why, catalogue.themes()[question.theme].label]
        told += [known[name].label for name in question.indicators]
        text = " ".join(f"{t.id} {t.en}" for t in told).casefold()
        return all(word in text for word in self.words.casefold().split())


@dataclass(frozen=True)
class Line:
    """One question of the list. kind: how it is answered, in a few words."""

    id: str
    ask: str
    why: str
    kind: str


def groups(search: Search) -> list[tuple[str, list[Line]]]:
    """Themes with their questions that a search finds."""
    found = [q for q in analysis.questions().values() if search.finds(q)]
    kinds = analysis.known()
    return [
        (
            str(catalogue.themes()[theme].label),
            [Line(q.id, str(q.ask), str(q.why), str(kinds[q.kind].LABEL)) for q in held],
        )
        for theme, held in groupby(found, key=lambda q: q.theme)
    ]


def themes(chosen: str) -> list[tuple[str, Text, bool]]:
    """Themes that have questions."""
    have = dict.fromkeys(q.theme for q in analysis.questions().values())
    return [(theme, catalogue.themes()[theme].label, theme == chosen) for theme in have]
