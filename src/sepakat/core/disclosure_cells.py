"""Step 2 of disclosure control: which cells of a breakdown are hidden. `core.disclosure` says what is promised and why.

An *atom* is a smallest part whose total is known: an open village, or a closed area (merged into its first village).
A witness never changes an atom's total, so one breakdown's pattern does not depend on another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sepakat.core import disclosure_memory
from sepakat.core.disclosure import Bools, Floats, Ints, Tree, audited, sensitive, small
from sepakat.core.disclosure_forest import apart, beside, forest, remembering, told
from sepakat.core.disclosure_memory import Level, Memory, Uints
from sepakat.core.disclosure_witness import (
    Boxes,
    Spans,
    boxes,
    by_boxes,
    by_flows,
    by_pairs,
    by_shares,
    least,
)

_SLACK = 1e-6  # rounding of sums of fractions
_TOGETHER = 2**20  # atoms × classes × classes that are looked at in one step
_STACKED = 32  # tables that are protected in one go at most


@dataclass
class Cells:
    """One breakdown of one indicator, from its villages: n, y, z of shape (villages, classes).

    codes: for several breakdowns at once, what each class is in each of them (classes, m); for one, None.
    """

    n: Floats
    y: Floats
    z: Floats
    codes: Ints | None = None


@dataclass
class Table:
    """One breakdown of one indicator that is to be protected.

    closed: nodes that show nothing (`close_totals`); forced: cells that are hidden whatever y is (n-pattern). memory:
    what was decided before for this table and breakdown (one breakdown only); what is decided now is put into it.
    """

    cells: Cells
    closed: Bools
    forced: Bools | None = None
    memory: Memory | None = None


def hide_cells(
    tree: Tree, cells: Cells, closed: Bools, k: int, forced: Bools | None = None, memory: Memory | None = None
) -> Bools:
    """Which cells (nodes, classes) of a breakdown are hidden."""
    return hide_tables(tree, [Table(cells, closed, forced, memory)], k)[0]


def together(villages: int, classes: int) -> int:
    """How many tables of so many villages and classes are best protected in one go."""
    size = max(1, villages) * classes**2
    return max(1, min(_STACKED, 2 * _TOGETHER // size)) if size <= _TOGETHER else 1


def hide_tables(tree: Tree, tables: Sequence[Table], k: int) -> list[Bools]:
    """`hide_cells` of several tables with as many classes, all of them with a memory or none, side by side.

    Each pattern is the one that the table has on its own. At most `together` of them; of breakdowns by several things
    one. Tables whose z is known and such whose z is not go apart: sums of the latter leave no room for the others.
    """
    open_ones = [one for one in tables if not one.closed[0]]
    found = iter(_hide(tree, open_ones, k) if open_ones else ())
    return [np.ones((len(t.closed), t.cells.n.shape[1]), bool) if t.closed[0] else next(found) for t in tables]


def _hide(tree: Tree, tables: Sequence[Table], k: int) -> list[Bools]:
    memories = [one.memory for one in tables if one.memory is not None]
    memory = remembering(tree, memories) if memories else None
    n, y, z = (
        getattr(tables[0].cells, name) if len(tables) == 1 else np.concatenate([getattr(t.cells, name) for t in tables])
        for name in ("n", "y", "z")
    )
    cells = Cells(n, y, z, tables[0].cells.codes)
    closed = beside(tree, [one.closed for one in tables])
    work = _Breakdown(forest(tree, len(tables)), cells, closed, k, memory)
    forced = [np.zeros((len(t.closed), n.shape[1]), bool) if t.forced is None else t.forced for t in tables]
    work.need |= beside(tree, forced) & (work.valid & ~closed)[:, None]
    work.look_inside_areas(cells)
    hidden = apart(tree, len(tables), work.solve())
    if memory is not None:
        told(memories, memory)
    return hidden


class _Breakdown:
    """The state of one run. N, Y, Z: sums per node; n, y, z: per atom; need: cells to hide; audit: cells to prove."""

    def __init__(self, tree: Tree, cells: Cells, closed: Bools, k: int, memory: Memory | None = None) -> None:
        self.tree, self.closed, self.k, self.memory = tree, closed, k, memory
        self.roots = tree.levels[1]
        self.boxes = boxes(cells.n.shape[1], cells.codes)
        self.many = cells.codes is not None and cells.codes.shape[1] > 1
        shut = closed[tree.rows(tree.depth)]
        self.home = self._home(shut)
        label = np.where(shut, self.home, len(closed) + np.arange(len(shut)))
        _, first, atom = np.unique(label, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        self.position, self.atom = first[order], rank[atom]
        self.by_atom = np.argsort(self.atom, kind="stable")
        self.first_of_atom = np.flatnonzero(np.diff(self.atom[self.by_atom], prepend=-1))
        self.low, self.high = np.searchsorted(self.position, tree.start), np.searchsorted(self.position, tree.end)
        most = int((self.high[: self.roots] - self.low[: self.roots]).max())
        self.quick = most * len(self.boxes) ** 2 <= _TOGETHER  # of tables side by side all are, or there is one
        self.n, self.y, self.z = (self._merged(v) for v in (cells.n, cells.y, cells.z))
        self.N, self.Y, self.Z = (self._sums(v) for v in (self.n, self.y, self.z))
        # Where n is hidden too, some more may have the trait; with several breakdowns also in a class that is empty: a
        # table by several things lists every class of a region, or the empty ones would tell the others.
        self.room = self.z + np.where(self.n < k if self.many else small(self.n, k), k, 0)
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
        return np.add.reduceat(villages[self.by_atom], self.first_of_atom)

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
        root = tree.above(0, node)
        for number in range(self.roots):
            here = root == number
            self.hidden[number] = self._root(number, node[here], klass[here])
        for level, regions, classes in reversed(inherited):
            rows = tree.rows(level)
            parent = tree.parent[rows]
            own = regions[:, None] & classes[parent - tree.levels[level - 1]]
            self.hidden[rows] = own | self.hidden[parent] | self.closed[rows][:, None]
        return self.hidden

    def _root(self, root: int, node: Ints, klass: Ints) -> Bools:
        """Which classes of the whole nation are hidden: those that need it, and partners until the rest is proven.

        Nothing above publishes a class, so here the trait moves between hidden classes inside a region and need not
        move back elsewhere; region totals and, with several breakdowns, every smaller table stay as they are.
        """
        hidden = self.need[root].copy()
        hidden[klass] = True
        weight = np.minimum(self.Y[root], self.Z[root]) + 1.0
        if not hidden.any():
            return hidden
        while not hidden.all():
            left = np.array([counts[root][hidden].sum() for counts in (self.Y, self.Z, self.N)])
            if hidden.sum() > 1 and not small(left, self.k).any() and not self._narrow(root, node, klass, hidden).any():
                break
            if self.many:
                hidden |= self._next_box(root, node, klass, hidden)
            else:
                hidden[np.argmax(np.where(hidden | (self.N[root] == 0), -1.0, weight))] = True
                if not (~hidden & (self.N[root] > 0)).any():
                    hidden[:] = True
        return hidden

    def _narrow(self, root: int, node: Ints, klass: Ints, hidden: Bools) -> Bools:
        """Which of these cells have no witnesses k apart when just the classes `hidden` are hidden everywhere."""
        out = np.zeros(len(node), bool)
        for c in np.unique(klass):
            mine, box = np.flatnonzero(klass == c), self.boxes[c]
            even, odd = self._movable(root, box, hidden)
            up, down = (np.concatenate([np.zeros((1, v.shape[1])), np.cumsum(v, axis=0)]) for v in (even, odd))
            high, low = self.high[node[mine]] - self.low[root], self.low[node[mine]] - self.low[root]
            wide = (up[high] - up[low]).max(axis=1, initial=0) + (down[high] - down[low]).max(axis=1, initial=0)
            out[mine] = wide < self.k - _SLACK
        return out

    def _movable(self, root: int, box: Boxes, hidden: Bools) -> tuple[Floats, Floats]:
        """Per atom, what can move into a class and out of it along each box (with one breakdown: by all at once)."""
        atoms = slice(self.low[root], self.high[root])
        y, room = self.y[atoms], self.room[atoms]
        if not len(box.partner):
            return np.zeros((len(y), 1)), np.zeros((len(y), 1))
        if not self.many:
            c, others = int(box.even[0, 0]), box.partner[hidden[box.partner]]
            into = np.minimum(room[:, c], y[:, others].sum(axis=1))
            out_of = np.minimum(y[:, c], room[:, others].sum(axis=1))
            return into[:, None], out_of[:, None]
        may = hidden[box.even].all(axis=1) & hidden[box.odd].all(axis=1)
        into = np.minimum(least(room, box.even), least(y, box.odd)) * may
        return into, np.minimum(least(y, box.even), least(room, box.odd)) * may

    def _next_box(self, root: int, node: Ints, klass: Ints, hidden: Bools) -> Bools:
        """The corners of one more box for each class that needs one: the one that moves most; all, if none is left."""
        found = np.zeros(len(hidden), bool)
        failing = np.unique(klass[self._narrow(root, node, klass, hidden)]) if len(node) else np.flatnonzero(hidden)
        for c in failing:
            box = self.boxes[c]
            even, odd = self._movable(root, box, np.ones(len(hidden), bool))
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
        starts = np.flatnonzero(np.diff(parent, prepend=-1))  # every parent has children, in a row
        classes = np.logical_or.reduceat(need, starts)
        if self.many:
            classes[:] = classes.any(axis=1, keepdims=True)
        failed = np.zeros(len(node), bool)
        group = parent[tree.above(level, node) - rows.start]
        seen, known = self._remembered(level, need, only, node, klass, group)
        fresh = known < 0
        if (regions & fresh[parent]).any():
            regions &= fresh[parent]
            classes &= fresh[:, None]
            mine = np.flatnonzero(fresh[group])
            failed[mine] = self._decide(level, regions, classes, only, node[mine], klass[mine])
        self._recall(level, seen, known, regions, classes, failed, group)
        return regions, classes, failed

    def _decide(self, level: int, regions: Bools, classes: Bools, only: Bools, node: Ints, klass: Ints) -> Bools:
        """Grow the regions and classes under each parent, in place, until all that can be proven quickly is; gives
        which of the audited cells still fail, the rest having been looked at exactly. What is decided under one parent
        does not depend on the others."""
        tree = self.tree
        rows, first = tree.rows(level), tree.levels[level - 1]
        parent = tree.parent[rows] - first
        failed = np.ones(len(node), bool)
        alone = self._alone(parent, regions, classes)
        self._grow(rows, parent, regions, classes, alone[~only[alone]], 1)
        while len(short := self._derived(rows, parent, regions, classes)):
            if not len(self._grow(rows, parent, regions, classes, short, 1)):
                break
        turn, group = 0, parent[tree.above(level, node) - rows.start]
        hope = ~only[group] & ~self._hopeless(level, node, klass)
        check = np.flatnonzero(hope)
        while len(check):
            failed[check] = self._fails(level, regions, classes, node[check], klass[check])
            check = check[failed[check]]
            grown = self._grow(rows, parent, regions, classes, np.unique(group[check]), max(1, 2 ** (turn - 2)))
            check, turn = check[np.isin(group[check], grown)], turn + 1
        check = np.flatnonzero(hope & failed)
        if len(check) and not self.many:
            failed[check] = self._fails(level, regions, classes, node[check], klass[check], exact=True)
        return failed

    def _remembered(
        self, level: int, need: Bools, only: Bools, node: Ints, klass: Ints, group: Ints
    ) -> tuple[Uints | None, Ints]:
        """(per parent a hash of all that `_decide` rests on; its number in the memory, -1: it is to be decided)."""
        tree, memory = self.tree, self.memory
        rows, first = tree.rows(level), tree.levels[level - 1]
        parents = rows.start - first
        if memory is None or self.many or level == 1:
            return None, np.full(parents, -1, np.int64)
        parent = tree.parent[rows] - first
        counted, atoms = self._hashes
        mine = disclosure_memory.rows(np.column_stack([need, self.valid[rows]]), 0) ^ counted[rows]
        at = tree.parent[tree.above(level, tree.levels[-2] + self.position)] - first
        least = np.searchsorted(at, np.arange(parents))  # first atom of each parent
        row = tree.above(level, node) - rows.start
        starts = np.searchsorted(parent, np.arange(parents))
        place = [row - starts[group], self.low[node] - least[group], self.high[node] - least[group], klass]
        asked = disclosure_memory.rows(np.column_stack(place), 1)
        own = np.column_stack([only, np.full(parents, self.k), np.full(parents, self.quick)])
        seen = disclosure_memory.rows(own, 2) ^ counted[first : rows.start]
        for hashes, where in ((mine, parent), (atoms, at), (asked, group)):
            seen = disclosure_memory.mixed(seen) ^ disclosure_memory.grouped(hashes, where, parents)
        return seen, memory.known(level, seen, need.shape[1])

    @cached_property
    def _hashes(self) -> tuple[Uints, Uints]:
        """Per node a hash of its counts, and per atom."""
        nodes = disclosure_memory.rows(np.column_stack([self.N, self.Y, self.Z]), 3)
        return nodes, disclosure_memory.rows(np.column_stack([self.y, self.room]), 4)

    def _recall(
        self, level: int, seen: Uints | None, known: Ints, regions: Bools, classes: Bools, failed: Bools, group: Ints
    ) -> None:
        """Put the decisions of the memory in their places, and all decisions into the memory."""
        if self.memory is None or seen is None:
            return
        tree, old = self.tree, self.memory.before.get(level)
        parent = tree.parent[tree.rows(level)] - tree.levels[level - 1]
        count, pending = (np.bincount(which, minlength=len(known)) for which in (parent, group))
        here = np.flatnonzero(known >= 0)
        order = np.argsort(group, kind="stable")
        if old is not None and len(here):
            was = known[here]
            classes[here] = old.classes[was]
            for target, taken, counts, sizes in (
                (None, old.regions, count, old.rows), (order, old.failed, pending, old.pending)
            ):  # fmt: skip
                to = disclosure_memory.spans(disclosure_memory.starts(counts)[here], counts[here])
                source = disclosure_memory.spans(disclosure_memory.starts(sizes)[was], sizes[was])
                if target is None:
                    regions[to] = taken[source]
                else:
                    failed[target[to]] = taken[source]
        made = Level(seen, count, pending, regions.copy(), classes.copy(), failed[order].copy())
        self.memory.made[level] = made

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
        starts = np.flatnonzero(np.diff(parent[inside], prepend=-1))
        groups = parent[inside[starts]]
        hidden = classes[groups]
        for counts in (self.Y, self.Z, self.N):
            here = counts[rows][inside]
            left = np.add.reduceat(here, starts) if len(starts) else here
            bad[groups] |= (small(left, self.k) & hidden & ~small(counts[first + groups], self.k)).any(axis=1)
            if not self.many:
                kept = (here * classes[parent[inside]]).sum(axis=1)
                bad[parent[inside[small(kept, self.k)]]] = True
        return np.flatnonzero(bad)

    def _grow(self, rows: slice, parent: Ints, regions: Bools, classes: Bools, short: Ints, step: int) -> Ints:
        """Add classes (the largest) and regions (the smallest that carry enough) under these parents, in place.

        Gives the parents that had anything left to add.
        """
        if not len(short):
            return short
        first = self.tree.levels[self.tree.level_of(np.array([rows.start]))[0] - 1]
        weight = self._weight
        grown, wanted = np.zeros(len(classes), bool), np.zeros(len(classes), bool)
        wanted[short] = True
        open_classes = ~classes[short] & (self.N[first + short] > 0)
        left = np.where(open_classes, weight[first + short] + 1, 0)
        order = np.argsort(-left, axis=1, kind="stable")[:, :step]
        picked = np.zeros_like(open_classes)
        np.put_along_axis(picked, order, True, axis=1)
        picked &= open_classes
        classes[short] |= picked
        grown[short] = picked.any(axis=1)
        free = np.flatnonzero(~regions & wanted[parent] & self.valid[rows])
        carried = (weight[rows][free] * classes[parent[free]]).sum(axis=1)
        order = np.lexsort((self.N[rows][free].sum(axis=1), -np.minimum(carried, 4 * self.k), parent[free]))
        ranked = free[order]
        _, begin, inverse = np.unique(parent[ranked], return_index=True, return_inverse=True)
        chosen = ranked[np.arange(len(ranked)) - begin[inverse] < step] if len(ranked) else ranked
        regions[chosen] = True
        grown[parent[chosen]] = True
        return np.flatnonzero(grown)

    @cached_property
    def _weight(self) -> Floats:
        return np.minimum(self.Y, self.Z)

    def _fails(
        self, level: int, regions: Bools, classes: Bools, node: Ints, klass: Ints, *, exact: bool = False
    ) -> Bools:
        """Which of these cells have no witnesses k apart that are found quickly (or at all: `exact`), if H × K of their
        parent is hidden."""
        at = self.tree.above(level, self.tree.levels[-2] + self.position) - self.tree.rows(level).start
        out = np.ones(len(node), bool)
        if not self.many and not exact and self.quick:
            for widths in (by_pairs, by_shares):
                mine = np.flatnonzero(out)
                if len(mine):
                    y, z, group, spans = self._around(level, regions, at, node[mine])
                    out[mine] = widths(y, z, classes[group], spans, klass[mine]) < self.k - _SLACK
            return out
        for c in np.unique(klass):
            mine, box = np.flatnonzero(klass == c), self.boxes[c]
            if not len(box.partner):
                continue
            y, z, group, spans = self._around(level, regions, at, node[mine])
            may = classes[group][:, box.partner]
            width = by_flows(y, z, may, spans, box, self.k - _SLACK) if exact else by_boxes(y, z, may, spans, box)
            out[mine] = width < self.k - _SLACK
        return out

    def _hopeless(self, level: int, node: Ints, klass: Ints) -> Bools:
        """Cells that could not be proven here even if everything under their parent were hidden: not worth hiding for.

        In or out of a class can move at most what it holds, and at most what the other classes hold, inside and around.
        """
        parent = self.tree.above(level - 1, node)
        (in_here, out_here), found = self._most, np.zeros(len(node))
        for here, back in ((in_here, out_here), (out_here, in_here)):
            found += np.minimum(here[node, klass], back[parent, klass] - back[node, klass])
        return found < self.k - _SLACK

    @cached_property
    def _most(self) -> tuple[Floats, Floats]:
        """Per node and class, the most that could move in and out of the class inside the node."""
        into, out = (
            self._sums(np.minimum(one, other.sum(axis=1, keepdims=True) - other))
            for one, other in ((self.room, self.y), (self.y, self.room))
        )
        return into, out

    def _around(self, level: int, regions: Bools, at: Ints, node: Ints) -> tuple[Floats, Floats, Ints, Spans]:
        """The atoms of the groups that these nodes are in: y, room, parent, and where the nodes and groups lie."""
        rows = self.tree.rows(level)
        parent = self.tree.parent[rows] - self.tree.levels[level - 1]
        own = parent[self.tree.above(level, node) - rows.start]
        wanted = np.zeros(rows.start - self.tree.levels[level - 1], bool)
        wanted[own] = True
        atoms = np.flatnonzero(regions[at] & wanted[parent[at]])
        group = parent[at[atoms]]
        spans = Spans(
            np.searchsorted(atoms, self.low[node]),
            np.searchsorted(atoms, self.high[node]),
            np.flatnonzero(np.diff(group, prepend=-1)),
            (np.cumsum(wanted) - 1)[own],
        )
        return self.y[atoms], self.room[atoms], group, spans
