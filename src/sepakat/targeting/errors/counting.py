"""Counts of units as anyone may see them: the cell-key noise and the signs of free tables (`engine.tabulating`).

A figure is a set of units (`counted`) and those of them with a trait (`with_trait`), by region and group. The noise of
a set of units is the same here, in a free table and anywhere else, because it follows from who is in it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sepakat import regions
from sepakat.core.cellkey import Noise
from sepakat.engine import request
from sepakat.engine.places import LENGTH
from sepakat.engine.tabulating.cells import Cube, Shown, show
from sepakat.engine.tabulating.choices import Attribute
from sepakat.engine.tabulating.counting import MICRO, OUTSIDE, Groups, around
from sepakat.engine.tabulating.question import Part, Question

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass
class Counter:
    """Noised figures of units by region and group.

    village: index of each unit into `villages`; keys: record keys; weight: what each counts (1, or its members);
    codes: class of each unit in each attribute. unit: what a count of 1 is (`keluarga`, `orang`).
    """

    villages: tuple[str, ...]
    village: Ints
    keys: NDArray[np.uint64]
    weight: Ints
    codes: dict[str, Ints]
    noise: Noise
    secret: bytes
    unit: str
    _places: dict[tuple[str, str], tuple[list[str], Ints]] = field(default_factory=dict)

    def places(self, region: str, level: str) -> tuple[list[str], Ints]:
        """Codes at a level inside a region, and the place of each unit among them; -1 outside."""
        key = (region, level)
        if key not in self._places:
            regencies = sorted({v[:5] for v in self.villages})
            scope = around(region, regencies)
            cut = LENGTH[level]
            codes: list[str | None] = []
            for v in self.villages:
                inside = region == "00" or v == region or v.startswith(region + ".")
                beside = scope == "00" or v.startswith(scope + ".")
                codes.append((v[:cut] or "00") if inside else OUTSIDE if beside else None)
            names = sorted({c for c in codes if c})
            known = {c: i for i, c in enumerate(names)}
            at = np.array([known.get(c, -1) if c else (-1 if c == OUTSIDE else -2) for c in codes], np.int64)
            self._places[key] = names, at
        return self._places[key]

    def figure(
        self,
        counted: Bools,
        with_trait: Bools | None,
        region: str,
        level: str,
        by: tuple[Attribute, ...] = (),
        weighted: bool = False,
    ) -> tuple[list[str], Shown]:
        """(codes of the regions, noised cells) of a share, or of a count where `with_trait` is None. weighted: amounts
        are sums of `weight` (n and signs stay those of units)."""
        names, place = self.places(region, level)
        question = _question(region, level, by, None if with_trait is None else weighted)
        if not names:
            return [], _nothing()
        groups = self._groups(names, place, counted, with_trait, by, weighted)
        return names, show(Cube(groups, question), self.noise, self.secret)

    def cells(self, region: str, level: str, by: tuple[Attribute, ...] = ()) -> tuple[Ints, int]:
        """The cell of each unit in the order of a figure's cells (-1: outside), and how many there are."""
        names, place = self.places(region, level)
        cell, count = place[self.village] if len(self.village) else np.zeros(0, np.int64), len(names)
        inside = cell >= 0
        for attribute in by:
            index = _class_index(attribute, self.codes[attribute.name])
            cell = cell * (len(attribute.classes) + 1) + index
            count *= len(attribute.classes) + 1
        return np.where(inside, cell, -1), count

    def _groups(
        self,
        names: list[str],
        place: Ints,
        counted: Bools,
        with_trait: Bools | None,
        by: tuple[Attribute, ...],
        weighted: bool,
    ) -> Groups:
        at = place[self.village]
        keep = at >= -1
        hits = counted if with_trait is None else counted & with_trait
        combined, sizes = at + 1, [len(names) + 1]
        for a in by:
            combined = combined * (len(a.classes) + 1) + _class_index(a, self.codes[a.name])
            sizes.append(len(a.classes) + 1)
        total = int(np.prod(sizes))
        where, weight = combined[keep], self.weight[keep]

        def added(values: NDArray[Any], rows: Bools, dtype: type) -> NDArray[Any]:
            found: NDArray[Any] = np.zeros(total, dtype)
            with np.errstate(over="ignore"):
                np.add.at(found, where[rows], values[rows])
            return found

        def largest(rows: Bools) -> NDArray[np.float64]:
            found = np.zeros(total, np.float64)
            np.maximum.at(found, where[rows], weight[rows] if weighted else 1.0)
            return found

        c, h, ones = counted[keep], hits[keep], np.ones(int(keep.sum()), np.int64)
        amount = weight if weighted else ones
        rows = added(ones, np.ones(len(ones), bool), np.int64)
        axes = np.unravel_index(np.arange(total), sizes)
        codes = {
            a.name: np.array([*(next(iter(k.codes)) for k in a.classes), -1], np.int64)[axes[i + 1]]
            for i, a in enumerate(by)
        }
        keys = self.keys[keep]
        return Groups(
            regions=(OUTSIDE, *names),
            region=axes[0].astype(np.int64),
            codes=codes,
            rows=rows,
            n=added(ones, c, np.int64),
            key=added(keys, c, np.uint64),
            hits=added(ones, h, np.int64),
            hit_key=added(keys, h, np.uint64),
            total=added(amount * MICRO, h, np.int64),
            weight=added(amount, c, np.int64),
            top=largest(h),
            top_weight=largest(c),
        )


def _nothing() -> Shown:
    return Shown(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, "<U4"), np.zeros(0, bool))


def _class_index(attribute: Attribute, codes: Ints) -> Ints:
    """Position of each code among the attribute's classes; unknown last."""
    found = np.full(len(codes), len(attribute.classes), np.int64)
    for i, k in enumerate(attribute.classes):
        found[np.isin(codes, list(k.codes))] = i
    return found


def _question(region: str, level: str, by: tuple[Attribute, ...], weighted: bool | None) -> Question:
    """A free table's question about units, not a frame: a count (None), or a share of units or of their weight."""
    code = regions.parse(region)
    regions.check_level(level)
    request.check_below(code, level)
    share = None
    if weighted is not None:
        penimbang = "members" if weighted else None
        share = SimpleNamespace(numerator=SimpleNamespace(kind="boolean"), penimbang=penimbang, penaksir="rasio")
    parts = tuple(Part(a, None, True) for a in by)
    names = tuple(a.name for a in by)
    return Question("", "keluarga", cast(Any, share), parts, code, level, names, cast(Any, None))


def rows_of(names: list[str], by: tuple[Attribute, ...]) -> list[tuple[str, tuple[int | None, ...]]]:
    """(region, class codes) of each cell, in the order of a figure's cells; None for unknown."""
    axes = [[*(next(iter(k.codes)) for k in a.classes), None] for a in by]
    return [(name, combo) for name in names for combo in itertools.product(*axes)]
