"""Disclosure control: which cells of a published table are hidden so that no small count can be worked out.

**What is published.** For each indicator: counts of rows `n`, of rows that have the trait `y` and that have it not
`z` = n - y, for every region of a tree (nation to village), in total and by class (sex, decile …). Villages add up to
their district, classes to the total. A cell is *sensitive* when n, y or z is above 0 and below `k`. A hidden cell
loses all its figures at once.

**What is promised.** For one indicator and one breakdown, an attacker who knows every published figure, at all
levels, in total and by class, and knows n wherever any table shows it, can narrow no sensitive y or z to a range
less than `k` wide; nor any sensitive n. Hiding more never harms, so patterns may be united afterwards.

**How.** Two steps, each from the villages up; every step ends in an audit by *witnesses*: tables that an attacker
cannot tell from the true one, in which the sensitive count is higher (by U) or lower (by L); U + L must reach k.

1. *Totals* (`close_totals`). The small regions of one parent are closed together, as one merged area: only its sum can
   be worked out, and that must not be small either. Moving the trait between region r and the rest of the area M
   gives U = min(z_r, Y_M - y_r) and L = min(y_r, Z_M - z_r). Siblings join until this suffices; if none are left the
   parent closes too. A closed region shows nothing at all.
2. *Classes* (`disclosure_cells.hide_cells`), one breakdown at a time; totals of open regions, and of each closed
   area, count as known. Under one parent the cells H × K (some regions × some classes) are hidden, in those regions'
   parts too. A witness moves the trait between classes c and c' inside some regions of H and back inside others (the
   rectangle, or hypercube, method, with many partners at once): within a region that moves at most the sum over its
   smallest known parts of min(z_c, y_c'). H and K grow until this suffices; if all are in, the parent's own cells are
   hidden too, and so on up. For several breakdowns at once the rectangle has 2^m corners, so that every smaller table
   stays as it is.

Where n itself is small it is hidden in every indicator with that denominator (`n`-pattern: y = n, no z), and in the
audit of y it may move by k: that part is tested (attack by linear programming), not proven.
A figure of 0 % or 100 % over n >= k is shown, and flagged (`all_or_none`): it says something about a whole group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NO_LIMIT = 1e15  # stands for "as many as one likes" where a count has no known upper bound


@dataclass(frozen=True)
class Tree:
    """Regions from the root down: all of level 0, then level 1 …, each level in code order; the last are villages.

    parent: index of the parent (-1 for the root). levels: first node of each level, and the number of nodes at the
    end. Children of one parent are neighbours, so the villages of any node are a range `start:end` of villages.
    """

    parent: Ints
    levels: tuple[int, ...]
    start: Ints
    end: Ints

    @property
    def depth(self) -> int:
        return len(self.levels) - 2

    def rows(self, level: int) -> slice:
        return slice(self.levels[level], self.levels[level + 1])

    def level_of(self, nodes: Ints) -> Ints:
        return np.searchsorted(np.asarray(self.levels), nodes, side="right") - 1

    def above(self, level: int, nodes: Ints) -> Ints:
        """The ancestor at `level` of each node (itself, if it is there)."""
        rows = self.rows(level)
        return self.levels[level] + np.searchsorted(self.start[rows], self.start[nodes], side="right") - 1

    def roll_up(self, villages: NDArray) -> NDArray:
        """Sums of every node from values per village (first axis)."""
        total = np.zeros((len(villages) + 1, *villages.shape[1:]), villages.dtype)
        np.cumsum(villages, axis=0, out=total[1:])
        return total[self.end] - total[self.start]


def tree(parents: list[Ints]) -> Tree:
    """A tree from, per level below the root, the position of each node's parent in the level above (ascending)."""
    sizes = [1, *(len(p) for p in parents)]
    levels = tuple(int(x) for x in np.cumsum([0, *sizes]))
    parent = np.concatenate([[-1], *(p + levels[i] for i, p in enumerate(parents))]).astype(np.int64)
    start, end = np.zeros(levels[-1], np.int64), np.zeros(levels[-1], np.int64)
    start[levels[-2] :], end[levels[-2] :] = np.arange(sizes[-1]), np.arange(sizes[-1]) + 1
    for level in range(len(sizes) - 2, -1, -1):
        below = slice(levels[level + 1], levels[level + 2])
        rows = np.arange(levels[level], levels[level + 1])
        start[rows] = start[below][np.searchsorted(parent[below], rows)]
        end[rows] = end[below][np.searchsorted(parent[below], rows, side="right") - 1]
    return Tree(parent, levels, start, end)


def small(counts: NDArray, k: int) -> Bools:
    """Above 0 and below k."""
    return (counts > 0) & (counts < k)


def sensitive(n: NDArray, y: NDArray, z: NDArray, k: int) -> Bools:
    """The primary rule: too few counted, too few with the trait, or too few without."""
    return small(n, k) | small(y, k) | small(z, k)


def audited(n: NDArray, y: NDArray, z: NDArray, k: int) -> Bools:
    """Where the range of y (and of z) must be proven wide: sensitive for y or z themselves. Where n is small, n's own
    table is what is proven; y lies somewhere between 0 and that."""
    return (small(y, k) | small(z, k)) & ~(small(n, k) & (z < NO_LIMIT))


def all_or_none(n: NDArray, y: NDArray, k: int) -> Bools:
    """0 % or 100 % of a group of at least k: published, and flagged as a statement about everyone in it."""
    return (n >= k) & ((y == 0) | (y == n))


def without(n: NDArray, y: NDArray | None, *, crossed: bool = False) -> Floats:
    """z = n - y; with y None (a table of n, or a sum of a number) nothing is known to bound it, save that an empty
    class stays empty (not in a table by several things, `crossed`, which does not tell empty classes)."""
    if y is not None:
        return (n - y).astype(float)
    return np.where((n > 0) | crossed, NO_LIMIT, 0.0)


def close_totals(tree: Tree, n: Floats, y: Floats, z: Floats, k: int, forced: Bools | None = None) -> Bools:
    """Which nodes show nothing at all. n, y, z: totals per node; forced: nodes that are closed whatever y is."""
    wanted = sensitive(n, y, z, k)
    closed = wanted if forced is None else wanted | forced
    closed, pending = closed.copy(), np.flatnonzero(audited(n, y, z, k))
    room = z + np.where(small(n, k), k, 0)
    for level in range(tree.depth, 0, -1):
        rows, first = tree.rows(level), tree.levels[level - 1]
        parent = tree.parent[rows] - first
        parents = tree.levels[level] - first
        inside = closed[rows].copy()
        while True:
            merged = [np.bincount(parent[inside], v[rows][inside], parents) for v in (y, z, n)]
            deep = pending[pending >= rows.start]
            group = parent[tree.above(level, deep) - rows.start]
            up = np.minimum(room[deep], merged[0][group] - y[deep])
            down = np.minimum(y[deep], merged[1][group] - z[deep])
            failed = up + down < k
            area = np.flatnonzero(np.any([small(m, k) for m in merged], axis=0))
            short = np.union1d(group[failed], area)
            missing = np.maximum(0, k - np.stack([m[short] for m in merged[:2]]))
            joined = _join(parent, inside, short, y[rows], z[rows], n[rows], missing, k)
            if not joined.any():
                break
            inside |= joined
        closed[rows] = inside
        closed[first + group[failed]] = True
        pending = np.concatenate([deep[failed], pending[pending < rows.start]])
    for level in range(1, tree.depth + 1):
        rows = tree.rows(level)
        closed[rows] |= closed[tree.parent[rows]]
    return closed


def _join(parent: Ints, inside: Bools, short: Ints, y: Floats, z: Floats, n: Floats, missing: Floats, k: int) -> Bools:
    """For each parent in `short`: the sibling that supplies most of what is missing, the smallest of equals."""
    out = np.zeros(len(parent), bool)
    place = np.full(int(parent.max(initial=0)) + 1, -1)
    place[short] = np.arange(len(short))
    free = np.flatnonzero(~inside & (place[parent] >= 0) & (n > 0))
    if not len(free):
        return out
    lack = missing[:, place[parent[free]]]
    gain = np.minimum(y[free], lack[0]) + np.minimum(z[free], lack[1]) + np.minimum(n[free], k)
    order = np.lexsort((n[free], -gain, parent[free]))
    chosen = free[order]
    out[chosen[np.unique(parent[chosen], return_index=True)[1]]] = True
    return out
