"""The primary rule on its limits, and closed totals on a map small enough to read."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.core import disclosure
from sepakat.core.disclosure_cells import Cells, hide_cells

K = 10


@pytest.mark.parametrize(("count", "hidden"), [(0, False), (1, True), (9, True), (10, False), (11, False)])
def test_small(count, hidden):
    assert disclosure.small(np.array([count]), K)[0] == hidden


@pytest.mark.parametrize(
    ("n", "y", "hidden"),
    [
        (100, 50, False),
        (100, 0, False),
        (100, 100, False),
        (100, 9, True),
        (100, 10, False),
        (100, 91, True),
        (100, 90, False),
        (9, 0, True),
        (0, 0, False),
        (10, 10, False),
    ],
)
def test_sensitive_for_n_for_the_trait_and_for_its_absence(n, y, hidden):
    assert disclosure.sensitive(np.array([n]), np.array([y]), np.array([n - y]), K)[0] == hidden


@pytest.mark.parametrize(("n", "y", "flag"), [(10, 0, True), (10, 10, True), (9, 9, False), (10, 1, False)])
def test_all_or_none_is_flagged(n, y, flag):
    assert disclosure.all_or_none(np.array([n]), np.array([y]), K)[0] == flag


def village_tree(*districts: int) -> disclosure.Tree:
    """One province, one regency, districts with so many villages."""
    parents = [np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(len(districts), np.int64)]
    return disclosure.tree([*parents, np.repeat(np.arange(len(districts)), districts)])


def test_tree():
    tree = village_tree(2, 3)
    assert tree.levels == (0, 1, 2, 3, 5, 10)
    assert tree.roll_up(np.array([1, 2, 3, 4, 5])).tolist() == [15, 15, 15, 3, 12, 1, 2, 3, 4, 5]
    assert tree.above(3, np.array([5, 7])).tolist() == [3, 4]
    assert tree.level_of(np.array([0, 4, 9])).tolist() == [0, 3, 4]


def closed(tree, n, y):
    n, y = tree.roll_up(np.array(n, float)), tree.roll_up(np.array(y, float))
    return disclosure.close_totals(tree, n, y, n - y, K)[tree.rows(tree.depth)].tolist()


def test_one_small_village_takes_a_neighbour_along():
    """Village 0 has 3: alone it would follow from its district, so the smallest neighbour that covers it closes too."""
    assert closed(village_tree(3), [100, 100, 300], [3, 50, 150]) == [True, True, False]


def test_two_small_villages_cover_each_other_only_if_they_add_up():
    assert closed(village_tree(3), [100, 100, 300], [6, 6, 150]) == [True, True, False]
    assert closed(village_tree(3), [100, 100, 300], [3, 3, 150]) == [True, True, True]


def test_where_a_district_is_small_itself_its_sibling_helps():
    tree = village_tree(2, 2)
    n = np.array([100.0, 100, 200, 200])
    y = np.array([2.0, 3, 80, 90])
    totals = tree.roll_up(n), tree.roll_up(y)
    found = disclosure.close_totals(tree, totals[0], totals[1], totals[0] - totals[1], K)
    assert found[tree.rows(3)].tolist() == [True, True]
    assert found[tree.rows(4)].all()
    assert not found[:3].any()


def test_nothing_small_nothing_closed():
    assert not any(closed(village_tree(2, 2), [100] * 4, [50, 0, 100, 30]))


def test_a_small_class_hides_a_rectangle():
    """Two villages × two classes at least, and never a cell of a village that is not needed."""
    tree = village_tree(3)
    n = np.array([[100.0, 100], [100, 100], [500, 500]])
    y = np.array([[4.0, 50], [40, 40], [200, 300]])
    none = np.zeros(len(tree.parent), bool)
    found = hide_cells(tree, Cells(n, y, n - y), none, K)[tree.rows(4)]
    assert found.tolist() == [[True, True], [True, True], [False, False]]


def test_complements_have_one_pattern():
    """Hiding who has it and showing who has it not would be in vain."""
    rng = np.random.default_rng(5)
    tree = village_tree(4, 5, 3)
    n = rng.integers(30, 200, (12, 3)).astype(float)
    y = rng.binomial(n.astype(int), 0.15).astype(float)
    none = np.zeros(len(tree.parent), bool)
    one, two = (hide_cells(tree, Cells(n, v, n - v), none, K) for v in (y, n - y))
    assert one.any()
    assert (one == two).all()
