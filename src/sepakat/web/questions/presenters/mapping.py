"""The map of an answer whose table says what to colour: classes with words, values in the table beside it."""

from __future__ import annotations

from collections.abc import Callable

from sepakat.charts import Area, Classes
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.web.presenters import maps, places

MOST_TILES = 60  # of the schematic layout; more are quicker found in the table
METHOD = Text("golongan: lihat cara membacanya", "classes: see how to read it")
CAPTION = Text(
    "Makin gelap, makin didahulukan; hurufnya sama dengan di keterangan gambar. Golongan tiap wilayah ada di tabel.",
    "The darker, the sooner; letters as in the key. The class of every region stands in the table.",
)


def drawn(table: Table, link: Callable[[str], str]) -> str:
    """SVG; empty for a table without a map, and where nothing would be seen."""
    asked = table.meta.get("map")
    rows = table.rows()
    if not asked or len(rows) < 2 or all(r[asked["column"]] is None for r in rows):
        return ""
    column = next(c for c in table.columns if c.name == asked["column"])
    classes = Classes(tuple(asked["breaks"]), column.decimals, tuple(str(w) for w in asked["words"]), METHOD)
    areas = []
    for row in rows:
        value = row[column.name]
        words = number(value, column.decimals) if value is not None else ""
        state = "hidden" if value is None else "value"
        name = places.short(places.region(row["region"]))
        areas.append(Area(row["region"], name, value, words, state, link(row["region"])))
    areas.sort(key=lambda a: a.code)
    svg, schematic = maps.drawn(
        asked["inside"], asked["level"], areas, title=table.title, unit=str(asked["unit"]), classes=classes
    )
    return "" if schematic and len(areas) > MOST_TILES else svg
