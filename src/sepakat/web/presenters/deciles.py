"""How a region's persons spread over the welfare deciles of the nation."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat import charts
from sepakat.core.text import Text, number
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.presenters import places
from sepakat.web.presenters.cells import Cell, figures

DIM = "desil_nasional"


@dataclass(frozen=True)
class DecileRow:
    """Persons of the region in one decile, and their share of all ranked persons of the region."""

    decile: int
    persons: float | None
    share: float | None
    state: str

    @property
    def persons_words(self) -> str:
        return number(self.persons) if self.persons is not None else _SIGN.get(self.state, "…")

    @property
    def share_words(self) -> str:
        return number(self.share, 1) if self.share is not None else _SIGN.get(self.state, "…")


_SIGN = {"hidden": "#", "empty": "–", "none": "…"}


@dataclass(frozen=True)
class Deciles:
    """Ten rows, the picture (empty where all are hidden), and one sentence about deciles 1 to 4."""

    rows: tuple[DecileRow, ...]
    picture: str
    sentence: str
    hidden: int


def deciles(region: Region, whole: Cell | None = None) -> Deciles | None:
    """The decile chart of a region; None where the release has no ranks here.

    whole: the region's figure of the decile indicator, where it has been read already.
    """
    name = data.source().decile_indicator()
    if name is None:
        return None
    found = figures((name,), region.code, region.level, DIM)
    whole = whole or figures((name,), region.code, region.level).get(name, region.code)
    cells = [found.get(name, region.code, d) for d in range(1, 11)]
    unranked = found.get(name, region.code, None).numerator or 0.0
    total = whole.numerator - unranked if whole.numerator is not None else None
    rows = tuple(_row(d, cell, total) for d, cell in enumerate(cells, 1))
    if all(r.state == "none" for r in rows):
        return None
    title = Text(
        f"Sebaran orang menurut desil nasional, {places.title(region)} (simulasi)",
        f"Persons by national decile, {places.title(region)} (simulation)",
    )
    hidden = sum(r.state == "hidden" for r in rows)
    shares = [r.share for r in rows]
    picture = charts.draw("deciles", shares, title=title, release=data.release().id) if hidden < len(rows) else ""
    return Deciles(rows, picture, _sentence(rows, places.title(region)), hidden)


def _row(decile: int, cell: Cell, total: float | None) -> DecileRow:
    if cell.state == "hidden" or not total:
        return DecileRow(decile, None, None, cell.state if cell.state == "hidden" else "none")
    # A decile nobody of this region is in has no row in the profile: that is a true zero.
    persons = cell.numerator or 0.0
    return DecileRow(decile, persons, 100 * persons / total, "value")


def _sentence(rows: tuple[DecileRow, ...], name: str) -> str:
    low = [r.share for r in rows[:4]]
    if any(share is None for share in low):
        return ""
    share = sum(s for s in low if s is not None)
    return str(
        Text(
            f"{number(share, 1, 'id')} persen orang di {name} berada di desil 1–4 nasional (40 persen terbawah).",
            f"{number(share, 1, 'en')} percent of persons in {name} are in national deciles 1-4 (the lowest 40).",
        )
    )
