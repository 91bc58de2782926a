"""Scenarios on their way: what a person has typed, read from the address and written back to it.

The first scenario stands in the address field by field; those beside it are one `lain` each, written the same way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sepakat import catalogue
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.targeting.scenarios import MOST, Scenario
from sepakat.targeting.scenarios.categories import categories
from sepakat.targeting.scenarios.model import NEW, SCOPES, wrong

FIRST = "pkh"
OWN = ("nama", "desil", "kelompok", "desil_kelompok", "dahulukan", "cakupan", "biaya", "bulan", "plafon", "kuota",
       "penyerapan", "provinsi", "pusat")  # fmt: skip
_LONGEST = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # no picture or file can hold them
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{3}){1,4}|\d{1,15})(?:,\d{1,2})?", re.ASCII)
_SHOWN_AS = {  # the library's fields under the names of the form
    "desil_maks": "desil", "desil_maks_kategori": "desil_kelompok", "kategori": "kelompok", "pembayar": "provinsi",
    "aturan.syarat": "desil",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One scenario as typed: every field is text. kelompok: ids of categories."""

    nama: str = ""
    desil: str = ""
    kelompok: tuple[str, ...] = ()
    desil_kelompok: str = ""
    dahulukan: tuple[str, ...] = ()
    cakupan: str = NEW
    biaya: str = ""
    bulan: str = "12"
    plafon: str = ""
    kuota: str = ""
    penyerapan: str = "100"
    provinsi: str = ""
    pusat: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Fields that hold something other than what they start from, in one order."""
        found = []
        for name in OWN:
            value = getattr(self, name)
            if isinstance(value, tuple):
                found += [(name, one) for one in value]
            elif value and value != getattr(Draft, name):
                found.append((name, value))
        return found

    @property
    def query(self) -> str:
        return urlencode(self.pairs)


@dataclass(frozen=True)
class Asked:
    """A whole page: programme and region, the first scenario and those beside it."""

    program: str
    wilayah: str
    draft: Draft
    lain: tuple[Draft, ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        head = [("program", self.program), ("wilayah", self.wilayah), *self.draft.pairs]
        return [*head, *(("lain", other.query) for other in self.lain)]

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    @property
    def full(self) -> bool:
        return len(self.lain) + 1 >= MOST

    def beside(self) -> Asked:
        """A page on which the first scenario is typed anew and this one stands beside it."""
        return replace(self, draft=replace(self.draft, nama=""), lain=(*self.lain, self.draft))

    def scenarios(self) -> tuple[Scenario, ...]:
        """All scenarios, the earlier ones first. UserError scenario-field, `where` naming the form's field."""
        return tuple(scenario(self.program, draft, place) for place, draft in enumerate((*self.lain, self.draft), 1))


def read(given: Any, start: str = "00") -> Asked:
    """A page's address. given: anything with `get` and `getlist`. start: the region where none is given."""
    others = [dict_of(parse_qsl(text[:600])) for text in given.getlist("lain")[: MOST - 1]]
    fields = {name: list(given.getlist(name)) for name in OWN}
    return Asked(
        (given.get("program") or FIRST).strip()[:60],
        (given.get("wilayah") or "").strip()[:100] or start,
        _draft(fields),
        tuple(_draft(other) for other in others),
    )


def dict_of(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _draft(fields: Mapping[str, list[str]]) -> Draft:
    made: dict[str, Any] = {}
    for name in OWN:
        values = [plain for v in fields.get(name, []) if (plain := _CONTROL.sub("", v).strip()[:_LONGEST])]
        if isinstance(getattr(Draft, name), tuple):
            made[name] = tuple(v for v in categories() if v in values)
        elif values:
            made[name] = values[-1]
    return Draft(**made)


def usual(program: str, on: dt.date) -> Draft:
    """A draft with what the catalogue knows of a programme: its cut, its benefit, who pays."""
    found = catalogue.programme(program)
    try:
        high = found.rule(on).decile_max
    except UserError:
        high = 4
    cost = ""
    benefit = found.benefit(on)
    if benefit is not None and benefit.amount:
        months = {"bulan": 1, "tahun": 12, "sekali": 12}[benefit.period]
        cost = number(round(float(benefit.amount) / months), 0, "id")
    payment = found.payers(on)
    shares = {k: round(100 * float(v)) for k, v in payment.shares.items()} if payment is not None else {}
    told = {k: str(v) for k, v in shares.items() if v and k in ("provinsi", "pusat")}
    return Draft(desil=str(high), biaya=cost, provinsi=told.get("provinsi", ""), pusat=told.get("pusat", ""))


def scenario(program: str, draft: Draft, place: int = 1) -> Scenario:
    """What a draft means, checked. UserError scenario-field with the form's field in `where`."""
    province, nation = _amount("provinsi", draft.provinsi) or 0, _amount("pusat", draft.pusat) or 0
    if province + nation > 100:
        raise wrong(
            "provinsi",
            f"bersama bagian pusat ({nation:g}) paling banyak 100 persen",
            f"and the nation's share ({nation:g}) pass 100 percent together",
        )
    shares = {"pusat": nation, "provinsi": province, "kabupaten": 100 - province - nation}
    months, take_up = _whole("bulan", draft.bulan), _amount("penyerapan", draft.penyerapan)
    try:
        return Scenario(
            name=draft.nama or str(Text(f"Skenario {place}", f"Scenario {place}")),
            programme=program,
            decile_max=_whole("desil", draft.desil, 4) or 0,
            categories=draft.kelompok,
            category_decile=_whole("desil_kelompok", draft.desil_kelompok) if draft.kelompok else None,
            first=draft.dahulukan,
            scope=draft.cakupan if draft.cakupan in SCOPES else NEW,
            quota=_whole("kuota", draft.kuota),
            ceiling=_amount("plafon", draft.plafon),
            cost=_amount("biaya", draft.biaya) or 0.0,
            months=12 if months is None else months,
            take_up=100.0 if take_up is None else take_up,
            shares={payer: share for payer, share in shares.items() if share},
        ).check()
    except UserError as error:
        if error.code == "scenario-field" and error.where in _SHOWN_AS:
            error.where = _SHOWN_AS[error.where]
        raise


def _amount(name: str, text: str) -> float | None:
    """`Rp42.000`, `42000`, `1,5`; None where nothing was typed. A dot marks thousands only."""
    plain = text.lower().removeprefix("rp").replace(" ", "").replace("%", "")
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise wrong(
            name, "ditulis dengan angka, misalnya 42.000 atau 1,5", "is written in digits, such as 42.000 or 1,5"
        )
    return float(plain.replace(".", "").replace(",", "."))


def _whole(name: str, text: str, fallback: int | None = None) -> int | None:
    found = _amount(name, text)
    if found is None:
        return fallback
    if found != int(found):
        raise wrong(name, "harus bilangan bulat", "must be a whole number")
    return int(found)
