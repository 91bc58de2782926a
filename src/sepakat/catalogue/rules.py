"""Rules of programmes: whom a programme is for, in the language of indicators, and in which order they wait.

A rule is a range of deciles and a condition over the columns of its unit. For families and persons alike it may count
members of the family (`[aturan.anggota]`: `ibu_hamil = "hamil = 1"`) and use the counts as columns. What no registry
can know is listed as words (`perlu_diverifikasi`) and never guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.expressions import Expression, check
from sepakat.catalogue.reading import Node, shown
from sepakat.catalogue.tables import Variable, table
from sepakat.core.text import Text

UNITS = ("keluarga", "orang")
SCOPES = ("desil_nasional", "desil_provinsi", "desil_kabupaten")
DIRECTIONS = ("naik", "turun")
MOST_REASONS = 40  # bits left for a rule's own reasons
_FRAMES = {"keluarga": ("frame_family",), "orang": ("frame_person", "frame_family")}
FIELDS = {
    "sejak", "sampai", "desil_min", "desil_maks", "lingkup", "syarat", "syarat_ekspresi", "anggota", "alasan",
    "perlu_diverifikasi", "urutan", "dasar_hukum", "sumber", "status", "catatan",
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One reason in words, true of a unit where `expression` is. against: it speaks against the unit."""

    label: Text
    expression: Expression
    against: bool = False


@dataclass(frozen=True)
class Order:
    """One step of the waiting order. rising: small values first."""

    label: Text
    expression: Expression
    rising: bool


@dataclass(frozen=True)
class Rule:
    """One rule. decile_min, decile_max: inclusive, of `scope`; conditions: the rule in words; syarat_ekspresi: what of
    it can be computed (None: the deciles alone); anggota: counts of members of the family by name; perlu_diverifikasi:
    what no registry knows; urutan: who waits first (then the poorest). source, status: of the rule. until: its last
    day (None: until the next rule)."""

    since: dt.date
    decile_min: int
    decile_max: int
    conditions: tuple[str, ...]
    source: str
    status: str
    note: str | None
    scope: str = "desil_nasional"
    syarat_ekspresi: Expression | None = None
    anggota: Mapping[str, Expression] = field(default_factory=dict)
    alasan: tuple[Reason, ...] = ()
    perlu_diverifikasi: tuple[str, ...] = ()
    urutan: tuple[Order, ...] = ()
    dasar_hukum: str | None = None
    until: dt.date | None = None

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Every expression over the unit's own row."""
        own = (self.syarat_ekspresi,) if self.syarat_ekspresi is not None else ()
        return (*own, *(r.expression for r in self.alasan), *(o.expression for o in self.urutan))

    @property
    def key(self) -> str:
        """All that decides who is due, why and in which order, as one text: equal rules have equal keys."""
        own = self.syarat_ekspresi.text if self.syarat_ekspresi is not None else ""
        parts = [f"{self.since} {self.scope} {self.decile_min}-{self.decile_max}", own]
        parts += [f"{name} = {e.text}" for name, e in self.anggota.items()]
        parts += [f"? {r.label.id}: {r.expression.text}" for r in self.alasan]
        parts += [f"{'+' if o.rising else '-'} {o.expression.text}" for o in self.urutan]
        return "\n".join(parts)

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the dated numbers that it reads."""
        return frozenset(n for e in (*self.expressions, *self.anggota.values()) for n in e.parameters)


def unit_variables(unit: str, members: Mapping[str, Expression] | None = None) -> dict[str, Variable]:
    """Columns that a rule of this unit may use: its frame's, for persons also their family's, and member counts."""
    found: dict[str, Variable] = {}
    for name in _FRAMES[unit]:
        found |= {k: v for k, v in table(name).variables.items() if k not in found}
    for name in members or ():
        found[name] = Variable(name, Text(name, name), "bilangan", None, MappingProxyType({}), True, False)
    return found


def expression(text: str, unit: str, members: Mapping[str, Expression], *, field: str, where: str) -> Expression:
    """One checked expression over the columns of a unit. UserError: the codes of `expressions.check`."""
    return check(text, unit_variables(unit, members), field=field, where=where, table=unit)


def condition(text: str, unit: str, members: Mapping[str, Expression], node: Node, field: str) -> Expression:
    """The same, which has to be true or false."""
    found = expression(text, unit, members, field=field, where=f"{shown(node.path)}: {node.prefix}{field}")
    if found.kind != "boolean":
        raise node.error(field, "Isian ini harus berupa syarat (ya/tidak).", "This is a condition (true or false).")
    return found


def _members(node: Node) -> dict[str, Expression]:
    given = node.child("anggota", {})
    known = {*unit_variables("keluarga"), *unit_variables("orang")}
    found = {}
    for name in given.data:
        if name in known or not name.isidentifier() or name != name.lower():
            raise given.error(name, f"Nama `{name}` sudah dipakai atau bukan nama kolom.", f"`{name}` is no new name.")
        found[name] = check(
            given.text(name),
            table("frame_person").variables,
            field=name,
            where=f"{shown(node.path)}: {given.prefix}{name}",
            table="orang",
        )
        if found[name].kind != "boolean":
            raise given.error(name, "Isian ini harus berupa syarat (ya/tidak).", "This is a condition.")
    return found


def read_rule(node: Node, unit: str) -> Rule:
    """One `[[aturan]]`; UserError (code catalogue-file, or the codes of `expressions.check`) for what is wrong."""
    node.only(FIELDS)
    low, high = node.integer("desil_min"), node.integer("desil_maks")
    if not 1 <= low <= high <= 10:
        raise node.error("desil_maks", "Desil berjalan dari 1 sampai 10.", "Deciles run from 1 to 10.")
    members = _members(node)
    own = node.optional_text("syarat_ekspresi")
    reasons = []
    for item in node.children("alasan"):
        item.only({"nama", "nama_en", "syarat", "menolak"})
        holds = condition(item.text("syarat"), unit, members, item, "syarat")
        reasons.append(Reason(item.label("nama", "nama_en"), holds, item.flag("menolak")))
    if len(reasons) > MOST_REASONS:
        raise node.error("alasan", f"Paling banyak {MOST_REASONS} alasan.", f"At most {MOST_REASONS} reasons.")
    order = []
    for item in node.children("urutan"):
        item.only({"nama", "nama_en", "ekspresi", "arah"})
        where = f"{shown(item.path)}: {item.prefix}ekspresi"
        by = expression(item.text("ekspresi"), unit, members, field="ekspresi", where=where)
        order.append(Order(item.label("nama", "nama_en"), by, item.choice("arah", DIRECTIONS) == "naik"))
    since, until = node.date("sejak"), node.date("sampai") if "sampai" in node.data else None
    if until is not None and until < since:
        raise node.error("sampai", "Hari terakhir tidak sebelum hari pertama.", "The last day is not before the first.")
    return Rule(
        since=since,
        decile_min=low,
        decile_max=high,
        conditions=node.texts("syarat", []),
        source=node.text("sumber"),
        status=node.choice("status", STATUSES),
        note=node.optional_text("catatan"),
        scope=node.choice("lingkup", SCOPES, "desil_nasional"),
        syarat_ekspresi=condition(own, unit, members, node, "syarat_ekspresi") if own else None,
        anggota=MappingProxyType(members),
        alasan=tuple(reasons),
        perlu_diverifikasi=node.texts("perlu_diverifikasi", []),
        urutan=tuple(order),
        dasar_hukum=node.optional_text("dasar_hukum"),
        until=until,
    )
