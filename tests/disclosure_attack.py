"""An attacker with a linear program: the range of every hidden count, from everything that is published.

Variables are y (rows with the trait) and n (rows counted) of each village and class; they are bound by all published
sums, by classes adding up to totals, by 0 <= y <= n, and by empty classes being known to be empty.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from sepakat.core import disclosure as d


def small_tree(rng: np.random.Generator, *, kab: int = 2, kec: int = 3, desa: int = 4) -> d.Tree:
    """A nation of one province: up to `kab` regencies of up to `kec` districts of up to `desa` villages."""
    parents: list[np.ndarray] = [np.zeros(1, np.int64)]
    width = 1
    for most in (kab, kec, desa):
        sizes = rng.integers(1, most + 1, width)
        parents.append(np.repeat(np.arange(width), sizes))
        width = int(sizes.sum())
    return d.tree(parents)


class Attack:
    """Builds the polytope once; `width(kind, node, breakdown, klass)` gives the range of one count."""

    def __init__(
        self,
        tree: d.Tree,
        n: list[np.ndarray],
        y: list[np.ndarray],
        closed: np.ndarray,
        hidden: list[np.ndarray],
        n_closed: np.ndarray,
        n_hidden: list[np.ndarray],
    ) -> None:
        self.tree, self.shapes = tree, [v.shape[1] for v in n]
        villages = len(n[0])
        self.offset = np.cumsum([0, *(villages * s for s in self.shapes)])
        size = int(self.offset[-1])
        rows: list[np.ndarray] = []
        cols: list[np.ndarray] = []
        vals: list[float] = []
        right: list[float] = []
        count = 0

        def equal(index: np.ndarray, value: float, coefficients: np.ndarray | float = 1.0) -> None:
            nonlocal count
            rows.append(np.full(len(index), count))
            cols.append(index)
            vals.extend(np.broadcast_to(coefficients, len(index)).tolist())
            right.append(value)
            count += 1

        for b, (nb, yb) in enumerate(zip(n, y, strict=True)):
            ny, nn = tree.roll_up(yb), tree.roll_up(nb)
            for node in range(len(tree.parent)):
                for c in range(self.shapes[b]):
                    if not hidden[b][node, c]:
                        equal(self.index(b, node, c), ny[node, c])
                    if not n_hidden[b][node, c]:
                        equal(self.index(b, node, c) + size, nn[node, c])
                if not closed[node]:
                    equal(self.index(b, node), ny[node].sum())
                if not n_closed[node]:
                    equal(self.index(b, node) + size, nn[node].sum())
            if b:
                for village in range(villages):  # every breakdown of a village has the same total
                    node = tree.levels[-2] + village
                    for shift in (0, size):
                        one, two = self.index(0, node) + shift, self.index(b, node) + shift
                        equal(np.concatenate([one, two]), 0.0, np.repeat([1.0, -1.0], [len(one), len(two)]))
        self.size = size
        self.eq = csr_array((vals, (np.concatenate(rows), np.concatenate(cols))), shape=(count, 2 * size))
        self.right = np.array(right)
        eye = csr_array((np.ones(size), (np.arange(size), np.arange(size))), shape=(size, 2 * size))
        neg = csr_array((-np.ones(size), (np.arange(size), np.arange(size) + size)), shape=(size, 2 * size))
        self.less = eye + neg
        flat = np.concatenate([v.ravel() for v in n])
        top = np.where(flat > 0, np.inf, 0.0)
        self.bounds = np.column_stack([np.zeros(2 * size), np.concatenate([top, top])])

    def index(self, breakdown: int, node: int, klass: int | None = None) -> np.ndarray:
        villages = np.arange(self.tree.start[node], self.tree.end[node])
        classes = np.arange(self.shapes[breakdown]) if klass is None else np.array([klass])
        return (self.offset[breakdown] + villages[:, None] * self.shapes[breakdown] + classes).ravel()

    def width(self, kind: str, breakdown: int, node: int, klass: int | None = None) -> float:
        """How wide the range of n, y or z (`kind`) of a cell is for the attacker."""
        goal = np.zeros(2 * self.size)
        at = self.index(breakdown, node, klass)
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
                b_eq=self.right,
                bounds=self.bounds,
                method="highs",
            )
            if found.status == 3:
                return np.inf
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return float(ends[1] - ends[0])


def attacked(
    tree: d.Tree, n: list[np.ndarray], y: list[np.ndarray], k: int, *, kinds: str = "yz"
) -> list[tuple[str, int, int, int | None, float]]:
    """Every sensitive count that can be narrowed to less than k: (kind, breakdown, node, class, width)."""
    closed, hidden, n_closed, n_hidden = pattern(tree, n, y, k)
    attack = Attack(tree, n, y, closed, hidden, n_closed, n_hidden)
    found: list[tuple[str, int, int, int | None, float]] = []
    for b, (nb, yb) in enumerate(zip(n, y, strict=True)):
        ns, ys = tree.roll_up(nb), tree.roll_up(yb)
        for node in range(len(tree.parent)):
            cells: list[tuple[int | None, float, float]] = [(None, ns[node].sum(), ys[node].sum())]
            cells += [(c, ns[node, c], ys[node, c]) for c in range(nb.shape[1])]
            for c, total, trait in cells:
                sizes = {"n": total, "y": trait, "z": total - trait}
                for kind in kinds:
                    if not 0 < sizes[kind] < k or (kind != "n" and total < k):
                        continue
                    wide = attack.width(kind, b, node, c)
                    if wide < k - 1e-6:
                        found.append((kind, b, node, c, wide))
    return found


def pattern(
    tree: d.Tree, n: list[np.ndarray], y: list[np.ndarray], k: int
) -> tuple[np.ndarray, list[np.ndarray], np.ndarray, list[np.ndarray]]:
    """closed and hidden of an indicator and of its n-pattern, breakdown by breakdown."""
    from sepakat.core.disclosure_cells import Cells, hide_cells

    total = tree.roll_up(n[0].sum(axis=1)).astype(float)
    n_closed = d.close_totals(tree, total, total, d.without(total, None), k)
    n_hidden = [hide_cells(tree, Cells(v, v, d.without(v, None)), n_closed, k) for v in n]
    have = tree.roll_up(y[0].sum(axis=1)).astype(float)
    closed = d.close_totals(tree, total, have, total - have, k, n_closed)
    hidden = [hide_cells(tree, Cells(a, b, a - b), closed, k, f) for a, b, f in zip(n, y, n_hidden, strict=True)]
    return closed, hidden, n_closed, n_hidden
