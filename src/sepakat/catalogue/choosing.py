"""What a list of names may be made of: conditions (`conditions/*.toml`) and columns (`list_columns/*.toml`).

Both are choices by id, reviewed as data: whoever asks for a list picks from them and never writes a query. What Law
27/2022 calls specific data (health, children, personal finance) is marked and asks for a justification.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sepakat.catalogue.dated import numbers
from sepakat.catalogue.expressions import Expression, check
from sepakat.catalogue.reading import HOME, files, read, shown
from sepakat.catalogue.tables import Variable, table
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text

UNITS = ("keluarga", "orang")
FRAME = {"keluarga": "frame_family", "orang": "frame_person"}


@dataclass(frozen=True)
class Condition:
    """One condition on families or persons. specific: it tells of health or children by itself."""

    id: str
    label: Text
    unit: str
    order: int
    expression: Expression
    specific: bool

    def sql(self, on: dt.date) -> str:
        """DuckDB SQL over the frame's columns, with the numbers of law of that day."""
        return self.expression.sql(numbers(self.expression.parameters, on))


@dataclass(frozen=True)
class ListColumn:
    """One column that may be chosen. vault: from the identity table. specific: why it is specific data, else empty.
    computed: worked out for the list from programmes' rules (`targeting.computed`), not kept anywhere."""

    id: str
    variable: Variable
    vault: bool
    units: tuple[str, ...]
    order: int
    specific: str
    computed: bool = False

    @property
    def label(self) -> Text:
        return self.variable.label


@functools.lru_cache(maxsize=1)
def conditions() -> Mapping[str, Condition]:
    """All conditions by id, in menu order."""
    found = []
    for path in files(HOME / "conditions"):
        node = read(path)
        node.only({"nama", "nama_en", "satuan", "urutan", "syarat", "spesifik"})
        unit = node.choice("satuan", UNITS)
        expression = check(
            node.text("syarat"),
            table(FRAME[unit]).variables,
            field="syarat",
            where=f"{shown(path)}: syarat",
            table=unit,
        )
        if expression.kind != "boolean":
            raise node.error("syarat", "Syarat harus berupa ya/tidak.", "A condition is true or false.")
        label = node.label("nama", "nama_en")
        found.append(Condition(path.stem, label, unit, node.integer("urutan"), expression, node.flag("spesifik")))
    return MappingProxyType({c.id: c for c in sorted(found, key=lambda c: c.order)})


@functools.lru_cache(maxsize=1)
def list_columns() -> Mapping[str, ListColumn]:
    """All columns of lists by id, in menu order."""
    found = []
    for path in files(HOME / "list_columns"):
        node = read(path)
        node.only({"tabel", "kolom", "satuan", "urutan", "spesifik", "nama", "nama_en"})
        kind = node.choice("tabel", ("brankas", "fakta", "hitungan"))
        vault = kind == "brankas"
        units = node.texts("satuan")
        name = node.text("kolom")
        if kind == "hitungan":
            made = Variable(name, node.label("nama", "nama_en"), "teks", None, {}, True, False)
            order, specific = node.integer("urutan"), node.text("spesifik", "")
            found.append(ListColumn(path.stem, made, False, units, order, specific, True))
            continue
        for unit in units:
            known = table("identity" if vault else FRAME[unit]).variables
            if unit not in UNITS or name not in known:
                raise node.error("kolom", f"Kolom `{name}` tidak ada untuk {unit}.", f"No column `{name}` there.")
        variable = table("identity" if vault else FRAME[units[0]]).variables[name]
        found.append(ListColumn(path.stem, variable, vault, units, node.integer("urutan"), node.text("spesifik", "")))
    return MappingProxyType({c.id: c for c in sorted(found, key=lambda c: c.order)})


def condition(id_: str) -> Condition:
    """One condition; UserError (code unknown-condition) with the nearest id."""
    if id_ not in conditions():
        raise unknown_name(Text("Syarat", "Condition"), id_, conditions(), "unknown-condition")
    return conditions()[id_]


def list_column(id_: str) -> ListColumn:
    """One column; UserError (code unknown-list-column) with the nearest id."""
    if id_ not in list_columns():
        raise unknown_name(Text("Kolom", "Column"), id_, list_columns(), "unknown-list-column")
    return list_columns()[id_]
