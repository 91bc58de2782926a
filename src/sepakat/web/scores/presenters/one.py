"""One region's score: its parts, what would raise it most, its peers and how like them it is, its months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sepakat import charts, regions
from sepakat.analysis import scoring
from sepakat.analysis.scoring import Kept, Step
from sepakat.analysis.scoring.alike import FEATURES
from sepakat.analysis.scoring.history import Line
from sepakat.catalogue.scores import Component, ScoreFormula
from sepakat.core.text import Text, number
from sepakat.web.presenters import places
from sepakat.web.scores.presenters import league


@dataclass(frozen=True)
class Part:
    component: Component
    weight: str
    value: str
    bounds: str
    counted: str
    bar: str


@dataclass(frozen=True)
class Peer:
    code: str
    name: str
    distance: str
    score: str
    bounds: str


@dataclass(frozen=True)
class OneScore:
    """What the page prints. gates: (label, words, verdict); signs: (label, why, how much)."""

    line: Line
    name: str
    score: str
    bounds: str
    sentence: str
    verdict: str
    place: str
    mark: Text
    parts: tuple[Part, ...]
    steps: tuple[tuple[Step, str, str, str], ...]
    peers: tuple[Peer, ...]
    features: str
    gates: tuple[tuple[Text, Text, str], ...]
    signs: tuple[tuple[Text, Text, str], ...]
    history: tuple[tuple[str, str, str, str], ...]
    picture: str


def region_of(code: str) -> str:
    """The regency or province that a region's score stands for; the nation stands for itself."""
    level = places.region(code).level
    return regions.at_level(code, "kabupaten") if level in ("kecamatan", "desa") else code


def one(
    formula: ScoreFormula, found: Kept, code: str, past: Sequence[tuple[str, Line]], missed: Sequence[str] = ()
) -> OneScore | None:
    """None where the month has no such region. missed: months never computed, which the history says."""
    line = found.lines.get(code)
    if line is None:
        return None
    kind, _ = league.verdict(line)
    near = [found.lines[c] for c, _ in line.peers if c in found.lines]
    name = places.title(places.region(code))
    return OneScore(
        line,
        name,
        number(line.value, 1),
        f"{number(line.low, 1)}–{number(line.high, 1)}",
        str(_sentence(line, name, kind)) if kind else "",
        kind,
        league.place_words(line),
        league.MARKS[line.mark],
        tuple(_part(component, line) for component in formula.components),
        tuple(
            (s, number(s.now, 2), number(s.to, 2), number(s.points, 1))
            for s in scoring.steps(formula, line.inputs, [p.inputs for p in near])[:3]
        ),
        tuple(_peer(found, c, far) for c, far in line.peers),
        ", ".join(str(label) for label in FEATURES.values()),
        tuple(_gate(label.label, line.gates.get(label.id)) for label in formula.gates),
        tuple(_sign(formula, line, rule.id) for rule in formula.gaming if rule.id in line.flags),
        _history(past, missed),
        _picture(name, found, past, missed),
    )


def _sentence(line: Line, name: str, kind: str) -> Text:
    mean = number(line.peer_mean, 1, "id"), number(line.peer_mean, 1, "en")
    how = {
        "better": ("jelas di atas", "clearly above"),
        "worse": ("jelas di bawah", "clearly below"),
        "same": ("tidak jelas berbeda dari", "not clearly different from"),
    }[kind]
    return Text(
        f"Skor {name} {number(line.value, 1, 'id')}, {how[0]} rata-rata {len(line.peers)} wilayah setara ({mean[0]}).",
        f"{name} scores {number(line.value, 1, 'en')}, {how[1]} the mean of {len(line.peers)} peers ({mean[1]}).",
    )


def _part(component: Component, line: Line) -> Part:
    given = line.inputs[component.id]
    counted = "–" if given.of is None else f"{number(given.hits)} {Text('dari', 'of')} {number(given.of)}"
    return Part(
        component,
        number(100 * component.weight),
        number(given.value, 2),
        f"{number(given.low, 2)}–{number(given.high, 2)}",
        counted,
        charts.draw("cellbar", given.value, top=1.0),
    )


def _peer(found: Kept, code: str, far: float) -> Peer:
    other = found.lines[code]
    bounds = f"{number(other.low, 1)}–{number(other.high, 1)}"
    return Peer(code, places.short(places.region(code)), number(far, 2), number(other.value, 1), bounds)


def _gate(label: Text, factor: float | None) -> tuple[Text, Text, str]:
    if factor is None:
        return label, Text("belum diketahui, tidak dihitung", "not known, not counted"), ""
    if factor >= 1:
        return label, Text("✓ terpenuhi", "✓ met"), "better"
    told = number(factor, 2, "id"), number(factor, 2, "en")
    return label, Text(f"✗ tidak terpenuhi: skor dikali {told[0]}", f"✗ not met: the score times {told[1]}"), "worse"


def _sign(formula: ScoreFormula, line: Line, rule_id: str) -> tuple[Text, Text, str]:
    rule = next(r for r in formula.gaming if r.id == rule_id)
    size, many = line.flags[rule_id]
    shown = number(size, 2 if rule.threshold < 1 else 0)
    where = str(Text(f"; {many} desa", f"; {many} villages")) if many else ""
    limit = number(rule.threshold, 2 if rule.threshold < 1 else 0)
    return rule.label, rule.why, f"{shown} ({Text('ambang', 'threshold')} {limit}){where}"


def _history(past: Sequence[tuple[str, Line]], missed: Sequence[str]) -> tuple[tuple[str, str, str, str], ...]:
    """A row a month, those never computed among them: without a value, and said."""
    rows = [(m, number(old.value, 1), f"{number(old.low, 1)}–{number(old.high, 1)}", old.mark) for m, old in past]
    rows += [(m, "–", str(Text("tidak dihitung", "not computed")), "–") for m in missed if past and m > past[0][0]]
    return tuple(sorted(rows))


def _picture(name: str, found: Kept, past: Sequence[tuple[str, Line]], missed: Sequence[str]) -> str:
    if len(past) < 2:
        return ""
    title = Text(f"Skor data {name} tiap bulan", f"Data score of {name} by month")
    points = [(month, line.value) for month, line in past] + [(m, None) for m in missed if m > past[0][0]]
    series = [(name, sorted(points, key=lambda point: point[0]))]
    return charts.draw("lines", series, title=title, unit=str(Text("skor", "score")), release=found.release)
