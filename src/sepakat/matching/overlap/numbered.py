"""Overlaps by equal NIK of a whole nation, bucket by bucket, counted without listing anybody.

Gives the very groups that `memberships` gives by exact NIK, from the release's index of numbers (`lake.numbers`): in a
bucket the lists lie sorted by hash, so that who is who follows from one merge of sorted arrays. Memory holds one bucket
a thread. Broken down by facts of the base, by family, or after a matching run, `memberships` is the way taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from sepakat.core import cellkey, duck
from sepakat.engine.places import LENGTH
from sepakat.lake import Release, numbers
from sepakat.lake.numbers import PERSONS, Index, Rows
from sepakat.matching.overlap.lists import BASE, MOST, REGISTRY, Listing

_SHIFT = MOST  # patterns of a village lie side by side
_WIDTH = 1 << MOST
_LOW = np.uint64((1 << 24) - 1)
_HIGH = np.uint64(24)


@dataclass(frozen=True)
class Counts:
    """Persons by village and pattern. village: number of its code; bits: which of the lists, bit 0 the first asked for;
    key: sums of record keys."""

    village: np.ndarray
    bits: np.ndarray
    n: np.ndarray
    key: np.ndarray

    def places(self, region: str, scope: str, level: str, outside: str) -> tuple[tuple[str, ...], np.ndarray]:
        """(codes, index of each row or -1): the place of every village as a table at `level` has it."""
        codes = [numbers.code(v) for v in np.unique(self.village).tolist()]
        told = [_place(code, region, scope, level, outside) for code in codes]
        names = tuple(sorted({name for name in told if name is not None}))
        at = {name: i for i, name in enumerate(names)}
        index = np.array([-1 if name is None else at[name] for name in told], np.int64)
        return names, index[np.searchsorted(np.unique(self.village), self.village)]


def _place(code: str, region: str, scope: str, level: str, outside: str) -> str | None:
    def inside(area: str) -> bool:
        return area == "00" or code == area or code.startswith(area + ".")

    if not inside(scope):
        return None
    if region != scope and not inside(region):
        return outside
    return code[: LENGTH[level]] if LENGTH[level] else "00"


def serves(lists: Sequence[Listing]) -> bool:
    """Whether these lists are registries, whose entries carry numbers."""
    return all(one.kind in (BASE, REGISTRY) for one in lists)


def count(release: Release, lists: Sequence[Listing], secret: bytes) -> Counts:
    """Persons of the base and of these registries by village and pattern. lists: as asked, `serves` them."""
    registries = [one for one in lists if one.kind == REGISTRY]
    tables = [PERSONS, *(f"key_registry_{one.id}" for one in registries)]
    # Bit 0 is the base, whether it was asked for or not: its people are counted, and stand for their entries.
    order = {one.id: i + 1 for i, one in enumerate(registries)}
    places = [0 if one.kind == BASE else order[one.id] for one in lists]
    units = ["orang", *(f"orang:{one.id}" for one in registries)]
    salts = np.array([cellkey.record_salt(secret, unit) for unit in units], np.int64)
    with _index(release, tables) as index, ThreadPoolExecutor(duck.threads()) as pool:

        def one_bucket(bucket: str) -> Counts:
            rows = [index.rows(table, bucket) for table in tables]
            found = _by_number(rows) if bucket != numbers.NONE else _alone(rows)
            return _summed(found, salts, places)

        parts = list(pool.map(one_bucket, index.buckets()))
    return _added(parts)


@contextmanager
def _index(release: Release, tables: Sequence[str]) -> Iterator[Index]:
    """The release's index, or for a release without one (of an earlier version) one for the moment."""
    kept = numbers.of_release(release)
    if kept.has(tables):
        yield kept
        return
    with TemporaryDirectory(prefix="sepakat-irisan.") as folder:
        numbers.write(release, Path(folder) / "index", Path(folder) / "work", tables)
        yield Index(Path(folder) / "index")


def _by_number(rows: Sequence[Rows]) -> tuple[np.ndarray, ...]:
    """(bits, source, id, village) of each person: those who share a hash are one, save where a list has it twice."""
    h = np.concatenate([r.h for r in rows])
    source = np.repeat(np.arange(len(rows), dtype=np.int8), [len(r.h) for r in rows])
    order = np.argsort(h, kind="stable")  # sorted runs: a merge; within a hash base first, then by id
    h, source = h[order], source[order]
    there = np.concatenate([r.there for r in rows])[order]
    if not len(h):
        return h.astype(np.int64), source, h.astype(np.int64), h.astype(np.int64)
    new = np.concatenate([[True], h[1:] != h[:-1]])
    starts = np.flatnonzero(new)
    twice = np.zeros(len(starts), bool)
    again = np.flatnonzero(~new[1:] & (source[1:] == source[:-1])) + 1
    if len(again):
        twice[np.searchsorted(starts, again, side="right") - 1] = True
    bit = np.where(there, np.left_shift(1, source.astype(np.int64)), 0).astype(np.uint8)
    bits = np.bitwise_or.reduceat(bit, starts)
    # Of those whom the base tells to be gone, what other lists still say is left out.
    keep = ~twice & there[starts]
    first = order[starts[keep]]
    whole = [np.concatenate([getattr(r, name) for r in rows]) for name in ("id", "village")]
    found = [bits[keep].astype(np.int64), source[starts[keep]], *(column[first] for column in whole)]
    if twice.any():
        mine = np.repeat(twice, np.diff(np.append(starts, len(h))))
        at = order[mine]
        born = np.concatenate([r.born for r in rows])[at]
        more = _by_birth(h[mine], source[mine], there[mine], born, bit[mine], *(column[at] for column in whole))
        found = [np.concatenate(pair) for pair in zip(found, more, strict=True)]
    return tuple(found)


def _by_birth(
    h: np.ndarray,
    source: np.ndarray,
    there: np.ndarray,
    born: np.ndarray,
    bit: np.ndarray,
    number: np.ndarray,
    village: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """The same for hashes that a list has twice: there the birth date must agree too."""
    rank = np.where(there, source, -1)  # the base's own who are gone
    order = np.lexsort((number, np.where(rank < 0, 127, rank), born, h))  # they stand for nobody: last
    h, rank, born, bit, number, village = (a[order] for a in (h, rank, born, bit, number, village))
    starts = np.flatnonzero(np.concatenate([[True], (h[1:] != h[:-1]) | (born[1:] != born[:-1])]))
    bits = np.bitwise_or.reduceat(bit, starts)
    gone = np.isin(h[starts], h[rank < 0])
    keep = (bits > 0) & (~gone | ((bits & 1) > 0))
    first = starts[keep]
    return bits[keep].astype(np.int64), rank[first].astype(np.int8), number[first], village[first]


def _alone(rows: Sequence[Rows]) -> tuple[np.ndarray, ...]:
    """Entries without a number are each a person."""
    source = np.repeat(np.arange(len(rows), dtype=np.int8), [len(r.h) for r in rows])
    keep = np.concatenate([r.there for r in rows])
    number, village = (np.concatenate([getattr(r, name) for r in rows])[keep] for name in ("id", "village"))
    return np.left_shift(1, source[keep].astype(np.int64)), source[keep], number, village


def _summed(found: tuple[np.ndarray, ...], salts: np.ndarray, places: Sequence[int]) -> Counts:
    bits, source, number, village = found
    asked = np.zeros_like(bits)
    for i, place in enumerate(places):
        asked |= (bits >> place & 1) << i
    key = cellkey.record_keys(number, salts[source])
    return _grouped(village, asked, np.ones(len(bits), np.int64), key)


def _grouped(village: np.ndarray, bits: np.ndarray, n: np.ndarray, key: np.ndarray) -> Counts:
    """Sums by village and pattern; keys wrap, which changes nothing."""
    coded = pa.array(village).dictionary_encode()
    villages = coded.dictionary.to_numpy()
    at = (coded.indices.to_numpy().astype(np.int64) << _SHIFT) | bits
    size = len(villages) << _SHIFT
    counted = np.bincount(at, n, size).astype(np.int64)
    total = np.zeros(size, np.uint64)
    for part, shift in ((key & _LOW, 0), ((key >> _HIGH) & _LOW, 24)):  # sums below 2^53 are exact
        total += np.bincount(at, part.astype(np.float64), size).astype(np.uint64) << np.uint64(shift)
    there = np.flatnonzero(counted)
    key = total[there] & np.uint64((1 << cellkey.KEY_BITS) - 1)
    return Counts(villages[there >> _SHIFT], there & (_WIDTH - 1), counted[there], key)


def _added(parts: Sequence[Counts]) -> Counts:
    columns = [np.concatenate([getattr(p, name) for p in parts]) for name in ("village", "bits", "n", "key")]
    return _grouped(*columns)
