"""Figures of programmes as pages print them: rows of the hub and of region parts, reasons, past releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat.catalogue import Programme, Rule
from sepakat.catalogue.schemes import PAYERS
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, number, percent
from sepakat.targeting.effects import Effect
from sepakat.web.presenters import places

SHOWN = {
    "due": Text("Berhak", "Due"),
    "gap": Text("Berhak, belum", "Due, not yet"),
    "has": Text("Menerima", "Receiving"),
    "outside": Text("Di luar aturan", "Beyond the rule"),
    "waiting": Text("Menunggu", "Waiting"),
}
SIGNS = {
    "few": ("#", Text("terlalu sedikit untuk ditampilkan", "too few to show")),
    "near": ("#", Text("hampir sama dengan kelompok yang lebih besar", "nearly equal to a larger group")),
    "list": ("…", Text("daftar penerima belum ada", "there is no list of recipients")),
}


@dataclass(frozen=True)
class Figure:
    """One figure as printed; remark: why it is not shown."""

    words: str
    remark: str = ""


@dataclass(frozen=True)
class Row:
    """One row of figures. name: of the programme or region; code: its id."""

    code: str
    name: str
    figures: tuple[Figure, ...]
    unit: Text
    programme: Programme | None = None


def figure(value: int | None, sign: str) -> Figure:
    if sign in SIGNS:
        mark, remark = SIGNS[sign]
        return Figure(mark, str(remark))
    return Figure(number(value)) if value is not None else Figure("…")


def signs_of(text: str) -> dict[str, str]:
    """`gap:few has:list` → {"gap": "few", "has": "list"}."""
    return dict(part.split(":", 1) for part in text.split())


def row(cells: Mapping[str, Any], name: str, programme: Programme | None = None) -> Row:
    signs = signs_of(cells["sign"])
    made = tuple(figure(cells[x], signs.get(x, "")) for x in SHOWN)
    unit = UNIT_WORDS[cells["unit"]]
    return Row(cells["region"], name, made, unit, programme)


def parts(table: Table) -> list[Row]:
    """One row per region part, by name of the list."""
    return [row(cells, places.titled(cells["region"])) for cells in table]


@dataclass(frozen=True)
class ReasonRow:
    label: str
    against: bool
    figures: tuple[Figure, ...]


def reasons(table: Table) -> list[ReasonRow]:
    made = []
    for cells in table:
        signs = signs_of(cells["sign"])
        names = ("due", "waiting", "others")
        found = tuple(figure(cells[x], signs.get(x, "")) for x in names)
        made.append(ReasonRow(cells["reason"], cells["against"], found))
    return made


@dataclass(frozen=True)
class PastRow:
    release: str
    next: str
    figures: tuple[Figure, ...]
    still_poor: str
    receiving: str


def past(table: Table | None) -> list[PastRow]:
    names = ("chosen", "found", "still_due", "newly_due")
    made = []
    for cells in table or ():
        signs = signs_of(cells["sign"])
        shares = [
            percent(cells[x], 1) if cells[x] is not None else "#" for x in ("share_still_poor", "share_receiving")
        ]
        found = tuple(figure(cells[x], signs.get(x, "")) for x in names)
        made.append(PastRow(cells["release"], cells["next"], found, shares[0], shares[1]))
    return made


def effect_rows(effect: Effect) -> list[tuple[Text, Figure]]:
    """The figures of a proposal, in the order in which they are read."""
    rows = [
        (Text("Berhak menurut aturan yang berlaku", "Due by the rule in force"), effect.before),
        (Text("Berhak menurut usulan", "Due by the proposal"), effect.proposed),
        (Text("Bertambah", "Coming in"), effect.gained),
        (Text("Keluar", "Going out"), effect.lost),
        (Text("Daftar tunggu menurut usulan", "Waiting by the proposal"), effect.waiting),
    ]
    return [(label, figure(*cell)) for label, cell in rows if cell is not None]


def payers(programme: Programme, rule: Rule) -> list[tuple[Text, str]]:
    """Payer and share, of the entry that holds on the rule's first day, else the newest."""
    held = programme.payers(rule.since) or (programme.pembayar[-1] if programme.pembayar else None)
    return [(PAYERS[name], percent(100 * float(share), 1)) for name, share in held.shares.items()] if held else []
