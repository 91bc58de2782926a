"""Standard breakdowns: the dimensions along which published profiles are cut (`--by` names)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sepakat.catalogue.codes import Codelist, codelist
from sepakat.catalogue.tables import frames, table
from sepakat.core.text import Text

# Order is that of menus. A name is offered for a unit of analysis where a frame of that unit holds the column.
STANDARD = (
    "jenis_kelamin",
    "kelompok_umur",
    "disabilitas",
    "desil_nasional",
    "desil_provinsi",
    "desil_kabupaten",
    "tipe_daerah",
    "jenis_kelamin_kk",
)


@dataclass(frozen=True)
class Dimension:
    """One breakdown. units: units of analysis that have it (`orang`, `keluarga`); codelist: its code list's name."""

    name: str
    label: Text
    codelist: str
    units: tuple[str, ...]

    def codes(self) -> Codelist:
        return codelist(self.codelist)


@functools.lru_cache(maxsize=1)
def dimensions() -> Mapping[str, Dimension]:
    """The standard breakdowns by column name, in menu order."""
    found: dict[str, Dimension] = {}
    for name in STANDARD:
        units: list[str] = []
        for unit, frame in (("orang", "frame_person"), ("keluarga", "frame_family")):
            if name in table(frame).variables:
                units.append(unit)
                variable = table(frame).variables[name]
        assert variable.codelist is not None, name
        found[name] = Dimension(name, variable.label, variable.codelist, tuple(units))
    return MappingProxyType(found)


def breakdown_columns(unit: str) -> Mapping[str, Dimension]:
    """Every column of a unit's frames that has a code list: what `--by` accepts beside the standard ones."""
    found: dict[str, Dimension] = {}
    for spec in frames(unit).values():
        for variable in spec.variables.values():
            if variable.codelist and variable.type != "bit":  # a bit sum is several answers, not one class
                found.setdefault(variable.name, Dimension(variable.name, variable.label, variable.codelist, (unit,)))
    return MappingProxyType(found)
