"""Decisions of disclosure control that are taken over: the same pattern as deciding all anew, where it still holds."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.core import disclosure, disclosure_cells
from sepakat.core.disclosure_cells import Cells, Table, hide_cells, hide_tables
from sepakat.core.disclosure_memory import Memory, grouped, rows, seen
from sepakat.engine.places import Places, places
from sepakat.engine.profile.remembering import Remembered

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


def test_tables_side_by_side_have_the_pattern_of_each_alone(decided):
    def tables(memories: list[Memory]) -> list[Table]:
        out = []
        for seed, memory in enumerate(memories):
            one = cells(seed)
            n, y = TREE.roll_up(one.n.sum(axis=1)), TREE.roll_up(one.y.sum(axis=1))
            closed = disclosure.close_totals(TREE, n, y, n - y, K) if seed != 4 else np.ones(len(n), bool)
            forced = np.random.default_rng(seed).random((len(n), 4)) < 0.02 if seed % 2 else None
            out.append(Table(one, closed, forced, memory))
        return out

    alone, first = [Memory() for _ in range(6)], [Memory() for _ in range(6)]
    each = [hide_tables(TREE, [table], K)[0] for table in tables(alone)]
    together = hide_tables(TREE, tables(first), K)
    assert all((one == two).all() for one, two in zip(each, together, strict=True))
    assert each[4].all() and not any(pattern.all() for pattern in each[:4])
    for one, two in zip(alone, first, strict=True):  # what one way keeps the other finds again
        assert {level: x.seen.tolist() for level, x in one.made.items()} == {
            level: x.seen.tolist() for level, x in two.made.items()
        }
    mixed = [Memory(one.made, ITSELF) if i != 2 else Memory() for i, one in enumerate(alone)]
    decided.clear()
    again = hide_tables(TREE, tables(mixed), K)
    assert all((one == two).all() for one, two in zip(each, again, strict=True))
    groups = {level: TREE.levels[level] - TREE.levels[level - 1] for level in (2, 3, 4)}  # of each table
    assert decided  # only the one that was forgotten (the third)
    assert all(group // groups[level] == 2 for level, found in decided if level in groups for group in found)


def test_a_whole_pattern_stands_only_where_it_rested_on_the_same():
    one, hidden = cells(5), protect(cells(5), None)
    told = seen(one.n, one.y, more=(K,))
    memory = Memory()
    memory.keep(told, hidden)
    after = Memory(kept=memory.now)
    assert (after.recalled(told, hidden.shape) == hidden).all() and after.now is memory.now
    others = [(one.n, one.z), (one.y, one.n), (one.n.T.copy(), one.y), (one.n, None), (one.n.astype(np.int64), one.y)]
    for arrays, k in [*((other, K) for other in others), ((one.n, one.y), K + 1)]:
        assert after.recalled(seen(*arrays, more=(k,)), hidden.shape) is None


def test_decisions_are_found_again_in_the_release_while_program_and_regions_are_the_same(tmp_path):
    same = [places(f"53.{1 + village // 20:02d}.{village % 20:02d}.2001" for village in range(60)) for _ in "ab"]
    other = places(f"53.{1 + village // 20:02d}.{50 + village % 20:02d}.2001" for village in range(60))
    shape = (len(same[0].codes), 4)
    hidden = np.random.default_rng(1).random(shape) < 0.3
    first = Remembered(None, "rules")
    first.at(same[0])
    assert first.slot("one", ("a", "b")) is None
    first.slot("one", ("a",)).keep(b"told", hidden)
    first.write(tmp_path)

    def again(rules: str, where: Places) -> np.ndarray | None:
        then = Remembered(tmp_path, rules)
        then.at(where)
        return then.slot("one", ("a",)).recalled(b"told", shape)

    assert (again("rules", same[1]) == hidden).all()
    assert again("other rules", same[1]) is None and again("rules", other) is None


def test_small_differences_and_order_show_in_the_hash():
    counts = np.arange(3000.0).reshape(1000, 3)
    assert len(set(rows(counts, 0).tolist())) == 1000
    assert (rows(counts, 0) != rows(counts, 1)).all()
    one, two = rows(counts[:2], 0)
    group = np.array([0, 0])
    assert grouped(np.array([one, two]), group, 1) != grouped(np.array([two, one]), group, 1)
