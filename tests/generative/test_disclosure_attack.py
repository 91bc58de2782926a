"""Attacks on hidden cells by linear programming: no sensitive count can be narrowed to a range less than k wide.

The attacker knows all that is published of one indicator at every level, in all its breakdowns at once, and n wherever
n's own pattern shows it. Populations are small and skewed on purpose: there the witnesses are hardest to find.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sepakat.core import disclosure
from tests.disclosure_attack import Pattern, crossed, opened, pattern, population, small_tree

K = 10
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
seeds = st.integers(0, 10**6)
sizes = st.sampled_from([5, 15, 40, 150, 600])
rates = st.sampled_from([0.02, 0.1, 0.3, 0.5, 0.8, 0.97])


@FEW
@given(seeds, sizes, rates)
def test_all_breakdowns_at_once(seed, size, rate):
    """Sex-like, age-like and urban/rural (one class per village) breakdowns, attacked together."""
    rng = np.random.default_rng(seed)
    tree = small_tree(rng, desa=3)
    tables = population(rng, tree, size, rate)
    assert opened(tree, tables, K, pattern(tree, tables, K)) == []


@FEW
@given(seeds, sizes, rates)
def test_small_groups(seed, size, rate):
    """n itself: how many there are of a small group."""
    rng = np.random.default_rng(seed)
    tree = small_tree(rng, desa=3)
    tables = population(rng, tree, size, rate, classes=(3,))
    assert opened(tree, tables, K, pattern(tree, tables, K), kinds="n") == []


@FEW
@given(seeds, sizes, rates)
def test_a_table_by_two_things_beside_the_tables_by_one(seed, size, rate):
    rng = np.random.default_rng(seed)
    tree = small_tree(rng, kec=2, desa=3)
    tables = crossed(rng, tree, size, rate)
    assert opened(tree, tables, K, pattern(tree, tables, K)) == []


def test_the_attacker_is_able():
    """Hiding small cells alone is not enough: the same attack opens them. A test that cannot fail proves nothing."""
    rng = np.random.default_rng(3)
    tree = small_tree(rng)
    tables = population(rng, tree, 150, 0.3)
    known = pattern(tree, tables, K)
    total_n, total_y = (tree.roll_up(v.sum(axis=1)) for v in (tables[0].n, tables[0].y))
    alone = Pattern(
        closed=disclosure.sensitive(total_n, total_y, total_n - total_y, K),
        hidden=[disclosure.sensitive(*(tree.roll_up(v) for v in (t.n, t.y, t.n - t.y)), K) for t in tables],
        n_closed=known.n_closed,
        n_hidden=known.n_hidden,
    )
    assert opened(tree, tables, K, alone)


@pytest.mark.parametrize("seed", range(6))
def test_differences_between_levels_and_classes(seed):
    """Wherever a parent and all but some of its parts are shown, what is left is 0, or at least k, or of two parts or
    more: no subtraction gives a small count."""
    rng = np.random.default_rng(seed)
    tree = small_tree(rng, kab=3, kec=4, desa=6)
    tables = population(rng, tree, 60, 0.4)
    known = pattern(tree, tables, K)
    for t, hidden in zip(tables, known.hidden, strict=True):
        ys, zs = tree.roll_up(t.y), tree.roll_up(t.n - t.y)
        for parent in range(tree.levels[-2]):
            children = np.flatnonzero(tree.parent == parent)
            for c in range(t.n.shape[1]):
                out = children[hidden[children, c]]
                if not hidden[parent, c] and len(out):
                    for counts in (ys, zs):
                        assert not 0 < counts[out, c].sum() < K
        for node in np.flatnonzero(~known.closed):
            out = hidden[node]
            if out.any():
                for counts in (ys, zs):
                    assert not 0 < counts[node, out].sum() < K
