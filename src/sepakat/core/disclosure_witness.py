"""Witnesses: how far a count could be from the truth without any published figure changing (`core.disclosure`).

Arrays are over atoms (smallest parts with a known total): y have the trait, z could have it. A witness moves the trait
between class c and its partners inside a region, and back in the rest of its group, so that no total changes.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from sepakat.core.disclosure import Bools, Floats, Ints

_PARTNERS = 9  # partners that the exact audit uses at most (the largest): 2^9 sets of them …
_WORK = 2**12  # … and fewer where a group has many atoms: atoms × sets
_FEW = 4  # … but so many always


@dataclass(frozen=True)
class Boxes:
    """For one class c: its partners c', and the corners of each box that move with c (`even`) and against (`odd`).

    With one breakdown a box is the pair c, c'. With m it has 2^m corners: moving the trait along it changes no table
    of fewer breakdowns.
    """

    partner: Ints
    even: Ints
    odd: Ints


def boxes(classes: int, codes: Ints | None) -> list[Boxes]:
    if codes is None or codes.shape[1] == 1:
        others = [np.array([j for j in range(classes) if j != i], np.int64) for i in range(classes)]
        return [Boxes(o, np.full((len(o), 1), i), o[:, None]) for i, o in enumerate(others)]
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
            Boxes(
                np.array([j for j, _ in rows], np.int64),
                np.array(even, np.int64).reshape(shape),
                np.array(odd, np.int64).reshape(shape),
            )
        )
    return found


@dataclass(frozen=True)
class Spans:
    """Atoms `low:high` of each node; first atom of each group; the group of each node."""

    low: Ints
    high: Ints
    starts: Ints
    group: Ints

    def within(self, nodes: Ints, groups: Bools, atoms: Bools) -> Spans:
        """Some nodes, where only the atoms of some groups are looked at (those of the nodes among them)."""
        at = np.concatenate([[0], np.cumsum(atoms)])
        place = np.cumsum(groups) - 1
        return Spans(at[self.low[nodes]], at[self.high[nodes]], at[self.starts[groups]], place[self.group[nodes]])

    def sums(self, moves: Floats) -> tuple[Floats, Floats]:
        """Sums over the atoms of each node, and over the other atoms of its group."""
        node = self._inside(moves)
        return node, np.add.reduceat(moves, self.starts)[self.group] - node

    def sums_of(self, moves: Floats, klass: Ints) -> tuple[Floats, Floats]:
        """The same where `moves` is by class (atoms, classes, partners), for the class of each node."""
        atoms, classes, partners = moves.shape
        node = self._inside(moves.reshape(atoms, -1), klass, partners)
        whole = np.add.reduceat(moves.reshape(atoms, -1), self.starts).reshape(-1, classes, partners)
        return node, whole[self.group, klass] - node

    def _inside(self, moves: Floats, klass: Ints | None = None, partners: int = 0) -> Floats:
        at = (slice(None),) if klass is None else (klass[:, None] * partners + np.arange(partners),)
        if (self.high - self.low == 1).all():
            return moves[self.low] if klass is None else moves[self.low[:, None], at[0]]
        total = np.concatenate([np.zeros((1, moves.shape[1])), np.cumsum(moves, axis=0)])
        if klass is None:
            return total[self.high] - total[self.low]
        return total[self.high[:, None], at[0]] - total[self.low[:, None], at[0]]


def by_pairs(y: Floats, z: Floats, may: Bools, spans: Spans, klass: Ints) -> Floats:
    """A quick width for many cells at once, one breakdown: by way of one partner. may: hidden classes, per atom."""
    diagonal = np.arange(y.shape[1])
    ends = []
    for one, other in ((z, y * may), (y, z * may)):
        moves = np.minimum(one[:, :, None], other[:, None, :])
        moves[:, diagonal, diagonal] = 0
        ends.append(spans.sums_of(moves, klass))
    into, out = ends
    return _common(into, out).max(axis=1) + _common(out, into).max(axis=1)


def by_shares(y: Floats, z: Floats, may: Bools, spans: Spans, klass: Ints) -> Floats:
    """The same by way of all partners, each atom dividing what it can take or give in proportion to what they have."""
    diagonal = np.arange(y.shape[1])
    ends = []
    for one, other in ((z, y * may), (y, z * may)):
        rest = np.maximum(other.sum(axis=1, keepdims=True) - other, 1e-9)
        moves = other[:, None, :] * np.minimum(1, one / rest)[:, :, None]
        moves[:, diagonal, diagonal] = 0
        ends.append(spans.sums_of(moves, klass))
    into, out = ends
    return _common(into, out).sum(axis=1) + _common(out, into).sum(axis=1)


def _common(inside: tuple[Floats, Floats], back: tuple[Floats, Floats]) -> Floats:
    """What the node can move and the rest of its group move back."""
    return np.minimum(inside[0], back[1])


def by_boxes(y: Floats, z: Floats, may: Bools, spans: Spans, box: Boxes) -> Floats:
    """A quick width for cells of one class, by way of one partner. may: partners that are hidden, per atom."""
    even = least(y, box.even), least(z, box.even)
    odd = may * least(y, box.odd), may * least(z, box.odd)
    into, out = spans.sums(np.minimum(even[1], odd[0])), spans.sums(np.minimum(even[0], odd[1]))
    return _common(into, out).max(axis=1) + _common(out, into).max(axis=1)


def least(counts: Floats, corners: Ints) -> Floats:
    """Per atom and box, the smallest count over some of the box's corners."""
    return counts[:, corners[:, 0]] if corners.shape[1] == 1 else counts[:, corners].min(axis=2)


def by_flows(y: Floats, z: Floats, may: Bools, spans: Spans, box: Boxes, enough: float) -> Floats:
    """The width with all partners at once, divided in the best way, for cells of one class of one breakdown.

    Inside one atom, what can move between c and a set S of partners is at most min(z_c, y_S): a polymatroid over the
    partners, and so is its sum over atoms. The node takes what the rest gives: the largest vector common to two
    polymatroids is the least, over all S, of f_node(S) + f_rest(not S) (Edmonds' intersection theorem).
    Each group takes its own partners, those that can move most in it, so what is found for it rests on it alone.
    enough: where the two extreme sets already give less, or few partners as much, the rest is not worked out.
    """
    starts = spans.starts
    owner = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(y)))
    hidden = may[starts]  # per group, since it hides the same classes in all its atoms
    weight = np.add.reduceat(np.minimum(y, z)[:, box.partner] * may, starts)
    order = np.argsort(np.where(hidden, -weight, 1.0), axis=1, kind="stable")
    room = np.log2(_WORK / np.bincount(owner)).astype(np.int64)
    most = np.minimum(hidden.sum(axis=1), np.clip(room, _FEW, _PARTNERS))
    c, group = int(box.even[0, 0]), spans.group

    def width(cells: Ints, partners: int, sets: Floats) -> Floats:
        """The width of some cells by way of so many partners; sets (sets, partners): those that are tried."""
        wanted = np.zeros(len(starts), bool)
        wanted[group[cells]] = True
        atoms, part = np.flatnonzero(wanted[owner]), spans.within(cells, wanted, wanted[owner])
        chosen = order[owner[atoms], :partners]
        used = np.arange(partners) < most[owner[atoms], None]
        y_others, z_others = (
            (np.take_along_axis(v[atoms], box.partner[chosen], axis=1) * used) @ sets.T for v in (y, z)
        )
        in_node, in_rest = part.sums(np.minimum(z[atoms][:, [c]], y_others))
        out_node, out_rest = part.sums(np.minimum(y[atoms][:, [c]], z_others))
        up = (in_node + out_rest[:, ::-1]).min(axis=1)  # the complement of set number s is the last minus s
        return up + (out_node + in_rest[:, ::-1]).min(axis=1)

    widest = int(most.max())
    few = min(_FEW, widest)
    found = width(np.arange(len(group)), widest, np.repeat([[0.0], [1.0]], widest, axis=1))
    hope = found >= enough
    for partners in range(few, widest + 1):  # few first: what they prove needs no more
        mine = np.flatnonzero(hope & ((partners == few) | (most[group] == partners)))
        if len(mine):
            sets = (np.arange(2**partners)[:, None] >> np.arange(partners) & 1).astype(float)
            found[mine] = width(mine, partners, sets)
            hope[mine] = found[mine] < enough
    return found
