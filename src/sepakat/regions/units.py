"""Below the village: SLS (BPS), dusun, RW and RT, as units of the village.

BPS numbers its smallest enumeration unit, the SLS, inside its own village code: 2+2+3+3 digits, then 4 for the SLS and
2 for the sub-SLS, 16 in all. Dusun, RW and RT have no national code: they are numbered within their village here, as
`53.01.08.2010/dusun-02`, `…/rw-003`, `…/rt-012`, because that is how a village itself tells them apart. One RT number
may occur in several RW; then the RW stands in its code: `…/rw-003/rt-012`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.regions.codes import level_of

KINDS = ("dusun", "rw", "rt", "sls")
# Which kinds a unit may lie in, besides the village itself.
PARENTS = {"dusun": (), "rw": ("dusun",), "rt": ("rw", "dusun"), "sls": ("sls", "rt", "rw", "dusun")}
SCHEMA = pa.schema(
    [
        ("village_code", pa.string()),
        ("unit_code", pa.string()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("parent_unit", pa.string()),
        ("sls_code", pa.string()),
    ]
)
_UNIT_PART = re.compile(r"(dusun|rw|rt|sls)-[0-9A-Za-z]{1,16}")


@dataclass(frozen=True, slots=True)
class Sls:
    """An SLS code in its parts. village: 10-digit BPS village code; sls: 4 digits; sub: 2 digits (`00` = whole SLS)."""

    village: str
    sls: str
    sub: str

    @property
    def code(self) -> str:
        return self.village + self.sls + self.sub


@dataclass(frozen=True, slots=True)
class VillageUnit:
    """One dusun, RW, RT or SLS. code: see the module; parent_unit: code of the unit it lies in, None = the village.
    sls_code: the 16-digit BPS code, where one is known."""

    kind: str
    code: str
    name: str
    village_code: str
    parent_unit: str | None = None
    sls_code: str | None = None


def parse_sls(code: str) -> Sls:
    """The parts of a 14- or 16-digit SLS code (14: without the sub-SLS, read as `00`). UserError for another form."""
    text = code.strip() if isinstance(code, str) else ""
    if not (text.isascii() and text.isdigit() and len(text) in (14, 16)):
        raise UserError(
            Text("Kode SLS terdiri dari 16 angka.", "An SLS code has 16 digits."),
            detail=Text(
                "Susunannya 2+2+3+3 angka kode desa BPS, 4 angka SLS, 2 angka sub-SLS.",
                "It is made of 2+2+3+3 digits of the BPS village code, 4 of the SLS, 2 of the sub-SLS.",
            ),
            hint=Text("Periksa panjang kode dan angka nol di depan.", "Check its length and leading zeros."),
            code="sls-code-form",
        )
    return Sls(text[:10], text[10:14], text[14:] or "00")


def format_sls(village: str, sls: str | int, sub: str | int = 0) -> str:
    """The 16-digit code of an SLS in a BPS village (10 digits): `format_sls("5303120010", 12)`."""
    number, below = f"{sls:0>4}", f"{sub:0>2}"
    return parse_sls(f"{village:0>10}{number}{below}").code


def unit_code(village_code: str, **numbers: str | int) -> str:
    """The code of a unit from its numbers, outermost first: `unit_code("53.01.08.2010", rw=3, rt=12)` →
    `53.01.08.2010/rw-003/rt-012`. Whole numbers get three digits, so that codes sort in order."""
    parts = [f"{kind}-{_number(value)}" for kind, value in numbers.items()]
    if level_of(village_code) != "desa" or not parts or not all(_UNIT_PART.fullmatch(p) for p in parts):
        raise UserError(
            Text("Kode dusun/RW/RT tidak dapat dibentuk.", "The dusun/RW/RT code cannot be made."),
            hint=Text("Beri kode desa bertitik dan nomor unitnya.", "Give a dotted village code and a unit number."),
            code="unit-code-form",
        )
    return "/".join([village_code, *parts])


def _number(value: str | int) -> str:
    text = str(value).strip()
    return f"{int(text):03d}" if text.isascii() and text.isdigit() else text


def check_units(units: Iterable[VillageUnit]) -> list[tuple[VillageUnit, Text]]:
    """Every unit that does not fit, with the reason: unknown kind, code of another village, code used twice, a parent
    that is missing, of another village or of a kind that cannot hold it, a circle. Empty = all fit."""
    every = list(units)
    by_code: dict[str, VillageUnit] = {}
    wrong: list[tuple[VillageUnit, Text]] = []
    for unit in every:
        if unit.code in by_code:
            wrong.append((unit, Text("Kode unit dipakai dua kali.", "The unit code is used twice.")))
        by_code.setdefault(unit.code, unit)
    for unit in every:
        reason = _misfit(unit, by_code)
        if reason is not None:
            wrong.append((unit, reason))
    return wrong


def _misfit(unit: VillageUnit, by_code: dict[str, VillageUnit]) -> Text | None:
    if unit.kind not in KINDS:
        return Text("Jenis unit: dusun, rw, rt atau sls.", "Kinds of unit: dusun, rw, rt or sls.")
    if not unit.code.startswith(unit.village_code + "/"):
        return Text("Kode unit tidak diawali kode desanya.", "The unit code does not start with its village code.")
    if unit.parent_unit is None:
        return None
    parent = by_code.get(unit.parent_unit)
    if parent is None:
        return Text("Unit induknya tidak ada.", "Its parent unit is missing.")
    if parent.village_code != unit.village_code:
        return Text("Unit induknya di desa lain.", "Its parent unit is in another village.")
    if parent.kind not in PARENTS[unit.kind]:
        inner, outer = unit.kind, parent.kind
        return Text(f"{inner} tidak berada di dalam {outer}.", f"A {inner} does not lie in a {outer}.")
    seen = {unit.code}
    up: VillageUnit | None = parent
    while up is not None:
        if up.code in seen:
            return Text("Unit menjadi induk dirinya sendiri.", "The unit is its own parent.")
        seen.add(up.code)
        up = by_code.get(up.parent_unit) if up.parent_unit else None
    return None


def table(units: Iterable[VillageUnit]) -> pa.Table:
    """The `village_unit` table of a release (SCHEMA), sorted by village and unit code. UserError if any unit does not
    fit, with the number of misfits and the first reason."""
    every = sorted(units, key=lambda u: (u.village_code, u.code))
    wrong = check_units(every)
    if wrong:
        unit, reason = wrong[0]
        raise UserError(
            Text(f"{len(wrong)} unit di bawah desa belum benar.", f"{len(wrong)} units below the village do not fit."),
            detail=reason,
            hint=Text("Perbaiki daftar unit desa itu.", "Mend the list of units of that village."),
            where=unit.code,
            code="village-units",
        )
    columns = [
        [u.village_code for u in every],
        [u.code for u in every],
        [u.kind for u in every],
        [u.name for u in every],
        [u.parent_unit for u in every],
        [u.sls_code for u in every],
    ]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)


def below(units: Iterable[VillageUnit], code: str) -> list[VillageUnit]:
    """The units directly inside a village or a unit, in code order."""
    inside = [u for u in units if u.parent_unit == code or (u.parent_unit is None and u.village_code == code)]
    return sorted(inside, key=lambda u: u.code)
