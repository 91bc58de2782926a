"""Making the parts of a block for a region of a release: what a block asks for, and how a gap is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sepakat import catalogue, charts, regions
from sepakat.analysis.asking import LACKING
from sepakat.catalogue.published import figure_series
from sepakat.core.errors import UserError
from sepakat.core.text import Text, reading_in
from sepakat.documents import owners
from sepakat.documents.block import Block, kind
from sepakat.documents.narrative.phrases import lower
from sepakat.documents.parts import WIDER, Missing, Number, Part, Picture, Query, digest
from sepakat.engine import frames
from sepakat.regions import place

# What a release may lack without the document being wrong: the part then says what is missing.
GAPS = LACKING | {
    "profile-missing", "dimension-frame", "dimension-person", "table-unknown", "region-empty", "region-level",
    "cell-key-missing", "parameter-missing", "analysis-versions", "overlap-none", "overlap-few", "error-no-list",
    "figure-break", "spm-none", "spm-level", "spm-period",
}  # fmt: skip
HIDDEN = frozenset({"analysis-hidden", "analysis-none", "analysis-few"})
_LATE = re.compile(rf'class="{charts.LATE}" src="[^"]*/([0-9a-f]+)\.svg"')


@dataclass
class Ask:
    """A block at hand. region: of the document; owners: of data, over the packaged ones; pictures: whether to draw."""

    lake: Any
    release: Any
    block: Block
    region: str
    owners: Mapping[str, str] = field(default_factory=dict)
    pictures: bool = True
    _slots: dict[str, int] = field(default_factory=dict)

    @property
    def options(self) -> Mapping[str, str]:
        return self.block.options

    def text(self, name: str, default: str = "") -> str:
        return self.options.get(name, default)

    def listed(self, name: str) -> tuple[str, ...]:
        """Several values, separated by commas."""
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())

    def need(self, name: str, example: str) -> tuple[str, ...]:
        """Several values, at least one. UserError `block-option`."""
        found = self.listed(name)
        if not found:
            raise UserError(
                Text(f"Blok `{self.block.kind}` perlu pilihan `{name}`.", f"This block needs the option `{name}`."),
                hint=Text(f"Misalnya {name}={example}.", f"For example {name}={example}."),
                code="block-option",
            )
        return found

    def whole(self, name: str, default: int, low: int = 1, high: int = 3000) -> int:
        """A whole number among the options, within bounds. UserError `block-option`."""
        given = self.text(name)
        if not given:
            return default
        if not given.isdecimal() or not low <= int(given) <= high:
            raise UserError(
                Text(f"Pilihan `{name}` harus angka {low}–{high}.", f"`{name}` must be a number from {low} to {high}."),
                hint=Text(f"Misalnya {name}={default}.", f"For example {name}={default}."),
                code="block-option",
            )
        return int(given)

    @cached_property
    def level(self) -> str:
        return regions.level_of(self.region)

    @cached_property
    def name(self) -> str:
        return place(self.region)

    @cached_property
    def above(self) -> tuple[str, ...]:
        """The province and the nation, as far as they are above the region: what its figures are set beside."""
        return tuple(c for c in dict.fromkeys((self.region[:2], regions.NATION)) if c != self.region)

    def rule(self, name: str) -> float:
        """A dated parameter on the release's day."""
        return float(catalogue.parameter(name, frames.day(self.release)).value)

    def number(self, slot: str, shown: str, value: float | None, **facts: Any) -> Number:
        """A number of this block. slot: its place, the same in every release; facts: fields of `Query`."""
        again = self._slots[slot] = self._slots.get(slot, 0) + 1
        at = slot if again == 1 else f"{slot}~{again}"
        text = self.block.text()
        facts.setdefault("region", self.region)
        query = Query(text, self.region, at, self.release.id, self.release.logical, **facts)
        return Number(digest(text, self.region, at), shown, value, query)

    def owner(self, *ids: str) -> str:
        """Who has the data of the first of these that has an owner."""
        return owners.of(ids, self.owners)

    def draw(self, chart: str, caption: str, alt: str, *args: Any, note: str = "", **facts: Any) -> Picture:
        """A picture of `charts`, drawn now; without SVG where pictures were not asked for."""
        svg = self.drawn(lambda: charts.draw(chart, *args, **facts))
        return Picture(caption, svg, alt, note)

    def drawn(self, make: Callable[[], str]) -> str:
        if not self.pictures:
            return ""
        svg = make()
        late = _LATE.search(svg)  # a server that draws beside itself: a document waits
        return (charts.waited(self.release.id, late[1]) or "") if late else svg


def made(
    lake: Any, release: Any, block: Block, region: str, owned: Mapping[str, str], pictures: bool
) -> tuple[Part, ...]:
    """The parts of a checked block, made now. What the release lacks comes out as a `Missing`."""
    ask = Ask(lake, release, block, region, owned, pictures)
    with reading_in("id"):
        try:
            found: tuple[Part, ...] = kind(block.kind).make(ask)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            return (gap(ask, problem),)
    return found


def gap(ask: Ask, problem: UserError) -> Missing:
    """What a refusal says, as a gap of the document."""
    ids = [i for name in ("id", "tanya", "program") for i in ask.listed(name)]
    return gap_of(ask, ",".join(ids[:1]), problem)


def gap_of(ask: Ask, id_: str, problem: UserError | None, label: str = "") -> Missing:
    """The gap of one indicator, series or programme. Without a refusal, `label` says what has no figure here."""
    if problem is None:
        said, hint = f"Angka {lower(label)} untuk {ask.name} belum ada.", None
    else:
        said, hint = " ".join(t.id for t in (problem.title, problem.detail) if t), problem.hint
        name = measure_name(id_)
        if name and f"`{id_}`" in said:
            said = said.replace(f"`{id_}`", f"{name} (`{id_}`)")
    if problem is not None and problem.code in HIDDEN:
        return Missing(said, owners.NOBODY, WIDER)
    step = hint.id if hint else "Minta datanya kepada pemiliknya, lalu susun rilis baru."
    if problem is not None and problem.code in ("indicator-columns", "frame-missing"):
        step = "Minta berkasnya kepada pemiliknya, masukkan, lalu susun rilis baru."
    if problem is not None and problem.code in ("figure-unknown", "figure-none", "figure-region"):
        step = "Minta angkanya, masukkan dengan unggah angka terbitan atau angka daerah, lalu susun rilis baru."
    return Missing(said, ask.owner(id_), step)


def no_figure(label: str, where: str, hidden: bool = False) -> UserError:
    """The refusal where a region has no figure to speak of."""
    why = "disembunyikan: terlalu sedikit yang dihitung, atau galatnya terlalu besar" if hidden else "belum ada"
    return UserError(
        Text(f"Angka {lower(label)} untuk {where} {why}.", f"No figure of {label} for {where}."),
        hint=Text("Pakai wilayah yang lebih luas, atau minta datanya lalu susun rilis baru.", "Use a wider region."),
        code="analysis-hidden" if hidden else "figure-region",
    )


def measure_name(id_: str) -> str:
    """The name of an indicator or a series; empty for anything else. A series where an id is both, unless it says
    `indikator:` before it."""
    name = id_.removeprefix("indikator:").removeprefix("seri:").partition("@")[0]
    if name in figure_series() and not (id_.startswith("indikator:") and name in catalogue.indicators()):
        return figure_series()[name].label.id
    return catalogue.indicators()[name].nama if name in catalogue.indicators() else ""
