"""The page that lays two rankings side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sepakat import charts, regions
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.targeting.errors.comparing import MOVE_WORDS, MOVES
from sepakat.targeting.errors.groups import ATTRIBUTES
from sepakat.targeting.errors.ranked import RANKS
from sepakat.web.errors.presenters.analyst import MOST_ROWS, Line, remark
from sepakat.web.presenters import places

_SHOWN = (*MOVES, "naik", "turun")


@dataclass(frozen=True)
class Page:
    """lead: the sentence on top; first, second: names of the rankings; rows: the matrix; shares: how far apart."""

    lead: str
    kappa: str
    first: str
    second: str
    rows: tuple[tuple[int, tuple[tuple[str, bool], ...]], ...]
    picture: str
    heads: tuple[str, ...]
    groups: tuple[tuple[str, Line], ...]
    regions: tuple[tuple[str, Line], ...]
    whole: Line
    notes: tuple[str, ...]


def query(region: str, pair: str) -> str:
    return urlencode({"wilayah": region, "pasangan": pair})


def label(pair: str) -> str:
    """`Desil resmi dan desil simulasi`."""
    first, second = (RANKS[name] for name in pair.split("-"))
    return str(Text(f"{first.id} dan {second.id.lower()}", f"{first.en} and {second.en.lower()}"))


def page(place: str, pair: str, matrix: Table, whole: Table, by_group: Sequence[Table], below: Table | None) -> Page:
    """matrix: of `errors.matrix`; whole, by_group, below: of `errors.compare`, for the region, by group, by part."""
    first, second = pair.split("-")
    row = whole.rows()[0]
    return Page(
        lead=_lead(place, first, second, row),
        kappa=_kappa(row),
        first=str(RANKS[first]),
        second=str(RANKS[second]),
        rows=_matrix(matrix),
        picture=_picture(place, first, second, row, whole.release),
        heads=tuple(str(MOVE_WORDS[n]) for n in _SHOWN),
        groups=tuple(_groups(by_group)),
        regions=tuple(_regions(below)) if below is not None else (),
        whole=Line(place, cells(row), remark(row)),
        notes=tuple(str(note) for note in whole.notes),
    )


def _lead(place: str, first: str, second: str, row: Mapping[str, Any]) -> str:
    if row["sign"] or row["sama"] is None or row["tiga_lebih"] is None:
        return str(
            Text(
                f"Keluarga di {place} terlalu sedikit untuk membandingkan kedua peringkat.",
                f"Too few families in {place} to compare the two rankings.",
            )
        )
    same, far = number(row["sama"], 0), number(row["tiga_lebih"], 0)
    return str(
        Text(
            f"Dari 100 keluarga di {place}, {same} ada di desil yang sama menurut {RANKS[first].id.lower()} dan "
            f"{RANKS[second].id.lower()}; {far} berbeda 3 desil atau lebih.",
            f"Of 100 families in {place}, {same} are in the same decile by {RANKS[first].en.lower()} and "
            f"{RANKS[second].en.lower()}; {far} are 3 deciles or more apart.",
        )
    )


def _kappa(row: Mapping[str, Any]) -> str:
    if row["kappa_linear"] is None:
        return ""
    linear, quadratic = number(row["kappa_linear"], 2), number(row["kappa_quadratic"], 2)
    return str(
        Text(
            f"Kappa berbobot linear {linear}, berbobot kuadrat {quadratic} (1 = selalu sama, 0 = seperti kebetulan).",
            f"Weighted kappa: linear {linear}, quadratic {quadratic} (1 = always alike, 0 = as by chance).",
        )
    )


def _matrix(matrix: Table) -> tuple[tuple[int, tuple[tuple[str, bool], ...]], ...]:
    """(first decile, cells by second decile: words and whether both are the same)."""
    made: dict[int, list[tuple[str, bool]]] = {}
    for row in matrix.rows():
        words = "#" if row["sign"] else number(row["n"])
        made.setdefault(row["first"], []).append((words, row["first"] == row["second"]))
    return tuple((d, tuple(found)) for d, found in made.items())


def _picture(place: str, first: str, second: str, row: Mapping[str, Any], release: str) -> str:
    values = [(str(MOVE_WORDS[n]), row[n]) for n in MOVES]
    if row["sign"] or all(v is None for _, v in values):
        return ""
    title = Text(
        f"Jarak {RANKS[first].id.lower()} dan {RANKS[second].id.lower()}, {place}",
        f"How far {RANKS[first].en.lower()} and {RANKS[second].en.lower()} are apart, {place}",
    )
    return charts.draw("bars", values, title=title, unit=str(Text("persen", "percent")), release=release)


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """n, both kappas and the shares, as printed."""
    if row["sign"]:
        return ("#",) * (3 + len(_SHOWN))

    def said(value: float | None, digits: int) -> str:
        return "#" if value is None else number(value, digits)

    kappas = (said(row["kappa_linear"], 2), said(row["kappa_quadratic"], 2))
    return (number(row["n"]), *kappas, *(said(row[n], 1) for n in _SHOWN))


def _groups(tables: Sequence[Table]) -> list[tuple[str, Line]]:
    made = []
    for table in tables:
        name = next(n for n in ATTRIBUTES if n in table.data.column_names)
        known = {next(iter(k.codes)): k.label for k in ATTRIBUTES[name].classes}
        for row in table.rows():
            if row[name] in known:
                made.append((str(ATTRIBUTES[name].label), Line(str(known[row[name]]), cells(row), remark(row))))
    return made


def _regions(below: Table) -> list[tuple[str, Line]]:
    tree = regions.load()
    rows = below.rows()[:MOST_ROWS]
    return [(r["region"], Line(places.short(tree.get(r["region"])), cells(r), remark(r))) for r in rows]
