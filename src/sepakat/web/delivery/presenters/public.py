"""The public page: programmes of which something was handed over, by region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from sepakat import catalogue, regions
from sepakat.core.errors import UserError
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
    """UserError for a period, region or programme that is none (`where`: its field)."""
    if wanted.period and not feedback.PERIOD.fullmatch(wanted.period):
        raise _wrong_period(wanted.period)
    region = regions.load().get(wanted.region).code
    shown = form(region)
    known = [p.id for p in shown["programmes"]]
    if wanted.programme:
        catalogue.programme(wanted.programme)
        level = NEXT[regions.level_of(region)]
        table = reading.outcomes(wanted.programme, wanted.period, region, level)
        whole = reading.outcomes(wanted.programme, wanted.period, region)
        rows = [_row(r, place(r["region"]), link(replace(wanted, region=r["region"]))) for r in table.rows()]
        rows += [_row(r, str(Text("Seluruh wilayah", "The whole region")), "") for r in whole.rows()]
        return shown | _about(table) | {"rows": rows, "level": LEVEL_WORDS[level]}
    tables = [(p, reading.outcomes(p, wanted.period, region)) for p in known]
    rows = [
        _row(r, str(catalogue.programme(p).label), link(Wanted(p, region, wanted.period)))
        for p, table in tables
        for r in table.rows()
    ]
    return shown | (_about(tables[0][1]) if tables else {}) | {"rows": rows}


def form(region: str) -> dict[str, Any]:
    """What the page has without figures."""
    known = [catalogue.programme(p) for p in feedback.programmes(lake.lake()) if p in catalogue.programmes()]
    return {"programmes": known, "region": region, "place": place(region), "rows": [], "notes": (), "table": None}


def nowhere(typed: str) -> UserError:
    return UserError(
        Text(f"Tidak ada wilayah bernama “{typed}”.", f"No region is named “{typed}”."),
        hint=Text("Periksa ejaannya, atau tulis kodenya.", "Check the spelling, or write its code."),
        where="wilayah",
        code="region-unknown",
    )


def _wrong_period(typed: str) -> UserError:
    return UserError(
        Text(f"Periode “{typed}” tidak dapat dibaca.", f"The period “{typed}” cannot be read."),
        hint=Text("Tulis seperti 2026-03, 2026-T1, atau 2026.", "Write it such as 2026-03, 2026-T1 or 2026."),
        where="periode",
        code="period-form",
    )


def line(handed: Handed) -> Line:
    known = catalogue.programmes().get(handed.request.programme)
    name = str(known.label) if known else handed.request.programme
    return Line(handed, name, place(handed.request.region))


def _about(table: Table) -> dict[str, Any]:
    return {"table": table, "notes": table.notes, "release_id": table.release}


def _row(row: dict[str, Any], name: str, href: str) -> Row:
    return Row(name, href, tuple("#" if row[c] is None else number(row[c]) for c in COLUMNS))


def link(wanted: Wanted) -> str:
    """The address of this question."""
    pairs = [("program", wanted.programme), ("wilayah", wanted.region), ("periode", wanted.period)]
    return "?" + urlencode([(name, value) for name, value in pairs if value])
