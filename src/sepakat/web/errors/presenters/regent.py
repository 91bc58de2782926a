"""The page that a regent reads in a minute: two sentences, one picture, the three largest causes, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sepakat import charts
from sepakat.catalogue import Programme
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, language, number
from sepakat.targeting.errors.causes import Cause
from sepakat.targeting.errors.shares import KINDS


@dataclass(frozen=True)
class CauseLine:
    """One cause: how many, what share of its kind, what to do."""

    kind: Text
    label: Text
    count: str
    share: str
    advice: Text


@dataclass(frozen=True)
class Page:
    """out, inn: the two sentences; picture: SVG or empty; causes: at most three; certain: there are intervals."""

    out: str
    inn: str
    picture: str
    rows: tuple[tuple[str, str, str], ...]
    causes: tuple[CauseLine, ...]
    certain: bool


def page(programme: Programme, place: str, rates: Table, causes: Table) -> Page:
    """rates: all definitions for the region alone; causes: for the same region."""
    by_name = {row["definition"]: row for row in rates.rows()}
    out, inn = by_name["exclusion"], by_name["inclusion_of_beneficiaries"]
    who = UNIT_WORDS[programme.unit]
    name = programme.label
    return Page(
        out=_sentence(
            out,
            Text(
                f"Dari 100 {who.id} yang berhak {name.id} di {place}, sekitar {{n}} tidak menerimanya",
                f"Of 100 {who.en} due {name.en} in {place}, about {{n}} do not receive it",
            ),
            Text(
                f"Yang berhak {name.id} di {place} terlalu sedikit untuk ditampilkan.",
                f"Too few {who.en} are due {name.en} in {place} to show.",
            ),
        ),
        inn=_sentence(
            inn,
            Text(
                f"Dari 100 {who.id} yang menerimanya, sekitar {{n}} sebenarnya tidak berhak",
                f"Of 100 {who.en} who receive it, about {{n}} are not due it",
            ),
            Text("Penerimanya terlalu sedikit untuk ditampilkan.", "Too few receive it to show."),
        ),
        picture=_picture(programme, place, out, inn, rates.release),
        rows=tuple((str(label), *_parts(row)) for label, row in _bars(out, inn)),
        causes=tuple(_largest(causes)),
        certain=out["expected"] is not None or inn["expected"] is not None,
    )


def figure(row: dict[str, Any]) -> float | None:
    """The best figure of a rate: the estimate of the truth, else what the simulated decile says."""
    found = row["expected"] if row["expected"] is not None else row["value"]
    return None if found is None else float(found)


def _sentence(row: dict[str, Any], words: Text, hidden: Text) -> str:
    value = figure(row)
    if value is None:
        return str(hidden)
    said = str(words).format(n=number(value, 0))
    if row["low"] is None:
        return said + "."
    between = Text("antara {a} dan {b}", "between {a} and {b}").in_(language())
    return f"{said} ({between.format(a=number(row['low'], 0), b=number(row['high'], 0))})."


def _bars(out: dict[str, Any], inn: dict[str, Any]) -> list[tuple[Text, dict[str, Any]]]:
    return [(Text("Yang berhak", "Those due"), out), (Text("Yang menerima", "Those receiving"), inn)]


def _parts(row: dict[str, Any]) -> tuple[str, str]:
    value = figure(row)
    return ("#", "#") if value is None else (number(100 - value, 1), number(value, 1))


def _picture(programme: Programme, place: str, out: dict[str, Any], inn: dict[str, Any], release: str) -> str:
    values = [figure(out), figure(inn)]
    if all(v is None for v in values):
        return ""
    rows = []
    for (label, _), value in zip(_bars(out, inn), values, strict=True):
        rows.append((str(label), [None, None] if value is None else [100 - value, value]))
    parts = [str(Text("Tepat sasaran", "Rightly reached")), str(Text("Salah sasaran", "Wrongly out or in"))]
    title = Text(f"{programme.label.id}, {place}", f"{programme.label.en}, {place}")
    return charts.draw("stacked", rows, parts, title=title, release=release)


def _largest(causes: Table, most: int = 3) -> list[CauseLine]:
    rows = sorted((r for r in causes.rows() if r["n"]), key=lambda r: (-r["n"], r["kind"], r["cause"]))
    found = []
    for row in rows[:most]:
        kind, known = KINDS[row["kind"]]
        cause = about(known, row["cause"])
        share = number(row["value"], 0)
        found.append(CauseLine(kind, cause.label, number(row["n"]), share, cause.advice))
    return found


def about(known: tuple[Cause, ...], id_: str) -> Cause:
    """The cause of this id."""
    return next(c for c in known if c.id == id_)
