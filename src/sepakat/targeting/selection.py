"""What a list is of: a place, a unit, deciles, a programme's recipients or those its rule says, a pattern of lists, a
few conditions, and columns. All choices."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sepakat import catalogue
from sepakat.catalogue.choosing import UNITS, condition, list_column
from sepakat.core.duck import identifier
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting import computed, outsiders, patterns, serving

SCOPES = {
    "desil_nasional": Text("desil nasional", "national decile"),
    "desil_kabupaten": Text("desil kabupaten/kota", "regency decile"),
}
TARGETS = {  # worked out from the programme's rule (targeting.eligibility)
    "berhak_belum": Text("berhak menurut aturan, belum menerima", "due by the rule, not receiving"),
    "menerima_tidak_berhak": Text("menerima, tidak berhak menurut aturan", "receiving, not due by the rule"),
    "antrean": Text("daftar tunggu menurut urutan aturan", "waiting list in the order of the rule"),
    "skenario": Text("yang dilayani skenario tersimpan", "those whom a saved scenario serves"),
}
RECEIPTS = {
    "semua": Text("semua, menerima atau belum", "all, receiving or not"),
    "belum": Text("belum tercatat menerima", "not listed as receiving"),
    "menerima": Text("tercatat menerima", "listed as receiving"),
} | TARGETS
MOST_FIRST = 1_000_000


@dataclass(frozen=True)
class Selection:
    """region: dotted code. decile: highest decile taken, None = all, ranked or not. receipt: of `programme`.

    first: so many of the waiting list, None = all of it. overlap: a pattern of registries (`targeting.patterns`).
    scenario: a budget scenario of the programme as it was saved (`targeting.serving.kept`), for receipt `skenario`.
    """

    region: str
    unit: str
    decile: int | None = None
    scope: str = "desil_nasional"
    programme: str = ""
    receipt: str = "semua"
    conditions: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    first: int | None = None
    overlap: str = ""
    scenario: str = ""

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
            population.get("pertama"),
            population.get("irisan", ""),
            population.get("skenario", ""),
        )

    @property
    def by_rule(self) -> bool:
        """Whether who is in it follows from a programme's rule."""
        return self.receipt in TARGETS

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
        if (self.receipt == "skenario") != bool(self.scenario):
            raise _choose(Text("skenario tersimpan", "a saved scenario"))
        if self.first is not None and (self.receipt != "antrean" or not 1 <= self.first <= MOST_FIRST):
            raise _choose(Text("jumlah hanya untuk daftar tunggu, mulai dari 1", "a number of a waiting list, from 1"))
        if self.by_rule:
            self.ruled()
            if self.scenario:
                serving.read(self)
        elif self.receipt != "semua":
            self.listed()
        if self.overlap:
            patterns.read(self.overlap)
        if outsiders.chosen_so(self):
            outsiders.check(self)
        if computed.ORDER in self.columns and self.receipt not in computed.ORDERED:
            raise _choose(Text("kolom urutan hanya pada daftar tunggu", "the place only in a waiting list"))
        if computed.REASONS in self.columns and not self.by_rule:
            raise _choose(
                Text("kolom alasan hanya pada daftar menurut aturan", "reasons only in a list by a programme's rule")
            )

    def ruled(self) -> catalogue.Programme:
        """The programme whose rule decides; UserError where none is named or it is given to another unit."""
        programme = catalogue.programme(self.programme) if self.programme else None
        if programme is None or programme.unit != self.unit:
            unit = programme.unit if programme else "…"
            raise UserError(
                Text(
                    "Pilihan menurut aturan memerlukan program yang diberikan kepada satuan itu.",
                    "A choice by rule needs a programme that is given to that unit.",
                ),
                hint=Text(f"Pilih program, dan satuannya: {unit}.", f"Choose a programme, and its unit: {unit}."),
                code="list-receipt",
            )
        return programme

    def canonical(self, on: dt.date) -> str:
        """The choice as one text, the same for the same choice; with the rule that held on that day."""
        facts: dict[str, Any] = {
            "region": self.region, "unit": self.unit, "decile": self.decile, "scope": self.scope,
            "programme": self.programme, "receipt": self.receipt, "conditions": sorted(self.conditions),
            "columns": list(self.columns), "first": self.first, "overlap": self.overlap,
        }  # fmt: skip
        if self.by_rule:
            facts["rule"] = computed.rule_text(self.ruled().rule(on))
        if self.scenario:
            facts["scenario"] = json.loads(self.scenario)
        return json.dumps(facts, sort_keys=True, ensure_ascii=False)

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
        if self.receipt != "semua" and not self.by_rule:
            column = identifier(self.listed())
            codes = ", ".join(str(int(c)) for c in catalogue.programme(self.programme).listed_codes)
            yes = f"{column} IN ({codes})"
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
