"""The matching runs that overlaps rest on: the last one of a release, and how well it did.

Where a release has no run, everything here says so (None, empty) and exact NIK stands in.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.lake import Lake, Release
from sepakat.matching import store
from sepakat.matching.overlap.correcting import PairQuality, Quality, Share
from sepakat.matching.store import Run


def latest(lake: Lake, release: Release, sources: Sequence[str] = ()) -> Run | None:
    """The last run over this release that matched all of these sources, or None."""
    for run in reversed(store.runs(lake, release.id)):
        if set(sources) <= set(run.sources):
            return run
    return None


@dataclass(frozen=True)
class Known:
    """How well a run linked the pairs of some lists. measured: on truth or by people; else by its own probabilities."""

    pairs: Quality
    measured: bool


def quality(lake: Lake, release: Release, lists: Sequence[str]) -> Known | None:
    """Precision and recall of every pair of these lists in the last run; None where there is no run.

    Where a pair was not measured, the run's own probabilities stand in: precision is their mean over the links, recall
    the share of all expected matches that the links hold. Pairs that were never compared are not in it.
    """
    run = latest(lake, release, lists)
    if run is None:
        return None
    found: dict[frozenset[str], PairQuality] = {}
    measured = True
    for left, right in itertools.combinations(lists, 2):
        told = run.quality(left, right)
        measured = measured and told is not None
        found[frozenset((left, right))] = (
            PairQuality(_share(told, "precision"), _share(told, "recall")) if told else expected(run, left, right)
        )
    return Known(found, measured)


def expected(run: Run, left: str, right: str) -> PairQuality:
    """Precision and recall by the run's probabilities, with intervals from their variance."""
    linked = _probabilities(run.links(), left, right)
    near = _probabilities(run.near(), left, right)
    missed = near[near < run.threshold]
    right_links, lost = float(linked.sum()), float(missed.sum())
    noise = math.sqrt(float((linked * (1 - linked)).sum()) + 1.0)
    slip = math.sqrt(float((missed * (1 - missed)).sum()) + 1.0)
    links, real = max(len(linked), 1), max(right_links + lost, 1.0)
    return PairQuality(_around(right_links / links, noise / links), _around(right_links / real, slip / real))


def _probabilities(rows: pa.Table, left: str, right: str) -> np.ndarray:
    """Probabilities of the rows between two lists, whichever stands first."""
    a, b = rows["left_source"], rows["right_source"]
    straight = pc.and_(pc.equal(a, left), pc.equal(b, right))
    turned = pc.and_(pc.equal(a, right), pc.equal(b, left))
    return np.asarray(rows.filter(pc.or_(straight, turned))["probability"].to_numpy(), np.float64)


def _around(value: float, error: float) -> Share:
    return Share(value, max(value - 1.96 * error, 0.0), min(value + 1.96 * error, 1.0))


def _share(told: dict[str, Any], name: str) -> Share:
    return Share(float(told[name]), float(told[f"{name}_low"]), float(told[f"{name}_high"]))
