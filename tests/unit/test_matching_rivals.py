"""Sharing out among rivals: against every possible set of links, the odds before comparing, and honest chances."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sepakat.matching.pairs import Pairs
from sepakat.matching.rivals import Rivals, Sides


def pairs(*ends: tuple[int, int]) -> Pairs:
    left, right = (np.array(side, np.int64) for side in zip(*ends, strict=True))
    return Pairs(left, right, np.zeros((1, len(ends)), np.int8), np.zeros(len(ends)))


def counted(ends: list[tuple[int, int]], odds: list[float]) -> list[float]:
    """The chance of each pair by going through every set of links in which a record has one partner at most."""
    total, of_pair = 0.0, [0.0] * len(ends)
    for size in range(len(ends) + 1):
        for chosen in itertools.combinations(range(len(ends)), size):
            lefts, rights = ([ends[n][side] for n in chosen] for side in (0, 1))
            if len(set(lefts)) == len(set(rights)) == size:
                weight = float(np.prod([odds[n] for n in chosen]))
                total += weight
                for n in chosen:
                    of_pair[n] += weight
    return [w / total for w in of_pair]


@pytest.mark.parametrize(
    "ends",
    [
        [(1, 11)],
        [(1, 11), (1, 12), (2, 12)],  # a path: 1 may be 12 as far as 12 is not 2
        [(1, 11), (2, 11), (3, 11), (3, 12)],
    ],
)
def test_without_circles_the_chances_are_those_of_all_sets_of_links(ends: list[tuple[int, int]]) -> None:
    odds = [8.0, 3.0, 20.0, 0.5][: len(ends)]
    found = Rivals(pairs(*ends)).share_out(np.log2(odds))
    assert found == pytest.approx(counted(ends, odds), abs=1e-3)


def test_brothers_who_each_have_their_own_partner_are_hardly_rivals() -> None:
    ends, odds = [(1, 11), (2, 12), (1, 12), (2, 11)], [4000.0, 4000.0, 40.0, 40.0]
    found = Rivals(pairs(*ends)).share_out(np.log2(odds))
    true = counted(ends, odds)
    assert found[:2] == pytest.approx(true[:2], abs=0.002) and found[0] > 0.998
    assert found[2] < 0.002


def test_what_fits_is_likely_where_lists_overlap_much() -> None:
    few, most = (Sides(np.zeros(2, np.int64), np.array([1000.0]), np.array([1000.0])).odds(np.full(2, n / 2.0))[0]
                 for n in (10, 900))  # fmt: skip
    assert 2**few == pytest.approx(10 / 990**2) and 2**most == pytest.approx(900 / 100**2)


def test_stated_chances_hold_without_labels() -> None:
    """People with a few facts in two lists; the chances are those of the model that made them."""
    dice = np.random.default_rng(8)
    n, kinds, slips = 1500, (30, 25, 10), (0.1, 0.15, 0.1)
    here = np.stack([dice.integers(0, k, n) for k in kinds])
    there = np.where(dice.random(here.shape) < np.array(slips)[:, None], dice.integers(0, 40, here.shape), here)
    there[:, 1000:] = np.stack([dice.integers(0, k, 500) for k in kinds])  # others
    left, right = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(n), indexing="ij"))
    agree = np.stack([here[i][left] == there[i][right] for i in range(3)])
    near = agree.sum(axis=0) >= 2
    left, right, agree = left[near], right[near], agree[:, near]
    weight = np.zeros(len(left))
    for i, k in enumerate(kinds):
        m, u = 1 - slips[i] * (1 - 1 / 40), 1 / k
        weight += np.where(agree[i], np.log2(m / u), np.log2((1 - m) / (1 - u)))
    made = Pairs(left, right, np.zeros((1, len(left)), np.int8), np.zeros(len(left)))
    graph, one = Rivals(made), Sides(np.zeros(len(left), np.int64), np.array([float(n)]), np.array([float(n)]))
    before = one.start(1e-4)
    for _ in range(20):
        p = graph.share_out(weight + before[0])
        before = one.odds(p)
    same = left == right
    for low in np.arange(0, 1, 0.1):
        band = (p >= low) & (p < low + 0.1)
        if band.sum() >= 200:
            assert abs(p[band].mean() - same[band].mean()) < 0.06, low
    assert 0.88 < p.sum() / same.sum() < 1.03  # a little cautious where many compete
