"""A free table as a file: the same figures, with names beside the codes."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.web.presenters import places


def named(table: Table) -> Table:
    """The table with the names of regions and classes as columns of their own."""
    data, columns = table.data, list(table.columns)
    tree = regions.load()
    names = [places.title(tree.get(code)) for code in table.column("region")]
    data = data.append_column("region_name", pa.array(names, pa.string()))
    at = next(i for i, c in enumerate(columns) if c.name == "region")
    columns.insert(at + 1, Column("region_name", Text("Wilayah", "Region"), kind="text"))
    for name in table.meta["by"]:
        about = catalogue.breakdown_columns(table.meta["unit"])[name]
        labels = [str(about.codes().label(code)) for code in table.column(name)]
        data = data.append_column(f"{name}_label", pa.array(labels, pa.string()))
        at = next(i for i, c in enumerate(columns) if c.name == name)
        columns.insert(at + 1, Column(f"{name}_label", about.label, kind="text"))
        columns[at] = replace(columns[at], label=Text(f"{about.label.id} (kode)", f"{about.label.en} (code)"))
    return replace(table, data=data, columns=tuple(columns))
