"""The public page: programmes of which something was handed over, by region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sepakat import catalogue, regions
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.engine.tabulating.answer import LEVEL_WORDS, place
from sepakat.targeting import feedback
from sepakat.web.delivery import reading
from sepakat.web.delivery.reading import Handed
from sepakat.web.names import lake

NEXT = {"nasional": "provinsi", "provinsi": "kabupaten", "kabupaten": "kecamatan", "kecamatan": "desa", "desa": "desa"}
COLUMNS = ("planned", "verified", "paid", "closed", "amount")


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; region `00` is the nation."""

    programme: str
    region: str
    period: str


@dataclass(frozen=True)
class Row:
    """A line of the table: its name, where it leads to, figures as shown."""

    name: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A list on the signed-in part."""

    handed: Handed
    programme: str
    place: str


def page(wanted: Wanted) -> dict[str, Any]:
    """UserError for a region or programme that is none."""
    home = lake.lake()
    known = [p for p in feedback.programmes(home) if p in catalogue.programmes()]
    region = regions.load().get(wanted.region).code
    shown: dict[str, Any] = {"programmes": [catalogue.programme(p) for p in known], "region": region,
                             "place": place(region), "rows": [], "notes": (), "table": None}  # fmt: skip
    if wanted.programme:
        catalogue.programme(wanted.programme)
        level = NEXT[regions.level_of(region)]
        table = reading.outcomes(wanted.programme, wanted.period, region, level)
        whole = reading.outcomes(wanted.programme, wanted.period, region)
        rows = [_row(r, place(r["region"]), _link(wanted, r["region"])) for r in table.rows()]
        rows += [_row(r, str(Text("Seluruh wilayah", "The whole region")), "") for r in whole.rows()]
        return shown | _about(table) | {"rows": rows, "level": LEVEL_WORDS[level]}
    tables = [(p, reading.outcomes(p, wanted.period, region)) for p in known]
    rows = [
        _row(r, str(catalogue.programme(p).label), _link(Wanted(p, region, wanted.period), region))
        for p, table in tables
        for r in table.rows()
    ]
    return shown | (_about(tables[0][1]) if tables else {}) | {"rows": rows}


def line(handed: Handed) -> Line:
    known = catalogue.programmes().get(handed.request.programme)
    name = str(known.label) if known else handed.request.programme
    return Line(handed, name, place(handed.request.region))


def _about(table: Table) -> dict[str, Any]:
    return {"table": table, "notes": table.notes, "release_id": table.release}


def _row(row: dict[str, Any], name: str, href: str) -> Row:
    return Row(name, href, tuple("#" if row[c] is None else number(row[c]) for c in COLUMNS))


def _link(wanted: Wanted, region: str) -> str:
    period = f"&periode={wanted.period}" if wanted.period else ""
    return f"?program={wanted.programme}&wilayah={region}{period}"
