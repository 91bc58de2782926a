"""One figure with its state, and how it is printed. A hidden, a missing and a zero figure never look alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sepakat import regions
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.web import data
from sepakat.web.data import IndicatorView, Source
from sepakat.web.presenters import places

HIDDEN = Text("Disembunyikan: kurang dari batas terkecil yang boleh ditampilkan.", "Hidden: fewer than may be shown.")
NONE = Text("Belum ada data.", "No data yet.")
EMPTY = Text("Tidak berlaku: tidak ada yang dihitung di sini.", "Not applicable: there is nothing to count here.")
WITHHELD = Text("Tidak ditampilkan: RSE di atas 50 persen.", "Withheld: RSE over 50 percent.")
LEGEND = (
    ("#", Text("disembunyikan demi kerahasiaan", "hidden for confidentiality")),
    ("…", Text("belum ada data", "no data yet")),
    ("–", Text("tidak berlaku", "not applicable")),
    ("*", Text("RSE 25–50%, gunakan dengan hati-hati", "RSE 25-50%, use with care")),
    ("**", Text("RSE di atas 50%, tidak ditampilkan", "RSE over 50%, withheld")),
    ("n", Text("banyak keluarga atau orang yang dihitung", "number of families or persons counted")),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """state: `value`, `hidden` (suppressed), `empty` (nothing to count: not applicable), `withheld` (too weak a survey
    estimate to show) or `none` (no figure). sampled: from a survey; rse: relative standard error in percent; sign: of
    the RSE rule."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    n: int | None = None
    state: str = "none"
    version: str = ""
    sampled: bool = False
    rse: float | None = None
    sign: str = ""

    def words(self, indicator: IndicatorView) -> str:
        """The value as printed, with `*` where a survey's estimate is weak, or the sign alone."""
        if self.state == "value":
            return number(self.value, indicator.decimals) + ("*" if self.weak else "")
        return {"hidden": "#", "empty": "–", "withheld": "**"}.get(self.state, "…")

    @property
    def weak(self) -> bool:
        """To be used with care: the engine's rule on the relative standard error (a dated parameter) says so."""
        return self.sign == "*"

    @property
    def remark(self) -> str:
        """The sentence behind a sign; empty for a value."""
        if self.state == "value" and self.weak:
            said = number(self.rse)
            return str(Text(f"Perkiraan kurang teliti (RSE {said} persen).", f"Weak estimate (RSE {said} percent)."))
        words = {"hidden": HIDDEN, "empty": EMPTY, "none": NONE, "withheld": WITHHELD}.get(self.state)
        return str(words) if words else ""


MISSING = Cell()


_COLUMNS = ("value", "numerator", "denominator", "n", "suppressed", "version", "se", "rse", "sign")


def _cell(
    value: float | None,
    numerator: float | None,
    denominator: float | None,
    n: int | None,
    suppressed: bool | None,
    version: str | None,
    se: float | None,
    rse: float | None,
    sign: str | None,
) -> Cell:
    """The columns of one row of the engine's Table as a Cell."""
    if value is not None:
        state = "hidden" if suppressed else "value"
    else:
        state = "withheld" if sign == "**" else "hidden" if suppressed else "empty"
    return Cell(
        None if value is None else float(value),
        None if numerator is None else float(numerator),
        None if denominator is None else float(denominator),
        n,
        state,
        version or "",
        se is not None or rse is not None,
        rse,
        sign or "",
    )


def cell(row: Mapping[str, Any]) -> Cell:
    """A row of the engine's Table as a Cell."""
    return _cell(*(row.get(name) for name in _COLUMNS))


class Figures:
    """Cells of one profile table by (indicator, region, class of the breakdown or None)."""

    def __init__(self, table: Table, dim: str = "") -> None:
        data, nothing = table.data, [None] * len(table)
        held = set(data.column_names)
        columns = [data.column(name).to_pylist() if name in held else nothing for name in _COLUMNS]
        classes = data.column(dim).to_pylist() if dim and dim in held else nothing
        keys = zip(table.column("indicator"), table.column("region"), classes, strict=True) if len(table) else ()
        self.cells: dict[tuple[str, str, Any], Cell] = dict(zip(keys, map(_cell, *columns), strict=True))
        self.regions = sorted({region for _, region, _ in self.cells})

    def get(self, indicator: str, region: str, klass: Any = None) -> Cell:
        return self.cells.get((indicator, region, klass), MISSING)

    def by_region(self, indicator: str, regions: Iterable[str] | None = None) -> dict[str, Cell]:
        return {region: self.get(indicator, region) for region in (self.regions if regions is None else regions)}


def figures(ids: Sequence[str], region: str, level: str, dim: str = "") -> Figures:
    """The figures of these indicators for all regions at `level` inside `region`; kept while the release stands.

    What stands on one page stands on its neighbours' pages too: the totals of a family of regions (the children of one
    region) are read for all indicators at once, and a region's own totals with those of its siblings. So the answer
    may hold more than was asked.
    """
    source = data.source()
    if not dim and level != "nasional":
        parent = regions.parent_code(region)
        if parent is not None and regions.level_of(region) == level:
            region = parent
        if places.child_level(regions.level_of(region)) == level:
            ids = tuple(source.indicators())
    # a source is hashed by identity; the protocol does not say so
    return _kept(source, source.stamp(), tuple(ids), region, level, dim)  # type: ignore[arg-type]


# A family of 24 regions is some 700 kB.
@lru_cache(maxsize=128)
def _kept(source: Source, _stamp: str, ids: tuple[str, ...], region: str, level: str, dim: str) -> Figures:
    return Figures(source.profile(ids, region, level, dim), dim)
