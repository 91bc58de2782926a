"""Kartu skor: every indicator of a region with its reference and its place among siblings; and the widest gaps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sepakat.core.text import Text, number
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import compare, places, sentences, themes
from sepakat.web.presenters.cells import MISSING, Cell, Figures, figures
from sepakat.web.presenters.compare import Gap, Rank


@dataclass(frozen=True)
class Row:
    """One indicator of the score card. points: how much worse than the reference (negative = better), or None."""

    indicator: IndicatorView
    cell: Cell
    reference: Cell | None
    points: float | None
    rank: Rank | None

    @property
    def unit(self) -> str:
        return str(sentences.unit(self.indicator))

    @property
    def words(self) -> str:
        return self.cell.words(self.indicator)

    @property
    def reference_words(self) -> str:
        return self.reference.words(self.indicator) if self.reference else "–"

    @property
    def rank_words(self) -> str:
        return f"{self.rank.place} {Text('dari', 'of')} {self.rank.among}" if self.rank else "–"

    @property
    def verdict(self) -> str:
        """`worse`, `better`, `same`, or empty where the two are not compared."""
        if self.points is None:
            return ""
        return "worse" if self.points > 0 else "better" if self.points < 0 else "same"

    @property
    def verdict_words(self) -> str:
        """Icon and word, because colour alone says nothing: `✗ 5,2 lebih buruk`."""
        if self.points is None:
            return "–"
        size = number(abs(self.points), self.indicator.decimals)
        if self.verdict == "same":
            return str(Text("= sama", "= the same"))
        if self.verdict == "worse":
            return str(Text(f"✗ {size} lebih buruk", f"✗ {size} worse"))
        return str(Text(f"✓ {size} lebih baik", f"✓ {size} better"))

    @property
    def direction_words(self) -> str:
        """Which way is good."""
        words = {
            "naik": Text("tinggi", "high"),
            "turun": Text("rendah", "low"),
        }
        return str(words.get(self.indicator.direction, Text("netral", "neutral")))


@dataclass(frozen=True)
class ThemeRows:
    """The rows of one theme."""

    id: str
    label: Text
    rows: list[Row]

    @property
    def sentence(self) -> str:
        """How many of the theme's indicators are worse than the reference; their number alone without one."""
        judged = [r for r in self.rows if r.points is not None]
        if not judged:
            return str(Text(f"{len(self.rows)} indikator", f"{len(self.rows)} indicators"))
        worse = sum(r.verdict == "worse" for r in judged)
        return str(
            Text(
                f"{worse} dari {len(judged)} indikator lebih buruk",
                f"{worse} of {len(judged)} indicators worse",
            )
        )


@dataclass(frozen=True)
class Scorecard:
    """rows in catalogue order. reference: the region compared with, if any. siblings: word for what is ranked.
    left_out: indicators that only a survey tells and not for a region of this size."""

    region: Region
    rows: tuple[Row, ...]
    reference: Region | None
    siblings: Text
    left_out: int = 0

    @cached_property
    def themes(self) -> list[ThemeRows]:
        """Rows by theme in menu order, worst first inside."""
        by_id = {r.indicator.id: r for r in self.rows}
        made = []
        for theme, label, group in themes.grouped(r.indicator for r in self.rows):
            rows = sorted((by_id[i.id] for i in group), key=lambda r: -r.points if r.points is not None else 1e9)
            made.append(ThemeRows(theme, label, rows))
        return made

    def cell(self, indicator: str) -> Cell:
        """The region's own figure; MISSING where the card has no such row."""
        return next((r.cell for r in self.rows if r.indicator.id == indicator), MISSING)

    @property
    def hidden(self) -> int:
        return sum(r.cell.state == "hidden" for r in self.rows)

    @cached_property
    def ranked(self) -> bool:
        """Any indicator has a place among siblings."""
        return any(r.rank for r in self.rows)

    @property
    def empty(self) -> bool:
        """The release knows nothing of this region."""
        return all(r.cell.state == "none" for r in self.rows)

    def gaps(self, count: int = 3) -> list[Gap]:
        """The indicators in which the region stands furthest behind its reference."""
        found = []
        for row in self.rows:
            apart = compare.behind(row.indicator, row.cell, row.reference) if row.reference else None
            if apart is not None and row.reference is not None:
                found.append(Gap(row.indicator, row.cell, row.reference, *apart, row.rank))
        return compare.widest(found, count)


def scorecard(region: Region) -> Scorecard:
    """All indicators for a region: two profile reads (the siblings, the reference), whatever their number."""
    release = data.release()
    known = data.source().indicators()
    ids = tuple(known)
    family = figures(ids, region.parent or region.code, region.level)
    reference_code = compare.reference_of(region, release)
    reference = places.region(reference_code) if reference_code else None
    above = figures(ids, reference.code, reference.level) if reference else None
    rows = [_row(known[i], region.code, family, above, reference_code) for i in ids]
    # What only a survey tells is not there for small regions: one sentence says so instead of a row of dots each.
    shown = tuple(r for r in rows if r.cell.state != "none" or not r.indicator.survey_only)
    return Scorecard(region, shown, reference, siblings_words(region), len(rows) - len(shown))


def _row(indicator: IndicatorView, code: str, family: Figures, above: Figures | None, ref: str | None) -> Row:
    cell = family.get(indicator.id, code)
    reference = above.get(indicator.id, ref) if above and ref else None
    apart = compare.behind(indicator, cell, reference) if reference else None
    place = compare.rank(indicator, code, family.by_region(indicator.id))
    return Row(indicator, cell, reference, apart[0] if apart else None, place)


def siblings_words(region: Region) -> Text:
    """What a rank counts: `kabupaten/kota di Nusa Tenggara Timur`."""
    many = places.LEVELS_MANY.get(region.level, Text("wilayah", "regions"))
    parent = places.region(region.parent) if region.parent else None
    if parent is None:
        return many
    name = places.short(parent) if parent.level != "kecamatan" else places.title(parent)
    return Text(f"{many.id} di {name}", f"{many.en} in {name}")


@dataclass(frozen=True)
class GapView:
    """One of the widest gaps in words. code: the region it is about (another one for gaps inside a region)."""

    gap: Gap
    region: Region
    sentence: str
    rank_sentence: str

    @property
    def indicator(self) -> IndicatorView:
        return self.gap.indicator

    @property
    def value(self) -> str:
        return sentences.value(self.gap.indicator, self.gap.cell)


def widest_gaps(card: Scorecard) -> list[GapView]:
    """The three widest gaps of a region against its reference, in sentences."""
    if card.reference is None:
        return []
    name = places.short(card.reference)
    return [
        GapView(
            gap,
            card.region,
            str(sentences.against(gap, name)),
            str(sentences.placed(gap.rank, card.siblings)) if gap.rank else "",
        )
        for gap in card.gaps()
    ]


def gaps_inside(card: Scorecard) -> list[GapView]:
    """For a region without a reference: the three indicators whose worst part stands furthest behind the whole."""
    below = places.child_level(card.region.level)
    if below is None:
        return []
    children = figures(tuple(r.indicator.id for r in card.rows), card.region.code, below)
    found: list[tuple[Gap, str]] = []
    for row in card.rows:
        worst: tuple[Gap, str] | None = None
        cells = children.by_region(row.indicator.id)
        for code, cell in cells.items():
            apart = compare.behind(row.indicator, cell, row.cell)
            if apart and (worst is None or apart[1] > worst[0].exact):
                worst = (Gap(row.indicator, cell, row.cell, *apart, None), code)
        if worst:
            found.append(worst)
    chosen = compare.widest([gap for gap, _ in found])
    code_of = {gap.indicator.id: code for gap, code in found}
    name = places.short(card.region)
    views = []
    for gap in chosen:
        child = places.region(code_of[gap.indicator.id])
        views.append(GapView(gap, child, str(sentences.against(gap, name)), ""))
    return views


__all__ = ["MISSING", "GapView", "Row", "Scorecard", "gaps_inside", "scorecard", "siblings_words", "widest_gaps"]
