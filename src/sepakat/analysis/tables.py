"""Tables of an analysis: declared columns, rows as dictionaries, and the facts that print them honestly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sepakat.core.table import Column, Table
from sepakat.core.text import Text

_TYPES = {"text": pa.string(), "int": pa.int64(), "real": pa.float64(), "bool": pa.bool_()}


@dataclass(frozen=True)
class Spec:
    """A column. label: what it holds, in a few words; type: text, int, real or bool; unit, decimals, kind: as of
    `core.Column`. own: shown in the unit and decimals of the indicator at hand; apart: a difference or an error, whose
    unit beside percentages is the percentage point."""

    name: str
    label: Text
    type: str = "text"
    unit: str = ""
    decimals: int = 0
    kind: str = "value"
    own: bool = False
    apart: bool = False

    def in_unit(self, own: str) -> str:
        """The unit of the column, where the indicator's is `own`."""
        unit = own if self.own else self.unit
        return POINTS if self.apart and unit == "persen" else unit


POINTS = "poin persen"
REGION = Spec("region", Text("Kode wilayah", "Region code"), kind="region")
NAME = Spec("name", Text("Nama wilayah", "Name of the region"), kind="text")
STATEMENT = Spec("statement", Text("Pernyataan statistik", "Statistical statement"), kind="text")


def text(name: str, id_: str, en: str, kind: str = "text") -> Spec:
    return Spec(name, Text(id_, en), kind=kind)


def real(name: str, id_: str, en: str, decimals: int = 2, unit: str = "", own: bool = False) -> Spec:
    return Spec(name, Text(id_, en), "real", unit, decimals, own=own)


def apart(name: str, id_: str, en: str) -> Spec:
    """A difference of the indicator's figures, or their error."""
    return Spec(name, Text(id_, en), "real", own=True, apart=True)


def whole(name: str, id_: str, en: str, unit: str = "") -> Spec:
    return Spec(name, Text(id_, en), "int", unit)


def build(
    specs: Sequence[Spec],
    rows: Iterable[Mapping[str, Any]],
    title: Text,
    release: Any,
    *,
    unit: str = "",
    decimals: int = 1,
    notes: Sequence[Text] = (),
    meta: Mapping[str, Any] | None = None,
) -> Table:
    """A protected Table of these rows. unit, decimals: of the columns that take the indicator's own. Texts in rows are
    written in the reader's language. Every row rests on figures that are published, or is protected by its maker."""
    listed = [{k: str(v) if isinstance(v, Text) else v for k, v in row.items()} for row in rows]
    arrays = [pa.array([row.get(s.name) for row in listed], _TYPES[s.type]) for s in specs]
    return Table(
        pa.Table.from_arrays(arrays, names=[s.name for s in specs]),
        title,
        tuple(Column(s.name, s.label, s.in_unit(unit), decimals if s.own else s.decimals, s.kind) for s in specs),
        release=str(getattr(release, "id", "")),
        protected=True,
        sample=bool(getattr(release, "sample", False)),
        notes=tuple(dict.fromkeys(notes)),
        meta=dict(meta or {}),
    )
