"""Groups that a scenario may favour: families with such a member, or such persons. One bit each, in a stated order.

Those of persons are the conditions of the catalogue (`catalogue/conditions/orang_*.toml`), so that lists, scenarios and
indicators mean the same by a word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from sepakat.catalogue.choosing import condition
from sepakat.core.text import Text


@dataclass(frozen=True)
class Category:
    """One group. bit: its place in the mask; person: the catalogue's condition on persons, else `column = value`."""

    id: str
    label: Text
    bit: int
    person: str = ""
    column: str = ""
    value: int = 0

    def sql(self, on: dt.date) -> str:
        """The condition on a row of the frame of persons."""
        return condition(self.person).sql(on) if self.person else f'"{self.column}" = {self.value}'

    @property
    def columns(self) -> frozenset[str]:
        """Columns of the frame that it reads."""
        return condition(self.person).expression.columns if self.person else frozenset({self.column})


@lru_cache(maxsize=1)
def categories() -> Mapping[str, Category]:
    """All groups by id, in the order of their bits."""
    listed = (
        ("disabilitas", Text("Penyandang disabilitas", "Person with a disability"), "orang_disabilitas", "", 0),
        ("hamil", Text("Ibu hamil", "Pregnant woman"), "orang_hamil", "", 0),
        ("balita", Text("Balita", "Child under five"), "orang_balita", "", 0),
        ("lansia", Text("Lansia", "Elderly person"), "orang_lansia", "", 0),
        ("kepala_perempuan", Text("Kepala keluarga perempuan", "Woman heading the family"), "", "jenis_kelamin_kk", 2),
        ("perdesaan", Text("Daerah perdesaan", "Rural area"), "", "tipe_daerah", 2),
    )
    made = (
        Category(i, label, bit, person, column, value) for bit, (i, label, person, column, value) in enumerate(listed)
    )
    return MappingProxyType({c.id: c for c in made})


def mask(names: tuple[str, ...]) -> int:
    """The bits of several groups."""
    return sum(1 << categories()[name].bit for name in dict.fromkeys(names))


def available(columns: frozenset[str]) -> tuple[str, ...]:
    """The groups that a frame with these columns can tell."""
    return tuple(c.id for c in categories().values() if c.columns <= columns)
