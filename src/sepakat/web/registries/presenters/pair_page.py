"""A pair on a page, and a person's own verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat.core.text import Text, number
from sepakat.matching.measure import Rate
from sepakat.matching.overlap.beside import DIFFERENT, NEAR, SAME, UNKNOWN, Beside
from sepakat.matching.overlap.lists import label

VERDICTS = {
    "same": Text("Orang yang sama", "The same person"),
    "different": Text("Orang yang berbeda", "Different persons"),
    "unsure": Text("Ragu", "Unsure"),
}
KEYS = {"same": "1", "different": "2", "unsure": "3"}
SIGNS = {SAME: "=", NEAR: "≈", DIFFERENT: "≠", UNKNOWN: "–"}


@dataclass(frozen=True)
class Row:
    """One fact. sign and words say how the two compare, so that colour need not."""

    field: str
    left: str
    right: str
    sign: str
    words: str
    differs: bool


def beside(found: Beside) -> dict[str, Any]:
    return {
        "left": str(found.left_label),
        "right": str(found.right_label),
        "rows": [
            Row(str(x.field), x.left or "…", x.right or "…", SIGNS[x.verdict], str(x.words), x.verdict == DIFFERENT)
            for x in found.lines
        ],
    }


def buttons() -> list[tuple[str, str, str]]:
    """(value, words, key) of each verdict."""
    return [(value, str(words), KEYS[value]) for value, words in VERDICTS.items()]


@dataclass(frozen=True)
class Said:
    number: int
    pair: str
    verdict: str
    at: Any


def line(decision: Any) -> Said:
    """One's own verdict: the two records by list and number."""
    return Said(decision.pk, pair_words(decision.pair), str(VERDICTS[decision.verdict]), decision.at)


def pair_words(pair: tuple[str, int, str, int]) -> str:
    """`Regsosek 12 dan DTKS 7`."""
    both = (f"{label(pair[0])} {pair[1]}", f"{label(pair[2])} {pair[3]}")
    return str(Text(" dan ".join(both), " and ".join(both)))


def quality(rates: Mapping[str, Rate]) -> list[tuple[str, str, str]]:
    """(measure, value, bounds) in percent of a run's quality by what people settled."""
    named = {"precision": Text("Presisi", "Precision"), "recall": Text("Recall", "Recall")}

    def percent(share: float) -> str:
        return number(100 * share, 1)

    return [
        (str(words), percent(rates[name].value), f"{percent(rates[name].low)}–{percent(rates[name].high)}")
        for name, words in named.items()
    ]
