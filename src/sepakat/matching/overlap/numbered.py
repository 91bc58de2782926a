"""Overlaps by equal NIK of a whole nation, bucket by bucket, counted without listing anybody.

Gives the very groups that `memberships` gives by exact NIK, from the release's index of numbers (`lake.numbers`): in a
bucket the lists lie sorted by hash, so that who is who follows from one merge of sorted arrays. Memory holds one bucket
a thread. Broken down by facts of the base, by family, or after a matching run, `memberships` is the way taken.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from sepakat.core import cellkey, duck
from sepakat.engine.places import LENGTH
from sepakat.lake import Release, numbers
from sepakat.lake.numbers import PERSONS, Index, Rows
from sepakat.matching.overlap.lists import BASE, MOST, REGISTRY, Listing

_SOURCE = 3  # bits for the list of a row: the base and at most MOST registries
_LISTS = np.uint64((1 << _SOURCE) - 1)
assert MOST + 1 <= 1 << _SOURCE


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
        told = self.village // _unit(LENGTH[level])
        if region != scope:
            told = np.where(_inside(self.village, region), told, -1)
        there = _inside(self.village, scope)
        known, index = np.unique(told[there], return_inverse=True)
        row = np.full(len(told), -1, np.int64)
        row[there] = index
        codes = (outside if x < 0 else _code(x, LENGTH[level]) for x in known.tolist())
        return tuple(codes), row

    def by(self, row: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """(row, bits, n, key) of each row (-1: left out) and pattern that somebody has."""
        keep = row >= 0
        width = 1 << MOST
        at = row[keep] * width + self.bits[keep]
        sums = _Sums(int(at.max(initial=0)) + 1)
        np.add.at(sums.n, at, self.n[keep])
        np.add.at(sums.key, at, self.key[keep])
        there, n, key = sums.told()
        return there // width, there % width, n, key


def _unit(length: int) -> int:
    """What a village's number is to be divided by for that of the region with a code of so many characters."""
    digits = length - min(length // 3, 3)  # dots: 53.01.25.2004
    return 10 ** (10 - digits)


def _code(number: int, length: int) -> str:
    return numbers.code(number * _unit(length))[:length] if length else "00"


def _inside(village: np.ndarray, area: str) -> np.ndarray:
    if area == "00":
        return np.ones(len(village), bool)
    found: np.ndarray = village // _unit(len(area)) == int(area.replace(".", ""))
    return found


class _Sums:
    """Persons and sums of their keys by number of a cell; keys wrap, which changes nothing."""

    def __init__(self, size: int) -> None:
        self.n, self.key = np.zeros(size, np.int64), np.zeros(size, np.uint64)
        self._lock = threading.Lock()

    def add(self, at: np.ndarray, key: np.ndarray) -> None:
        """One more person in each of these cells."""
        n = np.bincount(at, minlength=len(self.n))
        with self._lock:
            self.n += n
            np.add.at(self.key, at, key)

    def told(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(cell, persons, key) of the cells that somebody is in."""
        there = np.flatnonzero(self.n)
        return there, self.n[there], self.key[there] & np.uint64((1 << cellkey.KEY_BITS) - 1)


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
    asked = np.array([_asked(bits, places) for bits in range(1 << len(tables))], np.int64)
    with _index(release, tables) as index, ThreadPoolExecutor(duck.threads()) as pool:
        sums = _Sums(len(index.villages) << len(lists))

        def one_bucket(bucket: str) -> None:
            rows = [index.rows(table, bucket) for table in tables]
            found = _by_number(rows, index.bits or 0) if bucket != numbers.NONE else _alone(rows)
            for source, bits, at in found:
                one = rows[source]
                cell = (one.place[at].astype(np.int64) << len(lists)) | asked[bits]
                sums.add(cell, cellkey.record_keys(one.id[at], salts[source : source + 1]))

        list(pool.map(one_bucket, index.buckets()))
        there, n, key = sums.told()
        return Counts(index.villages[there >> len(lists)], there & ((1 << len(lists)) - 1), n, key)


def _asked(bits: int, places: Sequence[int]) -> int:
    """The pattern as the lists were asked for, from that of base and registries."""
    return sum((bits >> place & 1) << i for i, place in enumerate(places))


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


# For each list: its number, patterns of the persons whom one of its rows stands for, and which rows those are.
Found = tuple[int, np.ndarray, np.ndarray]


def _by_number(rows: Sequence[Rows], common: int) -> Iterator[Found]:
    """Those who share a hash are one person, save where a list has it twice. common: first bits that all hashes of the
    bucket share; in their room a row's list is kept, so that one sort of whole numbers is the join."""
    packed = np.empty(sum(len(r.h) for r in rows), np.uint64)
    start = 0
    for number, one in enumerate(rows):
        part = packed[start : start + len(one.h)]
        np.left_shift(one.h, np.uint64(min(common, _SOURCE)), out=part)
        part &= ~_LISTS
        part |= np.uint64(number)
        start += len(one.h)
    packed.sort(kind="stable")  # sorted runs: a merge; within a hash base first
    source = (packed & _LISTS).astype(np.uint8)
    again = np.flatnonzero(packed[1:] == packed[:-1]) + 1
    packed >>= np.uint64(_SOURCE)
    first = np.ones(len(packed), bool)
    np.not_equal(packed[1:], packed[:-1], out=first[1:])
    mine = [np.flatnonzero(source == number) for number in range(len(rows))]
    bit = np.left_shift(np.uint8(1), source)
    gone = mine[0][~rows[0].there]
    bit[gone] = 0
    bits = bit.copy()  # of the first row of each hash, all that its rows tell
    for step in range(1, len(rows)):
        bits[:-step] |= np.where(packed[step:] == packed[:-step], bit[step:], 0)
    # Of those whom the base tells to be gone, what other lists still say is left out.
    first[gone] = False
    twice = _same(packed, again)
    first[twice] = False
    for number in range(len(rows)):
        chosen = first[mine[number]]
        yield number, bits[mine[number]][chosen], np.flatnonzero(chosen)
    if len(twice):
        yield from _by_birth(rows, mine, packed[twice], source[twice], bit[twice], twice)


def _same(h: np.ndarray, some: np.ndarray) -> np.ndarray:
    """All rows that share the hash of some of them. h: sorted."""
    told = np.unique(h[some])
    low, high = np.searchsorted(h, told, side="left"), np.searchsorted(h, told, side="right")
    return np.concatenate([np.arange(a, b) for a, b in zip(low.tolist(), high.tolist(), strict=True)] or [low])


def _by_birth(
    rows: Sequence[Rows],
    mine: Sequence[np.ndarray],
    h: np.ndarray,
    source: np.ndarray,
    bit: np.ndarray,
    where: np.ndarray,
) -> Iterator[Found]:
    """The same for hashes that a list has twice: there the birth date must agree too. where: their rows among all."""
    at, born = np.empty(len(h), np.int64), np.empty(len(h), np.int64)
    for number, one in enumerate(rows):
        of_list = source == number
        if of_list.any():
            at[of_list] = np.searchsorted(mine[number], where[of_list])
            born[of_list] = one.born(at[of_list])
    rank = np.where(bit > 0, source.astype(np.int64), len(rows))  # the base's own who are gone stand for nobody: last
    order = np.lexsort((at, rank, born, h))  # a list's rows of one hash lie by number
    h, rank, born, bit, at = (a[order] for a in (h, rank, born, bit, at))
    starts = np.flatnonzero(np.concatenate([[True], (h[1:] != h[:-1]) | (born[1:] != born[:-1])]))
    bits = np.bitwise_or.reduceat(bit, starts)
    left = np.isin(h[starts], h[rank == len(rows)])
    keep = (bits > 0) & (~left | ((bits & 1) > 0))
    chosen = starts[keep]
    for number in range(len(rows)):
        own = rank[chosen] == number
        yield number, bits[keep][own], at[chosen[own]]


def _alone(rows: Sequence[Rows]) -> Iterator[Found]:
    """Entries without a number are each a person."""
    for number, one in enumerate(rows):
        at = np.flatnonzero(one.there)
        yield number, np.full(len(at), 1 << number, np.uint8), at
