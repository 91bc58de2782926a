"""Which published counts are the same count, or add up to another: found in the numbers, not in the definitions.

An indicator "of those who work" has as its denominator the numerator of "works": hiding one and showing the other
would give it away. So would two shares that add up to a third. Each table of village totals gets a fingerprint that
adds up as the table does, so that such relations show as sums of single numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_MODULUS = 2**64
Table = str | bytes  # an indicator (its y and z), or the key of a denominator (its n)


def ties(counts: Mapping[str, tuple[bytes, np.ndarray, np.ndarray | None]]) -> list[frozenset[Table]]:
    """Groups of tables that must be hidden together.

    counts: per indicator the key of its denominator, and n and y by village (y None: no trait to be worked out).
    Tied are: an indicator whose y or z equals another's, or equals a denominator; two whose y or z add up to a third's,
    or to a denominator that is not their own. That y and z of one indicator add up to its n ties nothing.
    """
    secret = np.random.default_rng(20240301).integers(1, 2**62, 1 << 17, dtype=np.uint64)
    whole: dict[bytes, int] = {}
    parts: dict[str, dict[int, None]] = {}
    for name, (key, n, y) in counts.items():
        total = whole[key] = _print(n, secret)
        if y is not None and 0 < y.sum() < n.sum():  # all or none is no trait to be worked out
            have = _print(y, secret)
            parts[name] = {have: None, (total - have) % _MODULUS: None}
    found = _Groups([*parts, *whole])
    by_value: dict[int, list[Table]] = {}
    for key, value in whole.items():
        by_value.setdefault(value, []).append(key)
    for name, values in parts.items():
        for value in values:
            by_value.setdefault(value, []).append(name)
    for same in by_value.values():
        if any(isinstance(one, str) for one in same):
            found.tie(*same)
    flat = [(name, value) for name, values in parts.items() for value in values]
    for i, (a, one) in enumerate(flat):
        for b, two in flat[i + 1 :]:
            own = {counts[a][0]} if counts[a][0] == counts[b][0] else set()
            third = [t for t in by_value.get((one + two) % _MODULUS, ()) if t not in own]
            if a != b and third:
                found.tie(a, b, *third)
            elif a != b and (one + two) % _MODULUS == whole[counts[a][0]]:
                found.tie(a, b)
    return found.groups()


def _print(villages: np.ndarray, secret: np.ndarray) -> int:
    factors = np.resize(secret, len(villages)) + (np.arange(len(villages)) // len(secret)).astype(np.uint64)
    with np.errstate(over="ignore"):
        return int((villages.astype(np.uint64) * factors).sum())


class _Groups:
    """Union-find."""

    def __init__(self, items: list[Any]) -> None:
        self.parent = {item: item for item in items}

    def root(self, item: Any) -> Any:
        while self.parent[item] != item:
            item = self.parent[item]
        return item

    def tie(self, *items: Any) -> None:
        for other in items[1:]:
            self.parent[self.root(other)] = self.root(items[0])

    def groups(self) -> list[frozenset[Any]]:
        found: dict[Any, set[Any]] = {}
        for item in self.parent:
            found.setdefault(self.root(item), set()).add(item)
        return [frozenset(g) for g in found.values() if len(g) > 1]
