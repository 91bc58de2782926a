"""A map of the parts of a region: on imported boundaries, or the schematic layout where there are none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sepakat import charts
from sepakat.charts import Area, Classes
from sepakat.core.text import Text
from sepakat.web import data


def drawn(
    region: str, level: str, areas: Iterable[Area], *, title: Text, unit: str, classes: Classes | None = None
) -> tuple[str, bool]:
    """(SVG, whether it is the schematic layout) of these parts of `region`, given without their outlines."""
    outlines = data.source().outlines(region, level)
    found = [_placed(a, outlines.areas.get(a.code)) if outlines else a for a in areas]
    if outlines and any(a.path for a in found):
        args = {"title": title, "unit": unit, "note": outlines.note, "classes": classes}
        return charts.draw("choropleth", found, outlines.width, outlines.height, **args), False
    return charts.draw("tiles", found, title=title, unit=unit, classes=classes), True


def _placed(area: Area, outline: tuple[str, float, float] | None) -> Area:
    if outline is None:
        return area
    path, x, y = outline
    return replace(area, path=path, x=x, y=y)
