"""Weights made even by pairs of strangers: counts whose truth is known, without any comparing."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.matching import evening
from sepakat.matching.evening import Curve, Strangers
from sepakat.matching.fitting import Pairs, Weights

LEVELS = 40  # weights from -10 to +10 in halves of a bit
MODEL = np.linspace(-10, 10, LEVELS)


def weights() -> Weights:
    """One comparison whose levels carry the weights of MODEL."""
    u = np.full(LEVELS, 1 / LEVELS)
    return Weights(("nama",), (u * np.exp2(MODEL),), (u,), 0.5)


def pairs(level: np.ndarray) -> Pairs:
    at = np.arange(len(level), dtype=np.int64)
    return Pairs(at + 1, at + len(level) + 1, level[None].astype(np.int8), np.zeros(len(level)))


def drawn(off: float, scale: float = 1.0) -> tuple[Pairs, np.ndarray, Strangers]:
    """Pairs between lists, who of them is one person, and strangers: the model says `off` bits too much from 0 on.
    scale: pairs between lists for each stranger, beside what `times` says (2)."""
    dice = np.random.default_rng(3)
    chance = np.exp2(-0.35 * np.arange(LEVELS))
    alone = np.sort(dice.choice(LEVELS, 40_000, p=chance / chance.sum()))
    expected = np.bincount(alone, minlength=LEVELS) * 2.0 * scale
    true = dice.poisson(expected * np.exp2(MODEL - np.where(MODEL > 0, off, 0)))
    false = dice.poisson(expected)
    level = np.concatenate([np.repeat(np.arange(LEVELS), true), np.repeat(np.arange(LEVELS), false)])
    same = np.arange(len(level)) < true.sum()
    return pairs(level), same, Strangers(pairs(alone), np.full(len(alone), 2.0))


@pytest.mark.parametrize("off", [3.0, 0.0, -1.5])
def test_a_weight_becomes_as_likely_as_it_is(off: float) -> None:
    between, same, apart = drawn(off)
    found = evening.even(weights(), between, apart, np.zeros(0, np.int64))
    assert found is not None and found.strangers == 40_000
    stated = weights().of(between)
    p = 1 / (1 + np.exp2(-found.of(stated, weights().near(between))))
    for low in np.arange(0, 1, 0.2):
        band = (p >= low) & (p < low + 0.2)
        if band.sum() > 500:
            assert abs(p[band].mean() - same[band].mean()) < 0.04
    assert (np.diff(found.of(MODEL, np.zeros(LEVELS, np.int64))) >= -1e-9).all()  # a higher weight is never less likely


def test_lists_that_are_written_otherwise_keep_the_weights_of_the_model() -> None:
    between, _, apart = drawn(3.0, scale=8.0)
    found = evening.even(weights(), between, apart, np.zeros(0, np.int64))
    assert found is not None and not any(bits.any() for bits in found.bits)


def test_few_pairs_say_nothing() -> None:
    between, _, apart = drawn(3.0)
    few = Strangers(apart.pairs.only(np.arange(200)), apart.times[:200])
    assert evening.even(weights(), between, few, np.zeros(0, np.int64)) is None


def test_a_curve_is_read_as_it_was_written_and_another_is_not() -> None:
    made = Curve(tuple(np.round(np.linspace(-n, n, len(evening.KNOTS)), 3) for n in range(4)), 77)
    again = Curve.from_json(made.as_json())
    assert again is not None and again.strangers == 77
    near = np.array([0, 1, 3])
    assert again.of(np.array([5.0, 5.0, 5.0]), near) == pytest.approx(made.of(np.array([5.0, 5.0, 5.0]), near))
    assert Curve.from_json(made.as_json() | {"bobot": [0, 1]}) is None and Curve.from_json(None) is None
