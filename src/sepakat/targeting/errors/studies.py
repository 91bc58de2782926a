"""One programme's errors in one release: loaded once, then asked for any region, group, cause or comparison."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sepakat.catalogue import Programme
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating import noise_rule
from sepakat.lake import cells as lake_cells
from sepakat.measures.targeting import error_rates
from sepakat.targeting.errors import drawing, linked, matching, sight, units
from sepakat.targeting.errors.causes import Causes, causes
from sepakat.targeting.errors.counting import Counter
from sepakat.targeting.errors.drawing import Draws
from sepakat.targeting.errors.matching import Matched
from sepakat.targeting.errors.sight import Sight
from sepakat.targeting.errors.units import Units

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TP, FP, FN, TN = 3, 1, 2, 0  # 2 × truly due + has it


@dataclass
class Study:
    """units, sight, matched: what is known; weight: what each unit counts; secret: of the noise."""

    units: Units
    sight: Sight
    matched: Matched
    weight: str
    secret: bytes

    @property
    def weighted(self) -> bool:
        """Whether sums of members are counted instead of units."""
        return self.weight == "orang" and not self.units.persons

    @cached_property
    def weights(self) -> Ints:
        return self.units.weights(self.weight)

    @cached_property
    def counter(self) -> Counter:
        u = self.units
        unit = "orang" if u.persons else "keluarga"
        keys = u.keys(self.secret)
        return Counter(u.villages, u.village, keys, self.weights, u.codes, noise_rule(u.on), self.secret, unit)

    @cached_property
    def causes(self) -> Causes:
        return causes(self.units, self.matched.linked)

    @cached_property
    def draws(self) -> Draws | None:
        return drawing.draws(self.units, self.sight, self.matched)

    def counted(self, cell: Ints, count: int) -> tuple[Floats, Floats] | None:
        """By draw and cell: the four counts (draws × cells × 4, at `TP`, `FP`, `FN`, `TN`), and recipients who truly
        are in deciles 1-4 (draws × cells). None without draws.

        cell: index of each unit's cell, -1 for those that take no part.
        """
        draws = self.draws
        if draws is None:
            return None
        inside = np.flatnonzero(cell >= 0)
        at, weight = cell[inside], self.weights[inside].astype(np.float64)
        table = np.zeros((draws.count, count, 4))
        low = np.zeros((draws.count, count))
        for i, (truly, bottom, has) in enumerate(draws.each()):
            t, h = truly[inside], has[inside]
            status = 2 * t.astype(np.int64) + h
            table[i] = np.bincount(4 * at + status, weight, 4 * count).reshape(count, 4)
            low[i] = np.bincount(at, weight * (h & bottom[inside]), count)
        return table, low

    def drawn(self, cell: Ints, count: int) -> dict[str, Floats] | None:
        """Every error rate by draw and cell (draws × cells), with `cgh`; None without draws."""
        found = self.counted(cell, count)
        if found is None:
            return None
        table, low = found
        rates = rates_of(table)
        held = table[..., TP] + table[..., FP]
        rates["cgh"] = np.divide(low, held, out=np.full(held.shape, np.nan), where=held > 0) / 0.4
        return rates


def rates_of(table: Floats) -> dict[str, Floats]:
    """Every error rate of counts whose last axis is `TP`, `FP`, `FN`, `TN`."""
    return error_rates(table[..., TP], table[..., FP], table[..., FN], table[..., TN])


_kept: OrderedDict[tuple[int, str, bytes], Study] = OrderedDict()
_lock = threading.Lock()


def study(
    release: ReleaseLike,
    programme: str | Programme,
    region: str = "00",
    *,
    weight: str | None = None,
    secret: bytes | None = None,
) -> Study:
    """The study of a programme in the province of a region. weight: `keluarga` (families count one) or `orang` (their
    members); by default what the programme is given to. secret: by default the lake's.

    UserError: those of `units.load`, error-weight, cell-key-missing.
    """
    found = units.load(release, programme, region)
    chosen = weight or found.programme.unit
    found.weights(chosen)
    key = secret if secret is not None else lake_cells.of_release(release.path)
    run = linked.latest(release)
    with _lock:
        kept = _kept.get((id(found), chosen, key))
        if kept is not None and kept.units is found and kept.matched.linked == run:
            return kept
    made = Study(found, sight.sight(release), matching.matched(found, run), chosen, key)
    with _lock:
        _kept[(id(found), chosen, key)] = made
        while len(_kept) > 4:
            _kept.popitem(last=False)
    return made


def spread(drawn: Floats) -> tuple[Floats, Floats, Floats]:
    """(mean, lower, upper) over draws, NaN left out: the middle 95 of 100 draws."""
    known = np.isfinite(drawn)
    some = known.any(axis=0)
    filled = np.where(known, drawn, np.nan)
    mean, low, high = (np.full(drawn.shape[1:], np.nan) for _ in range(3))
    if some.any():
        kept = filled[:, some]
        mean[some] = np.nanmean(kept, axis=0)
        # of few draws, the quantiles that hold 95 % in the mean (Weibull's positions), not a little less
        low[some], high[some] = np.nanquantile(kept, [0.025, 0.975], axis=0, method="weibull")
    return mean, low, high
