"""An attacker with a linear program: the range of every hidden count, from everything that is published.

Variables are y (rows with the trait) and n (rows counted) of each village and class; they are bound by all published
sums, by classes adding up to totals (and tables by two things to tables by one), by 0 <= y <= n, and, in tables by one
thing, by empty classes being known to be empty (tables by several list every class).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from sepakat.core import disclosure as d
from sepakat.core.disclosure_cells import Cells, hide_cells


@dataclass
class Breakdown:
    """n and y by village and class. codes: for a table by several things, each class's code in each of them."""

    n: np.ndarray
    y: np.ndarray
    codes: np.ndarray | None = None


@dataclass
class Pattern:
    """What is hidden: of an indicator (closed, hidden), and of its n (n_closed, n_hidden)."""

    closed: np.ndarray
    hidden: list[np.ndarray]
    n_closed: np.ndarray
    n_hidden: list[np.ndarray]


def pattern(tree: d.Tree, tables: Sequence[Breakdown], k: int) -> Pattern:
    """As the engine makes it. Tables by one thing come first; a last one by all of them may follow."""
    total = tree.roll_up(tables[0].n.sum(axis=1)).astype(float)
    have = tree.roll_up(tables[0].y.sum(axis=1)).astype(float)
    n_closed = d.close_totals(tree, total, total, d.without(total, None), k)
    n_hidden = _hidden(tree, [Breakdown(t.n, t.n, t.codes) for t in tables], n_closed, k, None)
    closed = d.close_totals(tree, total, have, total - have, k, n_closed)
    return Pattern(closed, _hidden(tree, tables, closed, k, n_hidden), n_closed, n_hidden)


def _hidden(
    tree: d.Tree, tables: Sequence[Breakdown], closed: np.ndarray, k: int, forced: list[np.ndarray] | None
) -> list[np.ndarray]:
    out: list[np.ndarray] = []
    for i, t in enumerate(tables):
        z = d.without(t.n, None if forced is None else t.y, crossed=t.codes is not None)
        also = np.zeros((len(closed), t.n.shape[1]), bool) if forced is None else forced[i].copy()
        if t.codes is not None:
            for b in range(t.codes.shape[1]):
                also |= out[b][:, t.codes[:, b]]
        out.append(hide_cells(tree, Cells(t.n, t.y, z, t.codes), closed, k, also))
    return out


def small_tree(rng: np.random.Generator, *, kab: int = 2, kec: int = 3, desa: int = 4) -> d.Tree:
    """A nation of one province: up to `kab` regencies of up to `kec` districts of up to `desa` villages."""
    parents: list[np.ndarray] = [np.zeros(1, np.int64)]
    width = 1
    for most in (kab, kec, desa):
        sizes = rng.integers(1, most + 1, width)
        parents.append(np.repeat(np.arange(width), sizes))
        width = int(sizes.sum())
    return d.tree(parents)


def population(
    rng: np.random.Generator,
    tree: d.Tree,
    size: float,
    rate: float,
    classes: Sequence[int] = (2, 4),
    *,
    town: bool = True,
) -> list[Breakdown]:
    """Skewed villages: sizes, rates and class shares all differ. town: a last breakdown that is one class per village
    (urban or rural)."""
    villages = int(tree.end[0])
    count = rng.poisson(rng.lognormal(np.log(size), 0.7, villages))
    trait = rng.binomial(count, rng.beta(rate * 4, (1 - rate) * 4, villages))
    out = []
    for width in classes:
        shares = rng.dirichlet(np.ones(width) * rng.choice([0.4, 1, 5]), villages)
        have = np.array([rng.multinomial(c, p) for c, p in zip(trait, shares, strict=True)])
        lack = np.array([rng.multinomial(c, p) for c, p in zip(count - trait, shares, strict=True)])
        out.append(Breakdown((have + lack).astype(float), have.astype(float)))
    if town:
        kind = rng.integers(0, 2, villages)
        here = np.arange(villages)
        n, y = np.zeros((villages, 2)), np.zeros((villages, 2))
        n[here, kind], y[here, kind] = count, trait
        out.append(Breakdown(n, y))
    return out


def crossed(
    rng: np.random.Generator, tree: d.Tree, size: float, rate: float, classes: tuple[int, ...] = (2, 3)
) -> list[Breakdown]:
    """Tables by one thing each, and one by all of them, over the same people."""
    villages = int(tree.end[0])
    codes = np.array(list(itertools.product(*(range(c) for c in classes))))
    shares = rng.dirichlet(np.ones(len(codes)) * rng.choice([0.5, 2, 8]), villages)
    n = rng.poisson(size * rng.lognormal(0, 0.6, (villages, 1)) * shares * len(codes) / 2)
    y = rng.binomial(n, rng.beta(rate * 6, (1 - rate) * 6, (villages, 1)))
    out = []
    for b, width in enumerate(classes):
        fold = (codes[:, [b]] == np.arange(width)).astype(float)
        out.append(Breakdown(n @ fold, y @ fold))
    return [*out, Breakdown(n.astype(float), y.astype(float), codes)]


class Attack:
    """Builds the polytope once; `width(kind, table, node, class)` gives the range of one count."""

    def __init__(self, tree: d.Tree, tables: Sequence[Breakdown], known: Pattern) -> None:
        self.tree, self.tables = tree, tables
        villages = len(tables[0].n)
        self.offset = np.cumsum([0, *(t.n.size for t in tables)])
        self.size = size = int(self.offset[-1])
        self._rows: list[tuple[np.ndarray, np.ndarray]] = []
        self._right: list[float] = []
        for b, t in enumerate(tables):
            ny, nn = tree.roll_up(t.y), tree.roll_up(t.n)
            for node in range(len(tree.parent)):
                for c in range(t.n.shape[1]):
                    if not known.hidden[b][node, c]:
                        self._equal(self.index(b, node, c), ny[node, c])
                    if not known.n_hidden[b][node, c]:
                        self._equal(self.index(b, node, c) + size, nn[node, c])
                if not known.closed[node]:
                    self._equal(self.index(b, node), ny[node].sum())
                if not known.n_closed[node]:
                    self._equal(self.index(b, node) + size, nn[node].sum())
            for node in range(tree.levels[-2], tree.levels[-2] + villages):
                self._agree(b, t, node)
        count = len(self._right)
        rows = np.repeat(np.arange(count), [len(i) for i, _ in self._rows])
        columns, values = (np.concatenate([pair[i] for pair in self._rows]) for i in (0, 1))
        self.eq = csr_array((values, (rows, columns)), shape=(count, 2 * size))
        each = np.arange(size)
        self.less = csr_array((np.ones(size), (each, each)), shape=(size, 2 * size)) + csr_array(
            (-np.ones(size), (each, each + size)), shape=(size, 2 * size)
        )
        top = np.concatenate([np.where((t.n > 0) | (t.codes is not None), np.inf, 0.0).ravel() for t in tables])
        self.bounds = np.column_stack([np.zeros(2 * size), np.concatenate([top, top])])

    def _equal(self, index: np.ndarray, value: float, signs: np.ndarray | None = None) -> None:
        self._rows.append((index, np.ones(len(index)) if signs is None else signs))
        self._right.append(value)

    def _agree(self, b: int, t: Breakdown, node: int) -> None:
        """A village's tables agree: by one thing in total; by several, with each table by one of them."""
        pairs = [(self.index(0, node), self.index(b, node))] if b and t.codes is None else []
        if t.codes is not None:
            for one in range(t.codes.shape[1]):
                for c in range(self.tables[one].n.shape[1]):
                    mine = self.index(b, node)[t.codes[:, one] == c]
                    pairs.append((self.index(one, node, c), mine))
        for one_side, other in pairs:
            signs = np.repeat([1.0, -1.0], [len(one_side), len(other)])
            for shift in (0, self.size):
                self._equal(np.concatenate([one_side, other]) + shift, 0.0, signs)

    def index(self, b: int, node: int, klass: int | None = None) -> np.ndarray:
        width = self.tables[b].n.shape[1]
        villages = np.arange(self.tree.start[node], self.tree.end[node])
        classes = np.arange(width) if klass is None else np.array([klass])
        return (self.offset[b] + villages[:, None] * width + classes).ravel()

    def width(self, kind: str, b: int, node: int, klass: int | None = None) -> float:
        """How wide the range of n, y or z (`kind`) of a cell is for the attacker."""
        goal = np.zeros(2 * self.size)
        at = self.index(b, node, klass)
        if kind in "yz":
            goal[at] += 1 if kind == "y" else -1
        if kind in "nz":
            goal[at + self.size] += 1
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * goal,
                A_ub=self.less,
                b_ub=np.zeros(self.size),
                A_eq=self.eq,
                b_eq=self._right,
                bounds=self.bounds,
                method="highs",
            )
            if found.status == 3:
                return np.inf
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return float(ends[1] - ends[0])


Found = tuple[str, int, int, int | None, float]


def opened(
    tree: d.Tree, tables: Sequence[Breakdown], k: int, known: Pattern, kinds: str = "yz", least: float | None = None
) -> list[Found]:
    """Every sensitive count that is narrowed to less than `least` (k): (kind, table, node, class, width).

    y and z are looked at where n is not small itself: there n's own range is what is promised.
    """
    attack, found = Attack(tree, tables, known), []
    for b, t in enumerate(tables):
        ns, ys = tree.roll_up(t.n), tree.roll_up(t.y)
        for node in range(len(tree.parent)):
            cells: list[tuple[int | None, float, float]] = [(c, ns[node, c], ys[node, c]) for c in range(t.n.shape[1])]
            if not b:
                cells.append((None, ns[node].sum(), ys[node].sum()))
            for c, total, trait in cells:
                sizes = {"n": total, "y": trait, "z": total - trait}
                for kind in kinds:
                    if not 0 < sizes[kind] < k or (kind != "n" and total < k):
                        continue
                    wide = attack.width(kind, b, node, c)
                    if wide < (k if least is None else least) - 1e-6:
                        found.append((kind, b, node, c, wide))
    return found
