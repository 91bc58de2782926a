"""From groups to shown cells: sums over groups, whom each condition leaves out, noise, and what is not shown.

**What is shown.** A figure needs at least `minimum` people *by the noised count*; so do, for each condition of the cell
taken alone, the people whom that condition leaves out: the rest of the region above, the other classes, the rest of a
union that holds the class. Else two large tables that differ by one person could be compared: the same figure would say
"nobody left out", another "somebody". All these decisions rest on noised counts of sets of people, which follow the one
rule, so they tell no more than the figures themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sepakat.core.cellkey import Noise
from sepakat.engine.places import LENGTH
from sepakat.engine.tabulating.counting import MICRO, OUTSIDE, Groups, depth
from sepakat.engine.tabulating.question import Part, Question

SUMS = ("n", "key", "hits", "hit_key", "total", "weight")
TOPS = ("top", "top_weight")
# Why a figure is not shown: too few counted; nearly the same people as in a larger cell; too few with the trait; too
# few without it.
FEW, NEAR, LOW, HIGH = "few", "near", "low", "high"


@dataclass(frozen=True)
class Shown:
    """Noised figures of the cells, in order: regions × classes of each breakdown (unknown last). sign: empty or why a
    figure is not shown; counted: whether n may be, though the figure may not."""

    n: np.ndarray
    num: np.ndarray
    den: np.ndarray
    sign: np.ndarray
    counted: np.ndarray


class Cube:
    """The cells of one table: regions down, classes across. `split` false makes the total of the region asked for."""

    def __init__(self, groups: Groups, question: Question, *, split: bool = True) -> None:
        self.groups, self.question = groups, question
        self.by = question.breakdowns if split else ()
        inside = [i for i, code in enumerate(groups.regions) if code != OUTSIDE]
        self.codes = sorted(groups.regions[i] for i in inside) if split else [question.region]
        self.depth = LENGTH[question.level] if split else depth(question.region)
        place = {code: i for i, code in enumerate(self.codes)}
        rows = [-1 if code == OUTSIDE else place[code] if split else 0 for code in groups.regions]
        self.row = np.array(rows, np.int64)[groups.region]
        self.sizes = [len(p.classes) + (p.chosen is None) for p in self.by]

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self.codes), *self.sizes)

    def class_index(self, part: Part) -> np.ndarray:
        """Position of each group's class among the rows of a breakdown; -1 where it has none."""
        codes = self.groups.codes[part.name]
        listed = np.array([next(iter(k.codes)) for k in part.classes], np.int64)
        order = np.argsort(listed)
        at = np.searchsorted(listed[order], codes)
        at = np.where(at < len(listed), at, 0)
        found = order[at] if len(listed) else at
        known = listed[found] == codes if len(listed) else np.zeros(len(codes), bool)
        unknown = len(part.classes) if part.chosen is None else -1
        return np.where(known, found, np.where(codes == -1, unknown, -1))

    def mask(self, part: Part, codes: frozenset[int] | None) -> np.ndarray:
        """Groups whose class is one of `codes`; None: all."""
        mine = self.groups.codes[part.name]
        return np.ones(len(mine), bool) if codes is None else np.isin(mine, sorted(codes))

    def conditions(self, without: Part | None = None) -> np.ndarray:
        """Groups that meet every condition of attributes that are not broken down, save one."""
        keep = np.ones(len(self.groups.rows), bool)
        for part in self.question.parts:
            if part is not without and part.chosen is not None:
                keep &= self.mask(part, part.chosen.codes)
        return keep

    def add(self, keep: np.ndarray, row: np.ndarray, rows: int, parts: tuple[Part, ...]) -> dict[str, np.ndarray]:
        """Sums over groups by region (`row`, of `rows`) and the classes of `parts`."""
        sizes = [len(p.classes) + (p.chosen is None) for p in parts]
        target, keep = row.copy(), keep & (row >= 0)
        for part, size in zip(parts, sizes, strict=True):
            index = self.class_index(part)
            keep = keep & (index >= 0)
            target = target * size + index
        shape = (rows, *sizes)
        out: dict[str, np.ndarray] = {}
        for name in (*SUMS, *TOPS):
            values = getattr(self.groups, name)
            cells = np.zeros(int(np.prod(shape)), values.dtype)
            (np.add if name in SUMS else np.maximum).at(cells, target[keep], values[keep])
            out[name] = cells.reshape(shape)
        return out

    def cells(self) -> dict[str, np.ndarray]:
        return self.add(self.conditions(), self.row, len(self.codes), self.by)

    def left_out(self, mine: dict[str, np.ndarray]) -> list[dict[str, np.ndarray]]:
        """Counts and keys of the people whom each single condition of each cell leaves out, aligned with the cells.

        Where a condition does not hold for a cell (a class outside a union) its count is -1.
        """
        found = self._other_regions(mine)
        for part in self.question.parts:
            if part in self.by:
                found += self._other_classes(part, mine)
            elif part.chosen is not None:
                for codes in part.attribute.above(part.chosen.codes):
                    keep = self.conditions(without=part) & self.mask(part, codes)
                    found.append(_less(self.add(keep, self.row, len(self.codes), self.by), mine))
        return found

    def _other_classes(self, part: Part, mine: dict[str, np.ndarray]) -> list[dict[str, np.ndarray]]:
        axis = 1 + self.by.index(part)
        others = tuple(p for p in self.by if p is not part)
        classes = [k.codes for k in part.classes]
        found = []
        for codes in (*(u.codes for u in part.attribute.unions), None):
            keep = self.conditions(without=part) & self.mask(part, codes)
            whole = self.add(keep, self.row, len(self.codes), others)
            wide = {name: np.expand_dims(values, axis) for name, values in whole.items()}
            less = _less(wide, mine)
            if codes is not None:  # only for classes inside the union, and not the union itself
                outside = [i for i in range(self.sizes[axis - 1]) if i >= len(classes) or not classes[i] < codes]
                at = [slice(None)] * less["n"].ndim
                at[axis] = outside  # type: ignore[call-overload]
                less["n"][tuple(at)] = less["hits"][tuple(at)] = -1
            found.append(less)
        return found

    def _other_regions(self, mine: dict[str, np.ndarray]) -> list[dict[str, np.ndarray]]:
        """The rest of the nearest region above that holds anybody else at all (as everyone knows)."""
        top = np.zeros(len(self.groups.rows), np.int64)
        around = self.add(self.conditions(), top, 1, self.by)
        people = np.bincount(self.row[self.row >= 0], self.groups.rows[self.row >= 0], len(self.codes))
        everyone = self.groups.rows.sum()
        out = {name: np.repeat(around[name], len(self.codes), axis=0) for name in ("n", "key", "hits", "hit_key")}
        alone = people == everyone
        done = np.zeros(len(self.codes), bool)
        inside = [x for x in LENGTH.values() if depth(self.question.region) <= x < self.depth]
        for length in sorted(inside, reverse=True):
            parents = sorted({code[:length] for code in self.codes})
            place = {code: i for i, code in enumerate(parents)}
            parent = np.array([place[code[:length]] for code in self.codes])
            total = np.bincount(parent, people, len(parents))
            nearest = ~done & (total[parent] > people)
            row = np.where(self.row >= 0, parent[self.row], -1)
            whole = self.add(self.conditions(), row, len(parents), self.by)
            for name, values in out.items():
                values[nearest] = whole[name][parent][nearest]
            done |= nearest
        less = _less(out, mine)
        less["n"][alone & ~done] = less["hits"][alone & ~done] = -1
        return [less]


def _less(whole: dict[str, np.ndarray], part: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    with np.errstate(over="ignore"):
        return {name: whole[name] - part[name] for name in ("n", "key", "hits", "hit_key")}


def show(cube: Cube, noise: Noise, secret: bytes) -> Shown:
    """The noised figures of a table and why some are not shown."""
    mine = cube.cells()
    indicator = cube.question.indicator
    counted = _noised(noise, mine["n"], mine["key"], secret)
    traits = _noised(noise, mine["hits"], mine["hit_key"], secret)
    near = np.zeros(counted.shape, bool)
    near_trait = near.copy()
    for rest in cube.left_out(mine):
        near |= (rest["n"] >= 0) & (_noised(noise, rest["n"], rest["key"], secret) < noise.minimum)
        if indicator is not None:
            fewer = _noised(noise, rest["hits"], rest["hit_key"], secret) < noise.minimum
            near_trait |= (rest["hits"] >= 0) & fewer
    sign = np.full(counted.shape, "", "<U4")
    num, den = counted.astype(float), counted.astype(float)
    if indicator is not None:
        boolean = indicator.numerator.kind == "boolean"
        if indicator.penimbang or not boolean:
            num = _summed(noise, mine["total"] / MICRO, mine["top"], mine["hit_key"], secret)
        else:
            num = np.minimum(traits, counted).astype(float)
        if indicator.penimbang:
            den = np.maximum(_summed(noise, mine["weight"], mine["top_weight"], mine["key"], secret), 0)
        if boolean:
            with np.errstate(over="ignore"):
                rest_n, rest_key = mine["n"] - mine["hits"], mine["key"] - mine["hit_key"]
            sign[near_trait] = NEAR
            sign[_noised(noise, rest_n, rest_key, secret) < noise.minimum] = HIGH
        sign[traits < noise.minimum] = LOW
    sign[near] = NEAR
    shares = indicator is not None and indicator.penaksir != "jumlah"
    sign[counted < (max(noise.base, noise.minimum) if shares else noise.minimum)] = FEW
    known = ~near & (sign != FEW)
    return Shown(counted.ravel(), num.ravel(), den.ravel(), sign.ravel(), known.ravel())


def _noised(noise: Noise, counts: np.ndarray, keys: np.ndarray, secret: bytes) -> np.ndarray:
    true = np.maximum(counts, 0).ravel().astype(np.int64)
    return noise.counts(true, keys.ravel(), secret).reshape(counts.shape)


def _summed(noise: Noise, sums: np.ndarray, top: np.ndarray, keys: np.ndarray, secret: bytes) -> np.ndarray:
    shown = noise.sums(np.asarray(sums, float).ravel(), np.asarray(top, float).ravel(), keys.ravel(), secret)
    return shown.reshape(sums.shape)
