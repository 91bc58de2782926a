"""Exact percentile limits of very many scores without sorting them: one coarse pass, one exact pass at the limits.

Rule: percentile = min(100, floor(100·C/N) + 1), C = weight in strictly lower scores, N = all weight. It only rises
with the score, so a scope (nation, province, regency) is described by at most 100 limits: the least score of each
percentile. The decile follows from the percentile: floor(10·C/N) = floor(floor(100·C/N) / 10).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
SHIFT = 10  # a coarse bucket holds 1,024 neighbouring micro-log scores
_WIDE = 1 << 16  # so many buckets are counted one by one, however few scores there are


@dataclass(frozen=True)
class Histogram:
    """Weight per value, values rising. Adds up over regencies."""

    value: Ints
    weight: Ints

    def __add__(self, other: Histogram) -> Histogram:
        return histogram(np.concatenate([self.value, other.value]), np.concatenate([self.weight, other.weight]))

    @property
    def total(self) -> int:
        return int(self.weight.sum())


EMPTY = Histogram(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def histogram(value: Ints, weight: Ints) -> Histogram:
    """Weight per distinct value; whole numbers, so that any order of adding gives the same."""
    if not len(value):
        return EMPTY
    order = np.argsort(value, kind="stable")
    sorted_value = value[order]
    starts = np.flatnonzero(np.concatenate([[True], sorted_value[1:] != sorted_value[:-1]]))
    return Histogram(sorted_value[starts], np.add.reduceat(weight[order], starts))


def coarse(score: Ints, weight: Ints) -> Histogram:
    """Weight by bucket of 2^SHIFT scores, counted and not sorted: exact, as sums of whole numbers below 2^53 are."""
    if not len(score):
        return EMPTY
    bucket = score >> SHIFT
    low, span = _span(bucket)
    if span > _WIDE + 8 * len(score):  # a few scores far apart
        return histogram(bucket, weight)
    bucket -= low
    held = np.flatnonzero(np.bincount(bucket, minlength=span))
    return Histogram(held + low, np.bincount(bucket, weight, span)[held].astype(np.int64))


def lies_in(score: Ints, buckets: Ints) -> npt.NDArray[np.bool_]:
    """Whether each score lies in one of the buckets (rising)."""
    if not len(score) or not len(buckets):
        return np.zeros(len(score), dtype=np.bool_)
    bucket = score >> SHIFT
    low, span = _span(buckets)
    if span > _WIDE + 8 * len(score):
        return np.isin(bucket, buckets)
    known = np.zeros(span + 2, dtype=np.bool_)  # one more at each end, for scores beyond them
    known[buckets - low + 1] = True
    return known[np.clip(bucket - (low - 1), 0, span + 1)]


def _span(value: Ints) -> tuple[int, int]:
    low = int(value.min())
    return low, int(value.max()) - low + 1


def boundary_buckets(buckets: Histogram) -> Ints:
    """The buckets inside which a percentile limit may lie; in all others the percentile is one and the same."""
    if not len(buckets.value):
        return buckets.value
    total = buckets.total
    below = np.cumsum(buckets.weight) - buckets.weight
    # C of any score in the bucket is below the bucket's end, so the end minus one is the most it can be.
    last = np.maximum(below + buckets.weight - 1, below)
    return buckets.value[(100 * below) // total != (100 * last) // total]


def limits(buckets: Histogram, exact: Histogram) -> Ints:
    """Array of 100: entry p−1 is the least score whose percentile is at least p (int64 maximum if none).

    buckets: coarse histogram of the scope; exact: exact histogram of its boundary buckets at least.
    """
    found = np.full(100, np.iinfo(np.int64).max, dtype=np.int64)
    total = buckets.total
    if total == 0:
        return found
    inner = boundary_buckets(buckets)
    bucket_below = np.cumsum(buckets.weight) - buckets.weight
    # Outside boundary buckets a bucket counts as one score at its lower end.
    plain = ~np.isin(buckets.value, inner)
    bucket = exact.value >> SHIFT
    inside = np.isin(bucket, inner)
    value, weight, bucket = exact.value[inside], exact.weight[inside], bucket[inside]
    running = np.cumsum(weight) - weight
    start = np.searchsorted(bucket, bucket, side="left")
    below = bucket_below[np.searchsorted(buckets.value, bucket)] + running - running[start]
    at = np.concatenate([buckets.value[plain] << SHIFT, value])
    c = np.concatenate([bucket_below[plain], below])
    order = np.argsort(at, kind="stable")
    at, percentile = at[order], np.minimum(100, (100 * c[order]) // total + 1)
    first = np.searchsorted(percentile, np.arange(1, 101), side="left")
    reached = first < len(at)
    found[reached] = at[first[reached]]
    return found


def percentile_of(score: Ints, at: Ints) -> Ints:
    """Percentile 1..100 of each score, by the limits of its scope. Looked up by the bucket of the score; only where a
    limit lies inside the bucket is it searched for."""
    if not len(score):
        return np.zeros(0, dtype=np.int64)
    bucket = score >> SHIFT
    low, span = _span(bucket)
    if span > len(score):
        return _searched(score, at)
    ends = np.arange(low, low + span + 1) << SHIFT
    first, last = _searched(ends[:-1], at), _searched(ends[1:] - 1, at)
    bucket -= low
    found = first[bucket]
    near = np.flatnonzero((first != last)[bucket])
    found[near] = _searched(score[near], at)
    return found


def _searched(score: Ints, at: Ints) -> Ints:
    return np.clip(np.searchsorted(at, score, side="right"), 1, 100).astype(np.int64)


def decile_of(percentile: Ints) -> Ints:
    """Decile 1..10 of each percentile."""
    return (percentile - 1) // 10 + 1
