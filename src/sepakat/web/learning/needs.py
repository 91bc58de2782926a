"""Kebutuhan data: which indicators answer a goal, what each says here, which data it takes, and what is missing here.

Which data an indicator takes follows from its columns (`releasing.supply`); which of them are here follows from the
release's list of sources and its quality report. Nothing about presence is written down by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sepakat import catalogue
from sepakat.catalogue.goals import Dataset, Goal, Wish, datasets
from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.releasing import supply
from sepakat.sources import discover
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.pages.home import has_figures
from sepakat.web.presenters import places, sentences
from sepakat.web.presenters.cells import MISSING, Cell, figures

SMALL = ("kecamatan", "desa")
HERE = Text("ada", "here")
ELSEWHERE = Text("ada di rilis, belum untuk wilayah ini", "in the release, not for this region")
ABSENT = Text("belum ada di rilis", "not in the release")
UNREAD = Text("belum dibaca sepakat", "not read by sepakat yet")


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of a goal in a region. ready: it has a figure here; remark: why not, or a caution."""

    indicator: IndicatorView
    cell: Cell
    words: str
    unit: str
    ready: bool
    remark: str
    needs: tuple[Dataset, ...]

    @property
    def mark(self) -> str:
        """Icon of the state, never alone: a sentence stands beside it."""
        return "✓" if self.ready else "#" if self.cell.state == "hidden" else "✗"


@dataclass(frozen=True)
class SectionRows:
    """A section (or chapter) with its indicators."""

    label: Text
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True)
class DataRow:
    """Data that a goal takes: one data set, or several of which one suffices. state: `here`, `elsewhere`, `absent`,
    `unread`. used_by: what rests on it."""

    choices: tuple[Dataset, ...]
    state: str
    used_by: tuple[Text, ...]

    @property
    def first(self) -> Dataset:
        return self.choices[0]

    @property
    def label(self) -> str:
        """Its name; several of which one suffices are joined by `atau`."""
        return str(Text(" atau ", " or ")).join(str(one.label) for one in self.choices)

    @property
    def state_words(self) -> Text:
        return {"here": HERE, "elsewhere": ELSEWHERE, "absent": ABSENT, "unread": UNREAD}[self.state]

    @property
    def missing(self) -> bool:
        return self.state != "here"

    @property
    def can_upload(self) -> bool:
        """Whether a reader exists, so that a file can be uploaded as soon as there is one."""
        return self.state in ("elsewhere", "absent")


@dataclass(frozen=True)
class WishRow:
    """An indicator wished for, with the data it would take."""

    label: Text
    reason: Text
    datasets: tuple[Dataset, ...]


@dataclass(frozen=True)
class Missing:
    """A data set to find. among: how many there are of which one suffices."""

    dataset: Dataset
    among: int
    can_upload: bool


@dataclass(frozen=True)
class Needs:
    """A goal in a region (or without one): sections, data, wishes."""

    goal: Goal
    region: Region | None
    sections: tuple[SectionRows, ...]
    data: tuple[DataRow, ...]
    wishes: tuple[WishRow, ...]

    @property
    def rows(self) -> list[IndicatorRow]:
        """Every indicator once."""
        return list({row.indicator.id: row for section in self.sections for row in section.rows}.values())

    @property
    def ready(self) -> int:
        return sum(row.ready for row in self.rows)

    @property
    def missing(self) -> tuple[DataRow, ...]:
        return tuple(row for row in self.data if row.missing)

    @property
    def to_find(self) -> list[Missing]:
        """The data sets to find, each once."""
        found: dict[str, Missing] = {}
        for row in self.missing:
            for one in row.choices:
                found.setdefault(one.id, Missing(one, len(row.choices), row.can_upload))
        return list(found.values())

    @property
    def held(self) -> list[Dataset]:
        """The data sets that are here."""
        return list({row.first.id: row.first for row in self.data if not row.missing}.values())

    @property
    def hidden(self) -> int:
        return sum(row.cell.state == "hidden" for row in self.rows)

    @property
    def sentence(self) -> str:
        """`9 dari 13 indikator punya angka di Kabupaten Kupang, 2 disembunyikan. 3 data masih perlu dicari.`"""
        count, lacking = len(self.rows), len(self.missing)
        if self.region is None:
            return str(Text(f"{count} indikator menjawab tujuan ini.", f"{count} indicators answer this goal."))
        name = places.title(self.region)
        data_id = f"{lacking} data masih perlu dicari." if lacking else "Semua data yang diperlukan ada."
        data_en = f"{lacking} data sets are still to be found." if lacking else "All the data it takes are here."
        hidden_id = f", {self.hidden} disembunyikan" if self.hidden else ""
        hidden_en = f", {self.hidden} are hidden" if self.hidden else ""
        return str(
            Text(
                f"{self.ready} dari {count} indikator punya angka di {name}{hidden_id}. {data_id}",
                f"{self.ready} of {count} indicators have a figure in {name}{hidden_en}. {data_en}",
            )
        )


def needs(goal: Goal, region: Region | None) -> Needs:
    """Everything the page of a goal says."""
    known = data.source().indicators()
    ids = tuple(i for i in goal.indicators if i in known)
    found = figures(ids, region.code, region.level) if region and ids else None
    rows = {i: _row(known[i], found.get(i, region.code) if found and region else MISSING, region) for i in ids}
    sections = tuple(
        SectionRows(section.label, tuple(rows[i] for i in section.indicators if i in rows)) for section in goal.sections
    )
    return Needs(
        goal,
        region,
        tuple(section for section in sections if section.rows),
        _data(list(rows.values()), goal.wishes, region),
        tuple(WishRow(w.label, w.reason, tuple(datasets()[name] for name in w.datasets)) for w in goal.wishes),
    )


# -- what is here ------------------------------------------------------------------------------------------------------


def present() -> frozenset[str]:
    """Ids of the sources that the current release was made from."""
    release = data.current_view()
    return frozenset(str(s.get("source")) for s in release.sources) if release else frozenset()


def here(source: str, region: Region | None) -> bool:
    """Whether the release holds rows of a source for this region (anywhere, where no region is asked for)."""
    if source not in present():
        return False
    covered = _covered(data.stamp()).get(source)
    if region is None or region.code == "00" or not covered:
        return True
    return any(code == region.code or code.startswith(region.code + ".") or region.code.startswith(code + ".")
               for code in covered)  # fmt: skip


@lru_cache(maxsize=2)
def _covered(_stamp: str) -> Mapping[str, frozenset[str]]:
    """Source → codes of the regions whose rows it brought, from the quality report; sources without codes are out."""
    found: dict[str, set[str]] = {}
    for intake in (data.source().quality() or {}).values():
        if isinstance(intake, Mapping) and intake.get("sumber"):
            codes = found.setdefault(str(intake["sumber"]), set())
            codes |= {str(w["kode"]) for w in intake.get("wilayah", ()) if w.get("diterima") and w.get("kode")}
    return {source: frozenset(codes) for source, codes in found.items() if codes}


# -- rows --------------------------------------------------------------------------------------------------------------


def _row(about: IndicatorView, cell: Cell, region: Region | None) -> IndicatorRow:
    groups = _groups(about.id, region)
    wanted = tuple(dict.fromkeys(datasets()[name] for group in groups for name in _chosen(group)))
    ready = cell.state == "value"
    remark = _remark(about, cell, region, groups)
    return IndicatorRow(about, cell, cell.words(about), str(sentences.unit(about)), ready, remark, wanted)


def _groups(indicator: str, region: Region | None) -> tuple[tuple[str, ...], ...]:
    """What an indicator takes: of its routes the first that the release allows here, else the first."""
    definition = catalogue.indicators().get(indicator)
    if definition is None:
        return ()
    routes = supply.routes(definition)
    if region is not None and region.level in SMALL:  # a survey is too small for these
        routes = tuple(r for r in routes if r.name == "registri") or routes
    have = present()
    return next((r for r in routes if r.complete(have)), routes[0]).needs


def _chosen(group: tuple[str, ...]) -> tuple[str, ...]:
    """Of sources of which one suffices, the one the release has; all where it has none."""
    have = present()
    return next(((name,) for name in group if name in have), group)


def _remark(about: IndicatorView, cell: Cell, region: Region | None, groups: Iterable[tuple[str, ...]]) -> str:
    if region is None:
        return ""
    if cell.state in ("value", "hidden", "withheld"):
        return cell.remark
    if about.survey_only and region.level in SMALL:
        return str(
            Text(
                "Hanya dari survei, yang tidak cukup besar untuk kecamatan dan desa.",
                "From a survey only, which is too small for districts and villages.",
            )
        )
    release = data.current_view()
    if release is None or not has_figures(region, release):
        return str(Text("Wilayah ini belum ada di rilis.", "This region is not in the release yet."))
    lacking = [group for group in groups if not any(here(name, region) for name in group)]
    if lacking:
        names = [str(datasets()[group[0]].label) for group in lacking]
        listed = str(Text(" dan ", " and ")).join(names)
        return str(Text(f"Belum ada data: {listed}.", f"No data yet: {listed}."))
    return cell.remark


def _data(rows: list[IndicatorRow], wishes: Iterable[Wish], region: Region | None) -> tuple[DataRow, ...]:
    """The data of a goal: what is missing first, then what is here, then what only the wishes take."""
    used: dict[tuple[str, ...], list[Text]] = {}
    for row in rows:
        for group in _groups(row.indicator.id, region):
            used.setdefault(_chosen(group), []).append(row.indicator.name)
    for wish in wishes:
        for name in wish.datasets:
            used.setdefault((name,), []).append(wish.label)
    made = [
        DataRow(tuple(datasets()[n] for n in group), _state(group, region), tuple(dict.fromkeys(names)))
        for group, names in used.items()
    ]
    order = {"absent": 0, "elsewhere": 1, "unread": 2, "here": 3}
    return tuple(sorted(made, key=lambda row: order[row.state]))


def _state(group: tuple[str, ...], region: Region | None) -> str:
    if not any(name in discover() for name in group):
        return "unread"
    if any(here(name, region) for name in group):
        return "here"
    return "elsewhere" if present() & set(group) else "absent"


def example(goal: Goal) -> Mapping[str, Any]:
    """What the list of goals says of one: how many indicators and wishes."""
    return {"goal": goal, "count": len(goal.indicators), "wishes": len(goal.wishes)}
