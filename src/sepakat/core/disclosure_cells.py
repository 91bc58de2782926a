"""Step 2 of disclosure control: which cells of a breakdown are hidden. `core.disclosure` says what is promised and why.

An *atom* is a smallest part whose total is known: an open village, or a closed area (merged into its first village).
A witness never changes an atom's total, so one breakdown's pattern does not depend on another's.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sepakat.core.disclosure import Bools, Floats, Ints, Tree, audited, sensitive, small

_SLACK = 1e-6  # rounding of sums of fractions
_PARTNERS = 9  # partners that the exact audit uses at most (the largest): 2^9 sets of them …
_WORK = 2**15  # … and fewer where there are many atoms: atoms × sets in one step


@dataclass
class Cells:
    """One breakdown of one indicator, from its villages: n, y, z of shape (villages, classes).

    codes: for several breakdowns at once, what each class is in each of them (classes, m); for one, None.
    """

    n: Floats
    y: Floats
    z: Floats
    codes: Ints | None = None


@dataclass(frozen=True)
class _Boxes:
    """For one class c: its partners c', and the corners of each box that move with c (`even`) and against (`odd`).

    With one breakdown a box is the pair c, c'. With m it has 2^m corners: moving the trait along it changes no table
    of fewer breakdowns.
    """

    partner: Ints
    even: Ints
    odd: Ints


def _boxes(classes: int, codes: Ints | None) -> list[_Boxes]:
    if codes is None or codes.shape[1] == 1:
        others = [np.array([j for j in range(classes) if j != i], np.int64) for i in range(classes)]
        return [_Boxes(o, np.full((len(o), 1), i), o[:, None]) for i, o in enumerate(others)]
    where = {tuple(code): i for i, code in enumerate(codes.tolist())}
    picks = list(itertools.product((0, 1), repeat=codes.shape[1]))
    found = []
    for a in where:
        rows = []
        for b, j in where.items():
            if any(p == q for p, q in zip(a, b, strict=True)):
                continue
            points = [where.get(tuple((a, b)[s][t] for t, s in enumerate(pick)), -1) for pick in picks]
            if min(points) >= 0:
                rows.append((j, points))
        half = len(picks) // 2
        even = [[p for p, pick in zip(points, picks, strict=True) if sum(pick) % 2 == 0] for _, points in rows]
        odd = [[p for p, pick in zip(points, picks, strict=True) if sum(pick) % 2 == 1] for _, points in rows]
        shape = (len(rows), half)
        found.append(
            _Boxes(
                np.array([j for j, _ in rows], np.int64),
                np.array(even, np.int64).reshape(shape),
                np.array(odd, np.int64).reshape(shape),
            )
        )
    return found


def hide_cells(tree: Tree, cells: Cells, closed: Bools, k: int, forced: Bools | None = None) -> Bools:
    """Which cells (nodes, classes) of a breakdown are hidden.

    closed: nodes that show nothing (`close_totals`); forced: cells that are hidden whatever y is (n-pattern).
    """
    if closed[0]:
        return np.ones((len(closed), cells.n.shape[1]), bool)
    work = _Breakdown(tree, cells, closed, k)
    if forced is not None:
        work.need |= forced & (work.valid & ~closed)[:, None]
    work.look_inside_areas(cells)
    return work.solve()


class _Breakdown:
    """The state of one run. N, Y, Z: sums per node; n, y, z: per atom; need: cells to hide; audit: cells to prove."""

    def __init__(self, tree: Tree, cells: Cells, closed: Bools, k: int) -> None:
        self.tree, self.closed, self.k = tree, closed, k
        self.boxes = _boxes(cells.n.shape[1], cells.codes)
        self.many = cells.codes is not None and cells.codes.shape[1] > 1
        shut = closed[tree.rows(tree.depth)]
        self.home = self._home(shut)
        label = np.where(shut, self.home, len(closed) + np.arange(len(shut)))
        _, first, atom = np.unique(label, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        self.position, self.atom = first[order], rank[atom]
        self.low, self.high = np.searchsorted(self.position, tree.start), np.searchsorted(self.position, tree.end)
        self.n, self.y, self.z = (self._merged(v) for v in (cells.n, cells.y, cells.z))
        self.N, self.Y, self.Z = (self._sums(v) for v in (self.n, self.y, self.z))
        self.room = self.z + np.where(small(self.n, k), k, 0)
        above = np.where(tree.parent >= 0, closed[tree.parent], False)
        self.valid = (self.high > self.low) & ~above
        self.audit = audited(self.N, self.Y, self.Z, k) & self.valid[:, None]
        self.need = sensitive(self.N, self.Y, self.Z, k) & self.valid[:, None]
        self.hidden = np.zeros(self.need.shape, bool)

    def _home(self, shut: Bools) -> Ints:
        """For each closed village, the lowest open node above it: its closed children are one area."""
        at = self.tree.levels[-2] + np.arange(len(shut))
        while (climb := self.closed[at]).any():
            at = np.where(climb, self.tree.parent[at], at)
        return at

    def _merged(self, villages: Floats) -> Floats:
        out = np.zeros((len(self.position), villages.shape[1]))
        np.add.at(out, self.atom, villages)
        return out

    def _sums(self, atoms: Floats) -> Floats:
        total = np.concatenate([np.zeros((1, atoms.shape[1])), np.cumsum(atoms, axis=0)])
        return total[self.high] - total[self.low]

    def look_inside_areas(self, cells: Cells) -> None:
        """Regions inside closed areas: the trait may move within the area, class by class. Where that is too little
        for a class, the area's own cell has to be hidden and proven among its siblings; where it is too little for a
        region's total, the breakdown of the node above the area."""
        tree, k = self.tree, self.k
        inner = np.flatnonzero(self.closed)
        if not len(inner):
            return
        n, y, z = (tree.roll_up(v)[inner] for v in (cells.n, cells.y, cells.z))
        atom, owner = self.atom[tree.start[inner]], self.home[tree.start[inner]]
        room = z + np.where(small(n, k), k, 0)
        up, down = np.minimum(room, self.y[atom] - y), np.minimum(y, self.z[atom] - z)
        narrow = audited(n, y, z, k) & (up + down < k)
        first = tree.levels[-2] + self.position[atom]
        row = np.empty_like(owner)
        for level in range(tree.depth):
            at = tree.level_of(owner) == level
            row[at] = tree.above(level + 1, first[at])
        np.logical_or.at(self.audit, row, narrow)
        self.need |= self.audit
        total = audited(n.sum(axis=1), y.sum(axis=1), z.sum(axis=1), k) & (up.sum(axis=1) + down.sum(axis=1) < k)
        self.need[owner[total]] = True

    def solve(self) -> Bools:
        """From the villages up; what cannot be proven below one parent is tried one level higher."""
        tree = self.tree
        node, klass = np.nonzero(self.audit)
        inherited = []
        for level in range(tree.depth, 0, -1):
            rows = tree.rows(level)
            here = node >= rows.start
            regions, classes, failed = self._level(level, node[here], klass[here])
            inherited.append((level, regions, classes))
            self.need[tree.parent[tree.above(level, node[here][failed])], klass[here][failed]] = True
            node, klass = (np.concatenate([v[here][failed], v[~here]]) for v in (node, klass))
        self.hidden[0] = self._root(node, klass)
        for level, regions, classes in reversed(inherited):
            rows = tree.rows(level)
            parent = tree.parent[rows]
            own = regions[:, None] & classes[parent - tree.levels[level - 1]]
            self.hidden[rows] = own | self.hidden[parent] | self.closed[rows][:, None]
        return self.hidden

    def _root(self, node: Ints, klass: Ints) -> Bools:
        """Which classes of the whole nation are hidden: those that need it, and partners until the rest is proven.

        Nothing above publishes a class, so here the trait moves between hidden classes inside a region and need not
        move back elsewhere; region totals and, with several breakdowns, every smaller table stay as they are.
        """
        hidden = self.need[0].copy()
        hidden[klass] = True
        weight = np.minimum(self.Y[0], self.Z[0]) + 1.0
        if not hidden.any():
            return hidden
        while not hidden.all():
            if hidden.sum() > 1 and not self._narrow(node, klass, hidden).any():
                break
            if self.many:
                hidden |= self._next_box(node, klass, hidden)
            else:
                hidden[np.argmax(np.where(hidden | (self.N[0] == 0), -1.0, weight))] = True
                if not (~hidden & (self.N[0] > 0)).any():
                    hidden[:] = True
        return hidden

    def _narrow(self, node: Ints, klass: Ints, hidden: Bools) -> Bools:
        """Which of these cells have no witnesses k apart when just the classes `hidden` are hidden everywhere."""
        out = np.zeros(len(node), bool)
        for c in np.unique(klass):
            mine, box = np.flatnonzero(klass == c), self.boxes[c]
            even, odd = self._movable(box, hidden)
            up, down = (np.concatenate([np.zeros((1, v.shape[1])), np.cumsum(v, axis=0)]) for v in (even, odd))
            high, low = self.high[node[mine]], self.low[node[mine]]
            wide = (up[high] - up[low]).max(axis=1, initial=0) + (down[high] - down[low]).max(axis=1, initial=0)
            out[mine] = wide < self.k - _SLACK
        return out

    def _movable(self, box: _Boxes, hidden: Bools) -> tuple[Floats, Floats]:
        """Per atom, what can move into a class and out of it along each box (with one breakdown: by all at once)."""
        if not len(box.partner):
            return np.zeros((len(self.y), 1)), np.zeros((len(self.y), 1))
        if not self.many:
            c, others = int(box.even[0, 0]), box.partner[hidden[box.partner]]
            into = np.minimum(self.room[:, c], self.y[:, others].sum(axis=1))
            out_of = np.minimum(self.y[:, c], self.room[:, others].sum(axis=1))
            return into[:, None], out_of[:, None]
        may = hidden[box.even].all(axis=1) & hidden[box.odd].all(axis=1)
        into = np.minimum(_least(self.room, box.even), _least(self.y, box.odd)) * may
        return into, np.minimum(_least(self.y, box.even), _least(self.room, box.odd)) * may

    def _next_box(self, node: Ints, klass: Ints, hidden: Bools) -> Bools:
        """The corners of one more box for each class that needs one: the one that moves most; all, if none is left."""
        found = np.zeros(len(hidden), bool)
        failing = np.unique(klass[self._narrow(node, klass, hidden)]) if len(node) else np.flatnonzero(hidden)
        for c in failing:
            box = self.boxes[c]
            even, odd = self._movable(box, np.ones(len(hidden), bool))
            gain = even.sum(axis=0) + odd.sum(axis=0)
            inside = (
                hidden[box.even].all(axis=1) & hidden[box.odd].all(axis=1) if len(box.partner) else np.zeros(0, bool)
            )
            gain = np.where(inside, -1.0, gain) if len(box.partner) else gain[:0]
            if not len(gain) or gain.max() <= 0:
                return np.ones(len(hidden), bool)
            best = int(np.argmax(gain))
            found[box.even[best]] = found[box.odd[best]] = True
        return found if (found & ~hidden).any() else np.ones(len(hidden), bool)

    def _level(self, level: int, node: Ints, klass: Ints) -> tuple[Bools, Bools, Bools]:
        """Choose H (regions of this level) and K (classes per parent); also which of the audited cells still fail."""
        tree = self.tree
        rows, first = tree.rows(level), tree.levels[level - 1]
        parent = tree.parent[rows] - first
        need = self.need[rows]
        regions: Bools = np.asarray(need.any(axis=1))
        # the only region of its parent is its parent: what is hidden in one must be hidden in the other
        only = np.bincount(parent, weights=self.valid[rows], minlength=rows.start - first) == 1
        np.logical_or.at(self.need, first + parent[only[parent]], need[only[parent]])
        classes = np.zeros((rows.start - first, need.shape[1]), bool)
        np.logical_or.at(classes, parent, need)
        if self.many:
            classes[:] = classes.any(axis=1, keepdims=True)
        failed = np.zeros(len(node), bool)
        if not regions.any():
            return regions, classes, failed
        alone = self._alone(parent, regions, classes)
        self._grow(rows, parent, regions, classes, alone[~only[alone]], 1)
        while len(short := self._derived(rows, parent, regions, classes)):
            if not len(self._grow(rows, parent, regions, classes, short, 1)):
                break
        step, group = 1, parent[tree.above(level, node) - rows.start]
        failed[:] = True
        check = np.flatnonzero(~only[group])
        while len(check):
            failed[check] = self._fails(level, regions, classes, node[check], klass[check], self._moves)
            check = check[failed[check]]
            grown = self._grow(rows, parent, regions, classes, np.unique(group[check]), step)
            check = check[np.isin(group[check], grown)]
            step *= 4
        check = np.flatnonzero(failed & ~only[group])
        if len(check) and not self.many:
            failed[check] = self._fails(level, regions, classes, node[check], klass[check], self._flows)
        return regions, classes, failed

    def _alone(self, parent: Ints, regions: Bools, classes: Bools) -> Ints:
        """Parents with a single region or class hidden: that one cell would follow from the others."""
        count = np.bincount(parent[regions], minlength=len(classes))
        return np.flatnonzero((count == 1) | (classes.sum(axis=1) == 1))

    def _derived(self, rows: slice, parent: Ints, regions: Bools, classes: Bools) -> Ints:
        """Parents under which a subtraction gives a small count: what is left of a class when the shown regions are
        taken from the parent's, or of a region when its shown classes are taken from its total."""
        first = self.tree.levels[self.tree.level_of(np.array([rows.start]))[0] - 1]
        bad = np.zeros(len(classes), bool)
        inside = np.flatnonzero(regions)
        for counts in (self.Y, self.Z, self.N):
            left = np.zeros(classes.shape)
            np.add.at(left, parent[inside], counts[rows][inside])
            bad |= (small(left, self.k) & classes & ~small(counts[first : rows.start], self.k)).any(axis=1)
            if not self.many:
                kept = (counts[rows][inside] * classes[parent[inside]]).sum(axis=1)
                bad[parent[inside[small(kept, self.k)]]] = True
        return np.flatnonzero(bad)

    def _grow(self, rows: slice, parent: Ints, regions: Bools, classes: Bools, short: Ints, step: int) -> Ints:
        """Add classes (the largest) and regions (the smallest that carry enough) under these parents, in place.

        Gives the parents that had anything left to add.
        """
        if not len(short):
            return short
        first = self.tree.levels[self.tree.level_of(np.array([rows.start]))[0] - 1]
        weight = np.minimum(self.Y, self.Z)
        grown = np.zeros(len(classes), bool)
        open_classes = ~classes[short] & (self.N[first + short] > 0)
        left = np.where(open_classes, weight[first + short] + 1, 0)
        order = np.argsort(-left, axis=1, kind="stable")[:, :step]
        picked = np.zeros_like(open_classes)
        np.put_along_axis(picked, order, True, axis=1)
        picked &= open_classes
        classes[short] |= picked
        grown[short] = picked.any(axis=1)
        free = np.flatnonzero(~regions & np.isin(parent, short) & self.valid[rows])
        carried = (weight[rows][free] * classes[parent[free]]).sum(axis=1)
        order = np.lexsort((self.N[rows][free].sum(axis=1), -np.minimum(carried, 4 * self.k), parent[free]))
        ranked = free[order]
        _, begin, inverse = np.unique(parent[ranked], return_index=True, return_inverse=True)
        chosen = ranked[np.arange(len(ranked)) - begin[inverse] < step] if len(ranked) else ranked
        regions[chosen] = True
        grown[parent[chosen]] = True
        return np.flatnonzero(grown)

    def _fails(
        self, level: int, regions: Bools, classes: Bools, node: Ints, klass: Ints, width: Callable[..., Floats]
    ) -> Bools:
        """Which of these cells have no witnesses k apart, by one way of finding them, if H × K of their parent is
        hidden."""
        tree = self.tree
        rows, first = tree.rows(level), tree.levels[level - 1]
        row = tree.above(level, node) - rows.start
        parent = tree.parent[rows] - first
        out = np.zeros(len(node), bool)
        at = tree.above(level, tree.levels[-2] + self.position) - rows.start
        for c in np.unique(klass):
            mine, box = np.flatnonzero(klass == c), self.boxes[c]
            if not len(box.partner):
                out[mine] = True
                continue
            wanted = np.zeros(len(classes), bool)
            wanted[parent[row[mine]]] = True
            atoms = np.flatnonzero(regions[at] & wanted[parent[at]])
            group = parent[at[atoms]]
            spans = _Spans(
                np.searchsorted(atoms, self.low[node[mine]]),
                np.searchsorted(atoms, self.high[node[mine]]),
                np.flatnonzero(np.diff(group, prepend=-1)),
                np.searchsorted(np.unique(group), parent[row[mine]]),
            )
            found = width(self.y[atoms], self.room[atoms], group, box, classes[:, box.partner], spans)
            out[mine] = found < self.k - _SLACK
        return out

    def _moves(self, y: Floats, z: Floats, group: Ints, box: _Boxes, allowed: Bools, spans: _Spans) -> Floats:
        """A quick width: the trait moves into class c, and out of it, by way of one partner; or by way of all, each
        atom dividing what it can take or give in proportion to what its partners have."""
        may = allowed[group]
        y_even, z_even = _least(y, box.even), _least(z, box.even)
        y_odd, z_odd = may * _least(y, box.odd), may * _least(z, box.odd)
        (in_node, in_rest), (out_node, out_rest) = (
            spans.sums(np.minimum(one, other)) for one, other in ((z_even, y_odd), (y_even, z_odd))
        )
        up, down = np.minimum(in_node, out_rest).max(axis=1), np.minimum(out_node, in_rest).max(axis=1)
        if self.many:
            return up + down
        (in_node, in_rest), (out_node, out_rest) = (
            spans.sums(other * np.minimum(1, one[:, :1] / np.maximum(other.sum(axis=1, keepdims=True), 1e-9)))
            for one, other in ((z_even, y_odd), (y_even, z_odd))
        )
        up = np.maximum(up, np.minimum(in_node, out_rest).sum(axis=1))
        return up + np.maximum(down, np.minimum(out_node, in_rest).sum(axis=1))

    def _flows(self, y: Floats, z: Floats, group: Ints, box: _Boxes, allowed: Bools, spans: _Spans) -> Floats:
        """The width with all partners at once, divided in the best way.

        Inside one atom, what can move between c and a set S of partners is at most min(z_c, y_S): a polymatroid over
        the partners, and so is its sum over atoms. The node takes what the rest gives: the largest vector common to
        two polymatroids is the least, over all S, of f_node(S) + f_rest(not S) (Edmonds' intersection theorem).
        """
        c, may = int(box.even[0, 0]), allowed[group]
        weight = (np.minimum(y, z)[:, box.partner] * may).sum(axis=0)
        most = min(_PARTNERS, max(4, int(np.log2(_WORK / len(y)))), int(may.sum(axis=1).max()))
        chosen = np.argsort(-weight, kind="stable")[:most]
        sets = (np.arange(2 ** len(chosen))[:, None] >> np.arange(len(chosen)) & 1).astype(float)
        partner, may = box.partner[chosen], may[:, chosen]
        y_others, z_others = y[:, partner] * may, z[:, partner] * may

        def width(sets: Floats, spans: _Spans) -> Floats:
            in_node, in_rest = spans.sums(np.minimum(z[:, [c]], y_others @ sets.T))
            out_node, out_rest = spans.sums(np.minimum(y[:, [c]], z_others @ sets.T))
            up = (in_node + out_rest[:, ::-1]).min(axis=1)  # the complement of set number s is the last minus s
            return up + (out_node + in_rest[:, ::-1]).min(axis=1)

        found = width(sets[[0, -1]], spans)  # never less than the width; where it is too little, that settles it
        hope = np.flatnonzero(found >= self.k - _SLACK)
        if len(hope):
            found[hope] = width(sets, spans.only(hope))
        return found


def _least(counts: Floats, corners: Ints) -> Floats:
    """Per atom and box, the smallest count over some of the box's corners."""
    if corners.shape[1] == 1:
        return counts[:, corners[:, 0]]
    return counts[:, corners].min(axis=2)


@dataclass(frozen=True)
class _Spans:
    """Atoms `low:high` of each node; first atom of each group; the group of each node."""

    low: Ints
    high: Ints
    starts: Ints
    group: Ints

    def only(self, nodes: Ints) -> _Spans:
        return _Spans(self.low[nodes], self.high[nodes], self.starts, self.group[nodes])

    def sums(self, moves: Floats) -> tuple[Floats, Floats]:
        """Sums over the atoms of each node, and over the other atoms of its group."""
        if (self.high - self.low == 1).all():
            node = moves[self.low]
        else:
            total = np.concatenate([np.zeros((1, moves.shape[1])), np.cumsum(moves, axis=0)])
            node = total[self.high] - total[self.low]
        return node, np.add.reduceat(moves, self.starts)[self.group] - node
