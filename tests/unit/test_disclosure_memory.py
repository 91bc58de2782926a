"""Decisions of disclosure control that are taken over: the same pattern as deciding all anew, where it still holds."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.core import disclosure, disclosure_cells
from sepakat.core.disclosure_cells import Cells, hide_cells
from sepakat.core.disclosure_memory import Memory, grouped, rows

K = 10
DISTRICTS = np.repeat(np.arange(3), 4)  # regency of each of twelve districts
VILLAGES = np.repeat(np.arange(12), 5)
TREE = disclosure.tree([np.zeros(1, np.int64), np.zeros(3, np.int64), DISTRICTS, VILLAGES])
ITSELF = {level: np.arange(TREE.levels[level] - TREE.levels[level - 1]) for level in range(1, 5)}


def cells(seed: int) -> Cells:
    dice = np.random.default_rng(seed)
    n = dice.integers(0, 60, (60, 4)).astype(float)
    y = np.floor(n * dice.random((60, 4)) ** 2)
    return Cells(n, y, n - y)


def protect(one: Cells, memory: Memory | None) -> np.ndarray:
    n, y = TREE.roll_up(one.n.sum(axis=1)), TREE.roll_up(one.y.sum(axis=1))
    return hide_cells(TREE, one, disclosure.close_totals(TREE, n, y, n - y, K), K, memory=memory)


@pytest.fixture
def decided(monkeypatch):
    """Groups that were decided, by level."""
    seen: list[tuple[int, list[int]]] = []
    plain = disclosure_cells._Breakdown._decide

    def spied(self, level, regions, classes, *rest):
        parent = self.tree.parent[self.tree.rows(level)] - self.tree.levels[level - 1]
        seen.append((level, sorted(set(parent[regions].tolist()))))
        return plain(self, level, regions, classes, *rest)

    monkeypatch.setattr(disclosure_cells._Breakdown, "_decide", spied)
    return seen


@pytest.mark.parametrize("seed", range(8))
def test_what_did_not_change_is_not_decided_again(seed, decided):
    before = Memory()
    first = protect(cells(seed), before)
    assert first.any() and not first.all()
    changed = cells(seed)
    changed.y[12, 1] = changed.n[12, 1] - changed.y[12, 1] + 1  # a village of the third district, the first regency
    changed.n[12, 1] += 1
    changed.z[:] = changed.n - changed.y
    decided.clear()
    again = protect(cells(seed), Memory(before.made, ITSELF))
    assert (again == first).all()
    assert not [level for level, _ in decided if level >= 3]
    decided.clear()
    found = protect(changed, Memory(before.made, ITSELF))
    assert {level: groups for level, groups in decided if level == 4}.get(4, [2]) == [2]
    assert (found == protect(changed, None)).all()


def test_a_region_that_went_takes_only_its_own_decision_with_it():
    one = cells(3)
    before = Memory()
    protect(one, before)
    moved = {level: np.roll(at, 1) for level, at in ITSELF.items()}  # every group under the number of another
    assert (protect(one, Memory(before.made, moved)) == protect(one, None)).all()
    gone = {level: np.full(len(at), -1) for level, at in ITSELF.items()}
    assert (protect(one, Memory(before.made, gone)) == protect(one, None)).all()


def test_small_differences_and_order_show_in_the_hash():
    counts = np.arange(3000.0).reshape(1000, 3)
    assert len(set(rows(counts, 0).tolist())) == 1000
    assert (rows(counts, 0) != rows(counts, 1)).all()
    one, two = rows(counts[:2], 0)
    group = np.array([0, 0])
    assert grouped(np.array([one, two]), group, 1) != grouped(np.array([two, one]), group, 1)
