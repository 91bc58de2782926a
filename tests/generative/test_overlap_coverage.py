"""Capture-recapture on made-up populations: where the assumptions hold, the intervals hold the truth about as often as
they say; where two lists depend on each other, the model that says so wins. Corrected counts are nearer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.matching.overlap import capture, unlisted
from sepakat.matching.overlap.correcting import PairQuality, Share, repair


def lists(rng: np.random.Generator, people: int, chances: tuple[float, float, float], tie: float = 0.0) -> list[float]:
    """Counts by bits of people who enter three lists; tie: how much likelier list 1 takes those in list 0."""
    first = rng.random(people) < chances[0]
    second = rng.random(people) < np.where(first, min(chances[1] + tie, 0.95), chances[1])
    third = rng.random(people) < chances[2]
    bits = first * 1 + second * 2 + third * 4
    counts = np.bincount(bits, minlength=8).astype(float)
    return [0.0, *counts[1:].tolist()]


def test_intervals_of_independent_lists_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    held = total = 0
    for _ in range(120):
        counts = lists(rng, 1000, (0.5, 0.4, 0.3))
        missing = 1000 - sum(counts)
        found = capture.fit(counts)
        assert found is not None
        held += found.low <= missing <= found.high
        total += 1
    assert 0.90 <= held / total <= 0.99  # 95 percent, of 120 draws


def test_the_average_holds_the_truth_when_two_lists_depend_on_each_other() -> None:
    rng = np.random.default_rng(6)
    held, plain = 0, 0
    for _ in range(24):
        counts = lists(rng, 4000, (0.4, 0.3, 0.4), tie=0.3)
        missing = 4000 - sum(counts)
        found, independent = capture.average(counts), capture.fit(counts, profiled=False)
        assert found is not None and independent is not None
        held += found.low <= missing <= found.high
        plain += abs(independent.unseen - missing) > 0.15 * missing  # the model that ignores it is off
        best = max(found.fits, key=lambda f: f.weight)
        assert (0, 1) in best.pairs
    assert held >= 20 and plain >= 20


@settings(max_examples=25)
@given(st.lists(st.integers(1, 400), min_size=7, max_size=7))
def test_models_that_hold_more_fit_no_worse_and_the_order_of_lists_is_of_no_matter(seen: list[int]) -> None:
    counts = [0.0, *map(float, seen)]
    fits = {m: capture.fit(counts, m, profiled=False) for m in capture.models()}
    for small, a in fits.items():
        for large, b in fits.items():
            if a is not None and b is not None and set(small) < set(large):
                assert b.deviance <= a.deviance + 1e-6
    turned = [counts[(b & 1) << 2 | b & 2 | b >> 2] for b in range(8)]  # first and third list change places
    one, other = capture.fit(counts, profiled=False), capture.fit(turned, profiled=False)
    assert one is not None and other is not None and abs(one.unseen - other.unseen) < 1e-6 * max(one.unseen, 1)


LISTS = ("a", "b", "c")


def linked(rng: np.random.Generator, true: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Counts of the same people where an entry of list i can be linked with chance v_i: the rest stand alone."""
    shown = np.zeros(8)
    for bits in range(1, 8):
        held = [i for i in range(3) if bits >> i & 1]
        can = rng.random((int(true[bits]), len(held))) < v[held]
        together = (can * (1 << np.array(held))).sum(axis=1)
        shown += np.bincount(together[together > 0], minlength=8)
        for at, i in enumerate(held):
            shown[1 << i] += (~can[:, at]).sum()
    return shown


def sampled(rng: np.random.Generator, true: float, pairs: int) -> Share:
    """A share as a clerical sample of that many pairs tells it."""
    found = min(max(rng.binomial(pairs, true) / pairs, 1 / pairs), 1 - 0.5 / pairs)
    error = 1.96 * (found * (1 - found) / pairs) ** 0.5
    return Share(found, max(found - error, 0.0), min(found + error, 1.0))


def test_corrected_cells_are_nearer_to_the_truth_than_raw_ones() -> None:
    """Lists damaged as the sample's and worse, recall known from 1,500 reviewed pairs: in sum always, and cell by
    cell in most; the intervals hold most of the cells."""
    true = np.array([0, 4980, 40, 1481, 25, 1524, 12, 2147], float)
    rng = np.random.default_rng(9)
    nearer = held = cells = 0
    for v in ([0.97, 0.9, 0.95], [0.99, 0.97, 0.98], [0.94, 0.87, 0.93]):
        for _ in range(6):
            shown = linked(rng, true, np.array(v))
            pairs = {
                frozenset((LISTS[i], LISTS[j])): PairQuality(
                    Share(0.999, 0.997, 0.9999), sampled(rng, v[i] * v[j], 1500)
                )
                for i, j in capture.PAIRS
            }
            found, low, high = repair(LISTS, pairs).correct(shown)
            raw, mended = np.abs(shown - true)[1:], np.abs(found[0] - true)[1:]
            assert mended.sum() < 0.5 * raw.sum()
            nearer += int((mended < raw).sum())
            held += int(((low[0] <= true) & (true <= high[0]))[1:].sum())
            cells += 7
    assert nearer >= 0.95 * cells and held >= 0.8 * cells


def counted(counts: list[float], least: int = 10) -> Any:
    """An overlap as `unlisted` reads it; parts below `least` are hidden."""
    names = ["".join(f"{'+' if b >> i & 1 else '-'}{n}" for i, n in enumerate(LISTS)) for b in range(8)]
    whole = [
        {"irisan": f"x{names[b]}", "value": n if n >= least else None, "sign": "" if n >= least else "few"}
        | {"corrected": None}
        | {name: bool(b >> i & 1) for i, name in enumerate(LISTS)}
        for b, n in enumerate(counts)
        if b
    ]
    meta = {"lists": LISTS, "unit": "orang", "region": "53", "whole": whole, "run": "r", "draws": []}
    meta |= {"needless": True, "least": least}
    return SimpleNamespace(meta=meta, release="r", sample=True)


def test_lists_that_cover_everybody_may_have_nobody_outside() -> None:
    found = unlisted(counted([0, 4980, 0, 1481, 0, 1524, 0, 2147])).meta["average"]
    assert found["low"] == 0 and found["high"] < 100
    rng = np.random.default_rng(7)
    counts = lists(rng, 4000, (0.5, 0.4, 0.3))  # and where many are in no list, they are found
    some = unlisted(counted(counts)).meta["average"]
    assert 0 < some["low"] <= 4000 - sum(counts) <= some["high"]
