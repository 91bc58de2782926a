"""One indicator of one region, cut by sex, age, disability, decile and the like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sepakat import charts
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.presenters.cells import Cell, figures

# What the page shows, in its order; the other deciles and declared lists are for downloads and the command line.
SHOWN = ("desil_nasional", "jenis_kelamin", "kelompok_umur", "disabilitas", "jenis_kelamin_kk", "tipe_daerah")


@dataclass(frozen=True)
class ClassRow:
    """One class of a breakdown."""

    klass: object
    label: Text
    cell: Cell
    words: str
    bar: str


@dataclass(frozen=True)
class Breakdown:
    dim: str
    label: Text
    rows: tuple[ClassRow, ...]

    @property
    def all_hidden(self) -> bool:
        return self.hidden == len(self.rows)

    @property
    def hidden(self) -> int:
        return sum(r.cell.state == "hidden" for r in self.rows)


def breakdowns(region: Region, indicator: IndicatorView, whole: Cell, dims: Sequence[str] = SHOWN) -> list[Breakdown]:
    """The breakdowns that have any figure here, in the order of `dims`."""
    known = data.source().dimensions()
    wanted = [d for d in dims if d in known and (indicator.person or not known[d].person_only)]
    found = [breakdown(region, indicator, whole, d) for d in wanted]
    return [b for b in found if b is not None]


def breakdown(region: Region, indicator: IndicatorView, whole: Cell, dim: str) -> Breakdown | None:
    """One breakdown; None where no class has a figure or a hidden one."""
    about = data.source().dimensions()[dim]
    cells = figures((indicator.id,), region.code, region.level, dim)
    pairs = [(k, label, cells.get(indicator.id, region.code, k)) for k, label in about.classes.items()]
    pairs = [p for p in pairs if p[2].state in ("value", "hidden", "empty")]
    if not any(cell.state != "empty" for _, _, cell in pairs):
        return None
    top = max([c.value for _, _, c in pairs if c.value is not None] + [whole.value or 0])
    rows = tuple(
        ClassRow(k, label, c, c.words(indicator), charts.draw("cellbar", c.value, top=top, mark=whole.value))
        for k, label, c in pairs
    )
    label = about.label
    if dim.startswith("desil_"):
        label = Text(f"{label.id} (simulasi)", f"{label.en} (simulation)") if "simulasi" not in label.id else label
    return Breakdown(dim, label, rows)
