"""Overlaps corrected for linkage error: what the correction undoes, and what it never changes."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.matching.overlap.correcting import PairQuality, Share, chances, repair, splitting

LISTS = ("regsosek", "dtks", "p3ke")
TRUE = np.array([0.0, 5000, 40, 1500, 20, 1540, 5, 2150])


def quality(
    recall: dict[str, float], precision: float = 1.0, width: float = 0.002
) -> dict[frozenset[str], PairQuality]:
    def share(value: float) -> Share:
        return Share(value, value - width, min(value + width, 1 - 1e-9))

    return {
        frozenset((a, b)): PairQuality(share(precision), share(recall[a] * recall[b]))
        for a, b in (LISTS[:2], LISTS[::2], LISTS[1:])
    }


def lengths(counts: np.ndarray) -> list[float]:
    return [float(counts[[b for b in range(8) if b >> i & 1]].sum()) for i in range(3)]


def test_the_chances_of_lists_follow_from_the_recall_of_pairs() -> None:
    v = {"regsosek": 0.93, "dtks": 0.87, "p3ke": 0.94}
    pairs = {frozenset((a, b)): v[a] * v[b] for a, b in (LISTS[:2], LISTS[::2], LISTS[1:])}
    assert chances(LISTS, pairs) == pytest.approx(list(v.values()))


def test_numbers_that_missed_links_made_are_undone() -> None:
    v = {"regsosek": 0.93, "dtks": 0.87, "p3ke": 0.94}
    shown = splitting(np.array(list(v.values()))) @ TRUE
    assert shown[7] < 0.8 * TRUE[7] and shown[2] > 5 * TRUE[2]  # what a reader of raw counts would see
    found, low, high = repair(LISTS, quality(v)).correct(shown)
    assert found[0] == pytest.approx(TRUE, rel=1e-6, abs=1e-6)
    assert (low[0] <= found[0]).all() and (found[0] <= high[0]).all()


def test_wrong_links_are_undone_too() -> None:
    q = np.array([0.99, 0.98, 0.995])
    pairs = {
        frozenset((a, b)): PairQuality(Share(q[i] * q[j], q[i] * q[j], q[i] * q[j]), Share(1.0, 1.0, 1.0))
        for (i, a), (j, b) in ((x, y) for x in enumerate(LISTS) for y in enumerate(LISTS) if x < y)
    }
    shown = np.linalg.solve(splitting(q), TRUE)
    assert repair(LISTS, pairs).correct(shown)[0][0] == pytest.approx(TRUE, rel=1e-4, abs=0.1)


@pytest.mark.parametrize("recall", [0.6, 0.9, 1.0])
def test_the_lengths_of_lists_never_change(recall: float) -> None:
    """A link neither makes nor loses an entry: before any number is cut at nought, each list keeps its length."""
    v = dict.fromkeys(LISTS, recall)
    mend = repair(LISTS, quality(v, precision=0.97))
    counts = np.array([0.0, 300, 80, 200, 70, 150, 40, 500])
    assert lengths(mend.centre @ counts) == pytest.approx(lengths(counts))
    assert splitting(np.full(3, recall))[0].tolist() == [1.0] + [0.0] * 7


def test_perfect_links_are_left_alone() -> None:
    exact = {pair: PairQuality(Share(1, 1, 1), Share(1, 1, 1)) for pair in quality(dict.fromkeys(LISTS, 1.0))}
    assert repair(LISTS, exact).correct(TRUE)[0][0] == pytest.approx(TRUE)


def test_inside_a_class_of_the_base_only_its_people_are_corrected() -> None:
    v = {"regsosek": 0.93, "dtks": 0.87, "p3ke": 0.94}
    people = TRUE * [0, 1, 0, 1, 0, 1, 0, 1]  # everyone is in the base; what falls outside it is in another row
    shown = (splitting(np.array(list(v.values()))) @ people) * [0, 1, 0, 1, 0, 1, 0, 1]
    found = repair(LISTS, quality(v), base=0).correct(shown)[0][0]
    assert found == pytest.approx(people, rel=1e-6, abs=1e-6)


def test_less_is_known_where_the_quality_is() -> None:
    v = {"regsosek": 0.93, "dtks": 0.87, "p3ke": 0.94}
    _, low, high = repair(LISTS, quality(v, width=0.001)).correct(TRUE)
    _, wide_low, wide_high = repair(LISTS, quality(v, width=0.02)).correct(TRUE)
    assert wide_high[0][7] - wide_low[0][7] > 3 * (high[0][7] - low[0][7])
