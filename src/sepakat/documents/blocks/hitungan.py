"""A free count: persons, families or an indicator, for a group, by parts of the region and by attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from sepakat import catalogue, engine
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.documents import tabled
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.parts import Part
from sepakat.engine.tabulating.answer import place

LABEL = Text("Hitungan sendiri", "A count of one's own")
OPTIONS: Mapping[str, Text] = {
    "apa": Text("orang, keluarga, atau satu indikator.", "orang, keluarga or an indicator."),
    "siapa": Text("Syarat `ciri:kelas`, dipisah koma.", "Conditions `attribute:class`."),
    "tingkat": Text("Bagian wilayah pada tingkat ini.", "Parts of the region at this level."),
    "menurut": Text("Dirinci menurut ciri ini, dipisah koma.", "Broken down by these attributes."),
    "baris": Text("Baris tabel paling banyak (30).", "Most rows (30)."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    """The table, with the noise and the signs of every free count. UserErrors of `engine.tabulate`."""
    what, by = ask.text("apa", "orang"), ask.listed("menurut")
    level = ask.text("tingkat", ask.level)
    found = engine.tabulate(ask.release, what, ask.listed("siapa"), ask.region, by, level=level)
    if all(row["value"] is None for row in found.rows()):
        raise no_figure(found.title.id, ask.name, hidden=True)
    return (tabled.table(ask, _named(found, by), ("region", *by), leave=("sign", "suppressed"), facts={
        "measure": what, "formula": found.title.id, "period": f"rilis {ask.release.id}",
        "source": f"rilis {ask.release.id}",
    }, most=ask.whole("baris", 30)),)  # fmt: skip


def _named(found: Table, by: tuple[str, ...]) -> Table:
    """The table with names of regions and classes as its first columns; codes are left out by `tabled`."""
    data = found.data.append_column("place", pa.array([place(c) for c in found.column("region")], pa.string()))
    columns = [Column("place", Text("Wilayah", "Region"), kind="text")]
    for name in by:
        about = catalogue.breakdown_columns(found.meta["unit"])[name]
        words = [about.codes().label(code).id for code in found.column(name)]
        data = data.append_column(f"{name}_label", pa.array(words, pa.string()))
        columns.append(Column(f"{name}_label", about.label, kind="text"))
    return replace(found, data=data, columns=(*columns, *found.columns))
