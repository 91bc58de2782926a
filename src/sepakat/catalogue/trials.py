"""The worked example of a programme: a small table of units, who of them is eligible, and in which order they wait.

It is at once the test of the rule (the newest of the file) and a box on its page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sepakat.catalogue.dated import Number
from sepakat.catalogue.examples import DEFAULT_DAY, grid
from sepakat.catalogue.reading import Node
from sepakat.catalogue.rules import Rule, unit_variables
from sepakat.catalogue.tables import table

Cell = Number | str | None


@dataclass(frozen=True)
class Trial:
    """columns, rows: units as written, one a row, numbered from 1. member_columns, members: their families' members,
    whose first column `baris` names the row; empty where the rule counts none. layak: numbers of the rows that are
    eligible; urutan: those that wait, in order. on: day of the dated numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    member_columns: tuple[str, ...]
    members: tuple[tuple[Cell, ...], ...]
    layak: tuple[int, ...]
    urutan: tuple[int, ...]
    on: dt.date
    penjelasan: str


def read_trial(node: Node, unit: str, rule: Rule) -> Trial:
    """`[contoh]`: data, anggota (optional), layak, urutan, penjelasan, tanggal (optional, by default `DEFAULT_DAY`)."""
    node.only({"data", "anggota", "layak", "urutan", "penjelasan", "tanggal"})
    columns, rows = grid(node)
    member_columns, members = grid(node, "anggota") if "anggota" in node.data else ((), ())
    for name in columns:
        if name not in unit_variables(unit):
            raise node.error("data", f"Contoh menyebut kolom `{name}`, yang tidak ada.", f"No column `{name}`.")
    for name in member_columns[1:]:
        if name not in table("frame_person").variables:
            raise node.error("anggota", f"Contoh menyebut kolom `{name}`, yang tidak ada.", f"No column `{name}`.")
    if member_columns and member_columns[0] != "baris":
        raise node.error("anggota", "Kolom pertama contoh anggota ialah `baris`.", "The first column is `baris`.")
    if rule.anggota and not member_columns:
        raise node.error("anggota", "Aturan menghitung anggota; contohnya belum memuatnya.", "Members are missing.")
    return Trial(
        columns,
        rows,
        member_columns,
        members,
        _numbers(node, "layak", len(rows)),
        _numbers(node, "urutan", len(rows)),
        node.date("tanggal", max(rule.since, DEFAULT_DAY)),
        node.text("penjelasan"),
    )


def _numbers(node: Node, field: str, most: int) -> tuple[int, ...]:
    given = node.data.get(field)
    if not isinstance(given, list) or any(type(n) is not int or not 1 <= n <= most for n in given):
        raise node.error(field, "Isian ini daftar nomor baris contoh.", "This is a list of row numbers.")
    return tuple(given)
