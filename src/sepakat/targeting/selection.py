"""What a list is of: a place, a unit, deciles, a programme's recipients, a few conditions, and columns. All choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat import catalogue
from sepakat.catalogue.choosing import UNITS, condition, list_column
from sepakat.core.duck import identifier
from sepakat.core.errors import UserError
from sepakat.core.text import Text

SCOPES = {
    "desil_nasional": Text("desil nasional", "national decile"),
    "desil_kabupaten": Text("desil kabupaten/kota", "regency decile"),
}
RECEIPTS = {
    "semua": Text("semua, menerima atau belum", "all, receiving or not"),
    "belum": Text("belum tercatat menerima", "not listed as receiving"),
    "menerima": Text("tercatat menerima", "listed as receiving"),
}


@dataclass(frozen=True)
class Selection:
    """region: dotted code. decile: highest decile taken, None = all, ranked or not. receipt: of `programme`."""

    region: str
    unit: str
    decile: int | None = None
    scope: str = "desil_nasional"
    programme: str = ""
    receipt: str = "semua"
    conditions: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, region: str, unit: str, programme: str, population: Mapping[str, Any], columns: tuple[str, ...]
    ) -> Selection:
        """From what a request keeps."""
        return cls(
            region,
            unit,
            population.get("desil"),
            population.get("lingkup", "desil_nasional"),
            programme,
            population.get("penerimaan", "semua"),
            tuple(population.get("syarat", ())),
            columns,
        )

    def check(self) -> None:
        """UserError unless every choice is one of those there are and fits the unit."""
        if self.unit not in UNITS or self.scope not in SCOPES or self.receipt not in RECEIPTS:
            raise _choose(Text("satuan, lingkup desil, dan penerimaan", "unit, scope and receipt"))
        if self.decile is not None and not 1 <= self.decile <= 10:
            raise _choose(Text("desil dari 1 sampai 10", "a decile from 1 to 10"))
        for name in self.conditions:
            if condition(name).unit != self.unit:
                raise _choose(Text(f"syarat untuk {self.unit}", "conditions of this unit"))
        for name in self.columns:
            if self.unit not in list_column(name).units:
                raise _choose(Text(f"kolom untuk {self.unit}", "columns of this unit"))
        if self.receipt != "semua":
            self.listed()

    def listed(self) -> str:
        """The column that tells who receives the programme; UserError where no list of it is known for the unit."""
        programme = catalogue.programme(self.programme) if self.programme else None
        if programme is None or programme.listed is None or programme.unit != self.unit:
            raise UserError(
                Text(
                    "Penerima program itu tidak diketahui untuk satuan ini.",
                    "Who receives that programme is not known for this unit.",
                ),
                hint=Text(
                    "Pilih `semua`, atau satuan penerima program itu.", "Choose `all`, or the unit it is given to."
                ),
                code="list-receipt",
            )
        return programme.listed

    def where(self, on: dt.date, present: list[str]) -> str:
        """The SQL condition over the frame, made from checked choices only. present: columns the file has."""
        self.check()
        parts = ["TRUE"]
        if self.region != "00":
            code = self.region
            parts.append(f"(village_code = '{code}' OR starts_with(village_code, '{code}.'))")
        if self.decile is not None:
            parts.append(f"{identifier(self.scope)} <= {int(self.decile)}")
        if self.receipt != "semua":
            column = identifier(self.listed())
            yes = f"{column} IN (1, 2)" if self.listed() == "segmen_jkn" else f"{column} = 1"
            parts.append(yes if self.receipt == "menerima" else f"({column} IS NOT NULL AND NOT ({yes}))")
        for name in self.conditions:
            found = condition(name)
            missing = sorted(found.expression.columns - set(present))
            if missing:
                raise UserError(
                    Text(f"Rilis ini tidak memuat kolom `{missing[0]}`.", f"This release lacks column `{missing[0]}`."),
                    hint=Text("Lepas syarat itu.", "Leave that condition out."),
                    code="list-condition",
                )
            parts.append(f"coalesce(({found.sql(on)}), FALSE)")
        return " AND ".join(parts)


def _choose(what: Text) -> UserError:
    return UserError(Text(f"Pilih {what.id}.", f"Choose {what.en}."), code="list-choice")
