"""Whether probabilities keep their word: what was stated beside what is true, band by band.

Pairs are put in bands by what was stated; in each the share of true pairs has a 95 % interval (`measure.wilson`).
"Calibrated to ± 2 points" is: the mean distance of stated and true, each band counting for its pairs, is at most two
points, and from no band's interval is the stated chance farther than two points. Bands are ten of equal width, or
twenty of equally many pairs. Links by exact rules are a group of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sepakat.matching.judging import Ids, Sources, labelled
from sepakat.matching.measure import Rate, wilson
from sepakat.matching.outcome import Matching, certain_rules

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LEAST = 0.001  # pairs stated less than this are not looked at: there are any number of them, and nobody asks
TEN = tuple(np.arange(0, 1.05, 0.1).round(1).tolist())


@dataclass(frozen=True)
class Band:
    """stated: mean of what was stated; true: share of true pairs."""

    stated: float
    true: Rate
    pairs: int

    @property
    def beyond(self) -> float:
        """How far what was stated lies outside the interval of the true share."""
        return max(0.0, self.true.low - self.stated, self.stated - self.true.high)


@dataclass(frozen=True)
class Reliability:
    """Bands from the lowest to the highest, the empty ones left out."""

    bands: tuple[Band, ...]

    @property
    def pairs(self) -> int:
        return sum(band.pairs for band in self.bands)

    @property
    def off(self) -> float:
        """Mean distance of stated and true, bands counting for their pairs."""
        return sum(abs(b.stated - b.true.value) * b.pairs for b in self.bands) / max(self.pairs, 1)

    @property
    def beyond(self) -> float:
        """The farthest that a band's stated chance lies outside its interval."""
        return max((band.beyond for band in self.bands), default=0.0)


def ten(probability: Floats, same: Mask) -> Reliability:
    """Ten bands of equal width."""
    return _banded(probability, same, np.array(TEN[1:-1]))


def equal(probability: Floats, same: Mask, count: int = 20) -> Reliability:
    """Bands of equally many pairs; pairs stated alike stay together."""
    if not len(probability):
        return Reliability(())
    return _banded(probability, same, np.unique(np.quantile(probability, np.arange(1, count) / count)))


def of_run(done: Matching, truth: Mapping[Sources, Mapping[Ids, object]]) -> Reliability:
    """Ten bands over the pairs that the model of a run states at LEAST or more, as they would be if nobody had settled
    any. truth: every true pair between the lists that it names; pairs of other lists are left out."""
    stated, pairs = done.unaided(), done.scored.pairs
    same = np.zeros(len(pairs), bool)
    for some in labelled(done, {of: dict.fromkeys(ids, "same") for of, ids in truth.items()}).values():
        same[[place for place, _ in some]] = True
    told = [sorted((_at(done, a), _at(done, b))) for a, b in truth]
    rows = done.con.sql("SELECT sumber FROM rec ORDER BY uid").to_arrow_table()["sumber"].to_numpy().astype(np.int64)
    ends = np.sort(np.stack([rows[pairs.left - 1], rows[pairs.right - 1]]), axis=0)
    seen = np.zeros(len(pairs), bool)
    for a, b in told:
        seen |= (ends[0] == a) & (ends[1] == b)
    seen &= ~certain_rules(done.scored.rule) & (stated >= LEAST)
    return ten(stated[seen], same[seen])


def _at(done: Matching, source: str) -> int:
    """The position of a list; -1 for one that the run has not."""
    return next((n for n, one in enumerate(done.lists) if one.source == source), -1)


def _banded(probability: Floats, same: Mask, inner: Floats) -> Reliability:
    """Bands cut at `inner`, each from its lower edge on."""
    at = np.searchsorted(inner, probability, side="right")
    found = []
    for band in np.unique(at):
        those = at == band
        true = wilson(float(same[those].sum()), int(those.sum()))
        found.append(Band(float(probability[those].mean()), true, int(those.sum())))
    return Reliability(tuple(found))
