"""Cell-key noise: small whole numbers added to the figures of free tables, the same for the same people everywhere.

**Why.** A reader of free tables can ask for the next one and subtract, so hiding cells does not help (the pattern
would have to know every table that will ever be asked for). Each record has a secret number, its *record key*, mixed
from its stable id and a secret; the *cell key* is the sum of the record keys of those in the cell. The noise is a
function of the cell key alone, so the same people get the same noise by every route, in every table and every release,
and asking again tells nothing new; one person more or less gives noise that has nothing to do with the first.

**How much.** A perturbation table gives, for each true count, the chances of each shown one: never more than `most`
away, on average right (mean 0), of a given variance; 0 stays 0 and small counts (`never` and below) are not shown as
such. The chances are those of greatest entropy under these bounds (an exponential family, solved numerically), so
nothing is assumed beyond them. Sums of a number get the same noise times the largest contributor; a count is the case
in which that is 1.

The sum of keys is hashed, with the secret, before it chooses the noise: keys of disjoint cells add up, their noise must
not. So record keys need not be hard to guess back (nobody sees them), only unlike each other: whole-number arithmetic
does, at a hundredth of the cost of a hash a record (docs/adr/0039).
The method is that of the Australian Bureau of Statistics and of the European census (Fraser & Wooton 2005, Marley &
Leaver 2011, Giessing 2016), written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]

KEY_BITS = 48  # of a record key; sums wrap, which changes nothing because 2**48 divides 2**64
_MASK = np.uint64((1 << KEY_BITS) - 1)
_ROOM = (1 << 31) - 1  # for number plus salt, whose square then fits 63 bits


@dataclass(frozen=True)
class Noise:
    """The rule in force. most: bound of the noise; variance: of large counts; never: counts from 1 to this are not
    shown; minimum: smallest shown count (below it a cell says "too few", zero among them); base: smallest count that a
    share or a mean is shown of (below it the noise would outweigh the figure)."""

    most: int
    variance: float
    never: int
    minimum: int
    base: int = 0

    def __post_init__(self) -> None:
        widest = self.most * (self.most + 1) / 3
        if not 0 < self.variance < widest or self.never < 0:
            raise ValueError(f"the variance must lie between 0 and {widest:g} for noise of at most {self.most}")

    @cached_property
    def table(self) -> list[tuple[Ints, Floats]]:
        """Row i: shown counts and their cumulative chances, for true counts 1 to the first that no edge touches."""
        return _table(self.most, self.variance, self.never)

    @property
    def edge(self) -> int:
        """The first true count whose noise no edge touches."""
        return self.most + self.never + 1

    def chances(self, count: int) -> dict[int, float]:
        """Chances of each shown count for a true one."""
        if count == 0:
            return {0: 1.0}
        shown, cumulative = self.table[min(count, self.edge)]
        shift = max(0, count - self.edge)
        return {int(s) + shift: float(p) for s, p in zip(shown, np.diff(cumulative, prepend=0.0), strict=True)}

    def counts(self, true: Ints, keys: Keys, secret: bytes) -> Ints:
        """Shown counts for true ones and their cell keys."""
        u = uniform(keys, secret)
        out = np.zeros(len(true), np.int64)
        for row in range(1, self.edge + 1):
            mine = (true == row) if row < self.edge else (true >= row)
            if mine.any():
                shown, cumulative = self.table[row]
                out[mine] = shown[np.searchsorted(cumulative, u[mine], side="right")] + true[mine] - row
        return out

    def sums(self, true: Floats, largest: Floats, keys: Keys, secret: bytes) -> Floats:
        """Shown sums of a number: noise of a large count times the largest contributor of the cell; 0 of nobody."""
        shown, cumulative = self.table[self.edge]
        steps = shown[np.searchsorted(cumulative, uniform(keys, secret), side="right")] - self.edge
        return np.where(largest > 0, true + steps * largest, true)


def uniform(keys: Keys, secret: bytes) -> Floats:
    """A number in [0, 1) for each cell key, that nobody without the secret can tell."""
    start = hashlib.blake2b(digest_size=8, key=secret)
    known: dict[int, float] = {}  # cells of one table are often the same people
    out = np.empty(len(keys), np.float64)
    for i, key in enumerate((np.asarray(keys, np.uint64) & _MASK).tolist()):
        if key not in known:
            state = start.copy()
            state.update(key.to_bytes(8, "little"))
            known[key] = (int.from_bytes(state.digest(), "little") >> 11) / (1 << 53)
        out[i] = known[key]
    return out


def record_key(secret: bytes, unit: str, number: int) -> int:
    """The record key of one family or person: what the engine works out in SQL, said in Python (tests compare)."""
    return int(record_keys(np.array([number]), np.array([record_salt(secret, unit)]))[0])


def record_keys(numbers: Ints, salts: Ints) -> Keys:
    """`record_key` of many: the square of number plus salt. Two groups of equal size have the same sum of keys only if
    their numbers and the squares of their numbers both add up to the same, or by a chance of some 2**-48."""
    x = np.asarray(numbers, np.int64) + np.asarray(salts, np.int64) & _ROOM
    return (x * x).astype(np.uint64) & _MASK


@lru_cache(maxsize=64)
def record_salt(secret: bytes, unit: str) -> int:
    """The secret number that is added to a record's own, one for each kind of record (`orang`, `keluarga`, a list)."""
    told = hashlib.blake2b(unit.encode(), digest_size=8, key=secret).digest()
    return int.from_bytes(told, "little") % _ROOM


def record_sql(number: str, salt: str = "$secret") -> str:
    """`record_key` in plain SQL: the same everywhere, or noise would differ. number: the column of the record's number;
    salt: the query's parameter that holds `record_salt`."""
    x = f"(({number} + {salt}) & {_ROOM})"
    return f"(({x} * {x}) & {(1 << KEY_BITS) - 1})"


@lru_cache(maxsize=8)
def _table(most: int, variance: float, never: int) -> list[tuple[Ints, Floats]]:
    spread = _bisect(lambda m: -_moments(np.arange(-most, most + 1), m, 0.0)[1] + variance, 1e-9, 50.0)
    rows: list[tuple[Ints, Floats]] = [(np.zeros(1, np.int64), np.ones(1))]
    for count in range(1, most + never + 2):
        shown = np.arange(max(0, count - most), count + most + 1)
        shown = shown[(shown == 0) | (shown > never)]
        tilt = _bisect(partial(_mean, shown - count, spread), -60.0, 60.0)
        cumulative = np.cumsum(_weights(shown - count, spread, tilt))
        cumulative[-1] = 1.0
        rows.append((shown.astype(np.int64), cumulative))
    return rows


def _weights(step: NDArray, spread: float, tilt: float) -> Floats:
    power = tilt * step - spread * step.astype(float) ** 2
    weights = np.exp(power - power.max())
    return np.asarray(weights / weights.sum(), np.float64)


def _moments(step: NDArray, spread: float, tilt: float) -> tuple[float, float]:
    p = _weights(step, spread, tilt)
    mean = float(p @ step)
    return mean, float(p @ step.astype(float) ** 2) - mean**2


def _mean(step: NDArray, spread: float, tilt: float) -> float:
    return _moments(step, spread, tilt)[0]


def _bisect(f: Callable[[float], float], low: float, high: float) -> float:
    """The root of a rising function."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return (low + high) / 2
