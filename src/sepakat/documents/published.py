"""Published figures (P0, IPM …) for blocks: one line by one definition and one round, as numbers that can be traced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sepakat.analysis import feeding
from sepakat.analysis.values import NEUTRAL, Figure, Point, Subject, points
from sepakat.catalogue.published import figure_series
from sepakat.core.text import Text, number
from sepakat.documents.making import Ask
from sepakat.documents.narrative import period, printed
from sepakat.documents.parts import Number
from sepakat.engine import figures

_OWN_DECIMALS = 1
PROVISIONAL = "x"
SIGNS = {"sementara": PROVISIONAL, "sangat sementara": "xx", "diperbaiki": "r"}
LEGEND = "… tidak tersedia; # disembunyikan; x angka sementara; r angka diperbaiki."


@dataclass(frozen=True)
class Line:
    """One published series. rows: of `engine.figures`, by region and period."""

    id: str
    definition: str
    subject: Subject
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def periods(self, codes: Sequence[str]) -> list[str]:
        """Periods that any of these regions has, in order."""
        return sorted({at for code in codes for at in self.rows.get(code, {})})

    def points(self, code: str) -> list[Point]:
        return points([(at, row["nilai"]) for at, row in self.rows.get(code, {}).items()])

    def last(self, code: str) -> tuple[str, float] | None:
        """The last period that has a value, with it."""
        have = [(at, row["nilai"]) for at, row in self.rows.get(code, {}).items() if row["nilai"] is not None]
        return max(have) if have else None

    def at(self, code: str, when: str) -> float | None:
        row = self.rows.get(code, {}).get(when)
        return None if row is None else row["nilai"]

    def figures(self, codes: Sequence[str], when: str) -> dict[str, Figure]:
        return {code: Figure(self.at(code, when)) for code in codes if code in self.rows}

    @property
    def words(self) -> str:
        """How the figures are made, in words."""
        found = figure_series().get(self.id)
        label = found.definitions[self.definition].label.id if found else self.definition
        said = label if label.lower().startswith("definisi") else f"definisi: {label}"
        return f"Angka terbitan, dikutip menurut sumbernya; {said[0].lower()}{said[1:]}"

    def sources(self, codes: Sequence[str]) -> str:
        said = {row["sumber"] for code in codes for row in self.rows.get(code, {}).values() if row["sumber"]}
        return once(said)


def once(sources: Iterable[str]) -> str:
    """Sources in words, without those that begin another one."""
    said = sorted(set(sources))
    return "; ".join(one for one in said if not any(one != other and other.startswith(one) for other in said))


def line(ask: Ask, id_: str, codes: Sequence[str]) -> Line:
    """A series for some regions. `id@definition` names a definition; else the one with the newest figures is taken, and
    of several rounds of a year the one with most. UserErrors of `engine.figures.trend`."""
    name = id_.removeprefix("seri:").partition("@")[0]
    asked = named(ask.release, id_)
    definition = asked.partition("@")[2]
    month = _round(ask.release, name)
    rows: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in figures.trend(ask.release, asked, region=list(codes), month=month).rows():
        rows.setdefault(row["region_code"], {})[row["periode"]] = row
        definition = row["definisi"]
    return Line(name, definition, _subject(ask.release, name), rows)


def cell(ask: Ask, found: Line, code: str, when: str) -> Number:
    """A figure for a table: with its sign, `…` where there is none."""
    row = found.rows.get(code, {}).get(when)
    value = None if row is None else row["nilai"]
    if row is None or value is None:
        shown = "#" if row is not None and row["tanda"] == figures.HIDDEN else "…"
    else:
        shown = number(printed(found.subject, value), found.subject.decimals, "id") + SIGNS.get(row["status_angka"], "")
    return told(ask, found, f"{found.id}:{code}:{when}", shown, value, code, when)


def told(
    ask: Ask,
    found: Line,
    slot: str,
    shown: str,
    value: float | None,
    code: str,
    when: str,
    formula: str = "",
    unit: str | None = None,
) -> Number:
    """A number that rests on a published series. formula: words put before those of the series. unit: where it is not
    that of the series (a place, a count of regions, a p)."""
    row = found.rows.get(code, {}).get(when, {})
    return ask.number(
        slot,
        shown,
        value,
        measure=found.id,
        version=found.definition,
        label=found.subject.label.id,
        formula=f"{formula}; {found.words[0].lower()}{found.words[1:]}" if formula else found.words,
        region=code,
        period=period(when),
        unit=found.subject.unit if unit is None else unit,
        source=row.get("sumber") or found.sources([code]),
    )


def known(id_: str) -> bool:
    """Whether this names a published series (of the catalogue, or a region's own). `seri:` and `indikator:` before a
    name tell those apart that are both."""
    if id_.startswith(("seri:", "indikator:")):
        return id_.startswith("seri:")
    return id_.partition("@")[0] in figure_series() or id_.startswith("daerah:")


def _subject(release: Any, name: str) -> Subject:
    """A series of the catalogue, or a region's own, which its file names and which has no good direction known here."""
    if name in figure_series():
        return feeding.subject_of_series(name)
    held = next(h for h in figures.held(release) if h["series"] == name)
    return Subject(Text(held["name"], held["name"]), NEUTRAL, held["unit"], _OWN_DECIMALS)


def named(release: Any, id_: str) -> str:
    """A series with its definition: the one that is named, else that of the newest figures that the release holds."""
    name, _, wanted = id_.removeprefix("seri:").partition("@")
    definition = wanted or _newest(release, name)
    return f"{name}@{definition}" if definition else name


def _newest(release: Any, name: str) -> str:
    held = figures.held(release) if release.has(figures.TABLE) else []
    mine = [h for h in held if h["series"] == name]
    found = figure_series().get(name)

    def order(one: Mapping[str, Any]) -> tuple[Any, ...]:
        open_ended = found is not None and found.definitions[one["definition"]].until is None
        return (one["last"][:4], open_ended, one["figures"], one["definition"])

    return str(max(mine, key=order)["definition"]) if mine else ""


def _round(release: Any, name: str) -> str | None:
    found = figure_series().get(name)
    if found is None or not found.rounds:
        return None
    data = figures.rows(release)
    have = Counter(
        at[5:] for at, one in zip(data["periode"].to_pylist(), data["seri"].to_pylist(), strict=True) if one == name
    )
    return max(have, key=lambda r: (have[r], r)) or None if len(have) > 1 else None
