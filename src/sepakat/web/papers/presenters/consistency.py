"""The comparison of a document with the regions above it, in words and rows."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.documents.consistency import BETTER, DIFFERENT, QUOTED, SAME, WORSE

STATES = {
    SAME: Text("sama", "same"),
    WORSE: Text("tertinggal", "behind"),
    BETTER: Text("lebih baik", "better"),
    DIFFERENT: Text("berbeda", "different"),
    QUOTED: Text("angka dalam naskah berbeda dari rilis", "the document differs from the release"),
}
MARKS = {WORSE: "worse", BETTER: "better"}


@dataclass(frozen=True)
class Row:
    name: str
    definition: str
    period: str
    unit: str
    shown: str
    other: str
    other_shown: str
    difference: str
    state: str
    mark: str


@dataclass(frozen=True)
class View:
    """compared: rows with a difference; aside: rows that could not be compared, with the reason."""

    compared: list[Row]
    aside: list[Row]
    sentence: Text
    notes: list[str]


def view(table: Table) -> View:
    """The rows, those that are behind first."""
    rows = [_row(r) for r in table.rows()]
    order = {QUOTED: 0, WORSE: 1, DIFFERENT: 2, BETTER: 3, SAME: 4}
    raw = [r["state"] for r in table.rows()]
    pairs = sorted((order[s], i) for i, s in enumerate(raw) if s in order)
    behind = sum(s == WORSE for s in raw)
    compared = [rows[i] for _, i in pairs]
    aside = len(rows) - len(compared)
    sentence = Text(
        f"{len(compared)} angka dapat dibandingkan; {behind} tertinggal. {aside} tidak dibandingkan, dengan alasannya.",
        f"{len(compared)} figures can be compared; {behind} are behind. {aside} are not, with the reason.",
    )
    return View(compared, [r for r, s in zip(rows, raw, strict=True) if s not in order], sentence,
                [str(n) for n in table.notes])  # fmt: skip


def _row(r: dict[str, object]) -> Row:
    def text(name: str) -> str:
        return str(r[name]) if r.get(name) not in (None, "") else "–"

    apart = r.get("difference")
    state = str(r["state"])
    words = STATES[state] if state in STATES else Text(state, state)
    return Row(
        text("name"), text("definition"), text("period"), text("unit"), text("shown"), text("other"),
        text("other_shown"), number(float(apart), 2) if isinstance(apart, int | float) else "–", str(words),
        MARKS.get(state, ""),
    )  # fmt: skip
