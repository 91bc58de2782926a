"""The league: every regency beside regions of like capacity, never a bare rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sepakat import charts
from sepakat.analysis.scoring import Kept
from sepakat.analysis.scoring.history import Line
from sepakat.catalogue.scores import ScoreFormula
from sepakat.core.text import Text, number
from sepakat.web.presenters import places

ORDERS: Mapping[str, Text] = {
    "setara": Text("Terhadap wilayah setara", "Against peers"),
    "skor": Text("Skor", "Score"),
    "kode": Text("Kode", "Code"),
}
MARKS: Mapping[str, Text] = {
    "A": Text("A: hampir semua diketahui, ada periksa ulang, tidak ada yang perlu diperiksa",
              "A: nearly all is known, rechecked, nothing to look into"),
    "B": Text("B: sebagian besar diketahui, belum ada periksa ulang", "B: mostly known, not rechecked"),
    "C": Text("C: banyak yang belum diketahui, atau ada yang perlu diperiksa",
              "C: much is not known, or something is to be looked into"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One regency as printed."""

    code: str
    name: str
    score: str
    bounds: str
    bar: str
    peers: str
    gap: str
    verdict: str
    place: str
    mark: str
    signs: tuple[Text, ...]
    nearest: str


@dataclass(frozen=True)
class League:
    rows: tuple[Row, ...]
    order: str
    sentence: str


def league(formula: ScoreFormula, found: Kept, order: str) -> League:
    """All regencies of a month, in one of ORDERS."""
    chosen = order if order in ORDERS else "setara"
    lines = ordered(found, chosen)
    return League(tuple(_row(formula, line) for line in lines), chosen, str(_sentence(lines)))


def ordered(found: Kept, order: str) -> list[Line]:
    """Regencies; those without a score last."""
    lines = [line for line in found.lines.values() if line.level == "kabupaten"]
    if order == "kode":
        return sorted(lines, key=lambda line: line.region)

    def size(line: Line) -> tuple[bool, float, str]:
        value = line.gap if order == "setara" else line.value
        return value is None, -(value or 0.0), line.region

    return sorted(lines, key=size)


def verdict(line: Line) -> tuple[str, Text]:
    """Above or below its peers only where its bounds do not reach their mean."""
    if line.gap is None or line.peer_mean is None:
        return "", Text("tanpa pembanding", "nothing to compare")
    if line.low > line.peer_mean:
        return "better", Text("✓ di atas", "✓ above")
    if line.high < line.peer_mean:
        return "worse", Text("✗ di bawah", "✗ below")
    return "same", Text("= setara", "= alike")


def place_words(line: Line) -> str:
    """`antara 3 dan 12 dari 22`."""
    if line.best is None or line.worst is None:
        return "–"
    if line.best == line.worst:
        return str(Text(f"{line.best} dari {line.of}", f"{line.best} of {line.of}"))
    return str(Text(f"antara {line.best} dan {line.worst} dari {line.of}",
                    f"between {line.best} and {line.worst} of {line.of}"))  # fmt: skip


def signed(gap: float) -> str:
    """`+1,2`, `-0,4`; a zero has no sign."""
    size = round(gap, 1) + 0.0
    return f"{'+' if size > 0 else ''}{number(size, 1)}"


def signs(formula: ScoreFormula, line: Line) -> tuple[Text, ...]:
    return tuple(rule.label for rule in formula.gaming if rule.id in line.flags)


def _row(formula: ScoreFormula, line: Line) -> Row:
    kind, words = verdict(line)
    gap = "–" if line.gap is None else signed(line.gap)
    near = line.peers[0] if line.peers else None
    return Row(
        line.region,
        places.short(places.region(line.region)),
        number(line.value, 1),
        f"{number(line.low, 1)}–{number(line.high, 1)}",
        charts.draw("cellbar", line.value, top=100.0, mark=line.peer_mean),
        number(line.peer_mean, 1),
        f"{gap} {words}" if kind else gap,
        kind,
        place_words(line),
        line.mark,
        signs(formula, line),
        f"{places.short(places.region(near[0]))} ({number(near[1], 2)})" if near else "–",
    )


def _sentence(lines: list[Line]) -> Text:
    known = [line for line in lines if line.value is not None]
    above = sum(verdict(line)[0] == "better" for line in known)
    below = sum(verdict(line)[0] == "worse" for line in known)
    look = sum(bool(line.flags) for line in known)
    return Text(
        f"Dari {len(known)} kabupaten/kota, {above} jelas di atas wilayah setaranya dan {below} jelas di bawah; {look} "
        "perlu diperiksa lebih dulu.",
        f"Of {len(known)} regencies and cities, {above} stand clearly above their peers and {below} clearly below; "
        f"{look} should be looked into first.",
    )
