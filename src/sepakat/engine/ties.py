"""Which published counts are the same count, or add up to another: found in the numbers, not in the definitions.

An indicator "of those who work" has as its denominator the numerator of "works": hiding one and showing the other
would give it away. So would two shares that add up to a third. Each table of village totals gets a fingerprint that
adds up as the table does, so that such relations show as sums of single numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

_MODULUS = 2**64
Table = str | bytes  # an indicator (its y and z), or the key of a denominator (its n)


def ties(counts: Mapping[str, tuple[bytes, np.ndarray, np.ndarray | None]]) -> list[frozenset[Table]]:
    """Groups of tables that must be hidden together.

    counts: per indicator the key of its denominator, and n and y by village (y None: no trait to be worked out).
    Tied are tables of which a count (n, y or z) equals another's, save equal denominators, which are one table; and
    tables of which two or three counts add up to another. That y and z of one indicator add up to its n ties nothing.
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
        found.tie(*same)
    by_value.pop(0, None)  # empty tables add up with everything and tell nothing
    for relation in _sums(list(by_value), parts):
        found.tie(*(by_value[value][0] for value in relation))
    return found.groups()


def _sums(values: list[int], parts: Mapping[str, Mapping[int, None]]) -> Iterator[tuple[int, ...]]:
    """(a, b, a + b) and (a, b, c, a + b + c) among the values, leaving out what y + z = n alone brings about."""
    known = set(values)
    complements = {frozenset(both) for both in parts.values()}
    wholes: dict[int, set[int]] = {}
    for both in parts.values():
        for part in both:
            wholes.setdefault(part, set()).add(sum(both) % _MODULUS)
    pairs: dict[int, list[tuple[int, int]]] = {}
    for one, two in itertools.combinations(values, 2):
        if frozenset((one, two)) in complements:
            continue
        total = (one + two) % _MODULUS
        pairs.setdefault(total, []).append((one, two))
        if total in known:
            yield one, two, total
    for third, total in itertools.permutations(values, 2):
        for one, two in pairs.get((total - third) % _MODULUS, ()):
            three = (one, two, third)
            plain = not any(frozenset(two_of) in complements for two_of in itertools.combinations(three, 2))
            if plain and len({*three, total}) == 4 and not any(total in wholes.get(v, ()) for v in three):
                yield (*three, total)


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
