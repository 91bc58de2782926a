"""Guided conditions: a variable of the catalogue, a comparison and a value, which together make an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sepakat.catalogue import Variable, table
from sepakat.core.errors import UserError
from sepakat.core.text import Text

ROWS = 5
SIGNS: Mapping[str, Text] = {
    "=": Text("sama dengan", "equals"),
    "<>": Text("tidak sama dengan", "does not equal"),
    ">=": Text("paling sedikit", "at least"),
    "<=": Text("paling banyak", "at most"),
}
OWN, MEMBER, FAMILY = "", "anggota:", "keluarga:"
_TYPES = ("kode", "ya_tidak", "bilangan")
_NOT = ("skor", "hasil_pendataan", "tanggal_", "bulan_", "no_urut")


@dataclass(frozen=True)
class Group:
    """One group of the menu: variables with the prefix that their values carry."""

    label: Text
    prefix: str
    variables: Mapping[str, Variable]


@lru_cache(maxsize=2)
def groups(unit: str) -> tuple[Group, ...]:
    """What a condition may be about: the unit's facts, for persons also their family's, and members of the family."""
    family, person = _usable("frame_family"), _usable("frame_person")
    members = Group(Text("Ada anggota keluarga yang …", "A member of the family who …"), MEMBER, person)
    if unit == "keluarga":
        return (Group(Text("Keluarga", "Family"), OWN, family), members)
    rest = {n: v for n, v in family.items() if n not in table("frame_person").variables}
    return (
        Group(Text("Orang itu", "The person"), OWN, person),
        Group(Text("Keluarganya", "Their family"), FAMILY, rest),
        members,
    )


def _usable(frame: str) -> dict[str, Variable]:
    found = {
        n: v
        for n, v in table(frame).variables.items()
        if v.type in _TYPES and not n.startswith(_NOT) and not n.startswith(("desil_", "persentil_"))
    }
    return dict(sorted(found.items(), key=lambda item: item[1].label.id.casefold()))


@dataclass(frozen=True)
class Guided:
    """One filled row. variable: with its prefix."""

    variable: str
    sign: str
    value: str

    @property
    def member(self) -> bool:
        return self.variable.startswith(MEMBER)

    @property
    def column(self) -> str:
        return self.variable.removeprefix(MEMBER).removeprefix(FAMILY)

    @property
    def sql(self) -> str:
        """The comparison, in the language of rules."""
        return f"{self.column} {self.sign} {int(self.value)}"

    def words(self, unit: str) -> Text:
        """The condition in words, with the code's label where there is one."""
        found = next(g.variables[self.column] for g in groups(unit) if self.column in g.variables and _fits(g, self))
        codes = found.codes()
        value = codes.label(int(self.value)) if codes else Text(self.value, self.value)
        sign = SIGNS[self.sign]
        id_ = f"{_small(found.label.id)} {sign.id} {value.id if codes else self.value}"
        en = f"{_small(found.label.en)} {sign.en} {value.en if codes else self.value}"
        return Text(f"ada anggota: {id_}", f"a member: {en}") if self.member else Text(id_, en)


def _fits(group: Group, one: Guided) -> bool:
    return one.variable == group.prefix + one.column


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def check(one: Guided, unit: str) -> None:
    """UserError (code programme-condition) unless the row can be meant."""
    known = {g.prefix + n: v for g in groups(unit) for n, v in g.variables.items()}
    if one.variable not in known:
        raise _amiss(Text("Pilih keterangan dari daftar.", "Choose a fact from the list."))
    if one.sign not in SIGNS:
        raise _amiss(Text("Pilih perbandingan dari daftar.", "Choose a comparison from the list."))
    if not (one.value.isascii() and one.value.isdigit() and len(one.value) <= 9):
        raise _amiss(Text("Isi nilai dengan bilangan bulat, misalnya 60.", "Write a whole number, such as 60."))
    codes = known[one.variable].codes()
    if codes is not None and int(one.value) not in codes.rows:
        listed = "; ".join(f"{code} {label}" for code, label in list(codes.rows.items())[:12])
        raise UserError(
            Text(f"Kode {one.value} tidak ada untuk keterangan itu.", f"There is no code {one.value} for that fact."),
            hint=Text(f"Kodenya: {listed}.", f"Its codes: {listed}."),
            code="programme-condition",
        )


def _amiss(title: Text) -> UserError:
    return UserError(title, code="programme-condition")
