"""Names put together anew: given names of someone like the person, the family name of the family.

Someone like the person: of the same group of names, sex and generation, anywhere in the pool. In groups with family
names all who carry one name in a household carry one other name in its stead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat.sample import culture, noise
from sepakat.sample.people import People
from sepakat.sample.seeds import stream

_AGES = (25, 50)
_PER_GROUP = 2 * (len(_AGES) + 1)
_SPELLINGS = 3  # other spellings that a name may have
_GIVEN, _STARTS = "nama.arrow", "nama.npy"


@cache
def _clans() -> tuple[np.ndarray, dict[str, tuple[int, dict[str, int]]]]:
    """All family names, each after a blank, the last "" ; and per group where its names begin and the row of each."""
    every: list[str] = []
    where = {}
    for name, group in sorted(culture.groups().items()):
        if group.pattern == "marga":
            rows = {str(word): len(every) + i for i, word in enumerate(group.clan)}
            where[name] = (len(every), rows)
            every += [f" {word}" for word in group.clan]
    return np.array([*every, ""], dtype=object), where


def classes(people: People) -> tuple[np.ndarray, np.ndarray]:
    """Per person: the class of like people (group, sex, generation), and the row of the family name (-1: none)."""
    found, _ = culture.mix(people.plan.province, people.block.regency)
    names = sorted(culture.groups())
    group = np.array([names.index(g.name) for g in found])[people.of_family("culture")]
    per = people.per
    kind = group * _PER_GROUP + (per["sex"] - 1) * (len(_AGES) + 1) + np.searchsorted(_AGES, per["age"], side="right")
    where = _clans()[1]
    clan = np.full(people.persons, -1, np.int16)
    for row, (name, at) in enumerate(zip(per["nama"].tolist(), group.tolist(), strict=True)):
        if names[at] in where:
            words = name.split(" ")
            rows = where[names[at]][1]
            for cut in range(1, len(words)):
                if " ".join(words[cut:]) in rows:
                    clan[row] = rows[" ".join(words[cut:])]
                    break
    return kind.astype(np.int16), clan


def save(names: np.ndarray, kind: np.ndarray, clan: np.ndarray, folder: Path, rng: np.random.Generator) -> None:
    """Given names of a pool, by class, each followed by other spellings of it."""
    words = _clans()[0]
    given = [
        name.removesuffix(words[c]) if c >= 0 else name for name, c in zip(names.tolist(), clan.tolist(), strict=True)
    ]
    order = np.argsort(kind, kind="stable")
    ordered = np.array(given, dtype=object)[order]
    last = len(culture.groups()) * _PER_GROUP
    table = pa.table({"nama": pa.array(_spelt(rng, ordered), pa.string())})
    with pa.OSFile(str(folder / _GIVEN), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    np.save(folder / _STARTS, np.searchsorted(kind[order], np.arange(last + 1)))


def _spelt(rng: np.random.Generator, words: np.ndarray) -> np.ndarray:
    """Each word followed by `_SPELLINGS` others for it."""
    out = np.repeat(words, _SPELLINGS + 1)
    other = np.arange(len(out)) % (_SPELLINGS + 1) > 0
    out[other] = noise.vary_names(rng, out[other], 1.0)
    return out


@cache
def _turning() -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Family names with their spellings, and for each name the first row of its group and the number of names."""
    words, where = _clans()
    base, size = np.zeros(len(words), np.int64), np.ones(len(words), np.int64)
    for first, rows in where.values():
        base[first : first + len(rows)], size[first : first + len(rows)] = first, len(rows)
    bare = _spelt(stream(0, "marga"), np.array([w.strip() for w in words[:-1]], dtype=object))
    return pa.array([*(f" {w}" for w in bare), *[""] * (_SPELLINGS + 1)], pa.string()), base, size


@dataclass(frozen=True)
class Names:
    """Given names of a pool in the order of their classes; starts: the first name of each class."""

    given: pa.Array
    starts: np.ndarray


def load(folder: Path) -> Names:
    """What `save` wrote, memory-mapped."""
    table = pa.ipc.open_file(pa.memory_map(str(folder / _GIVEN))).read_all()
    return Names(table["nama"].combine_chunks(), np.load(folder / _STARTS))


@dataclass(frozen=True)
class Named:
    """Names of persons: rows of the pool's given names and of the family names, spellings not counted; and as texts."""

    names: Names
    given: np.ndarray
    last: np.ndarray
    whole: pa.Array

    def spelt(self, rng: np.random.Generator, rows: np.ndarray, share: float) -> pa.Array:
        """Names of these persons, `share` of them with another spelling of the given or of the family name."""
        out = self.whole.take(pa.array(rows))
        which = rng.random(len(rows)) < share
        few = rows[which]
        other = rng.integers(1, _SPELLINGS + 1, len(few))
        family = (rng.random(len(few)) < 0.3) & (self.last[few] < len(_turning()[1]) - 1)
        first, second = np.where(family, 0, other), np.where(family, other, 0)
        text = _joined(self.names, self.given[few], self.last[few], first, second)
        return pc.replace_with_mask(out, pa.array(which), text)


def _joined(names: Names, given: np.ndarray, last: np.ndarray, first: np.ndarray, second: np.ndarray) -> pa.Array:
    """Given and family names side by side, in these spellings (0: as it should be)."""
    each = _SPELLINGS + 1
    parts = names.given.take(pa.array(given * each + first)), _turning()[0].take(pa.array(last * each + second))
    return pc.binary_join_element_wise(*parts, "")


def christen(rng: np.random.Generator, names: Names, kind: np.ndarray, clan: np.ndarray, house: np.ndarray) -> Named:
    """A name per person. kind, clan: of the pool's person; house: number of the household, 0..H-1, for each person."""
    first = names.starts[kind]
    among = names.starts[kind.astype(np.int64) + 1] - first
    given = first + (rng.random(len(kind)) * among).astype(np.int64)
    _, base, size = _turning()
    turn = rng.integers(0, 1 << 30, int(house[-1]) + 1)[house]
    own = clan.astype(np.int64)  # -1: the last row, which is the empty name
    last = np.where(own < 0, len(base) - 1, base[own] + (own - base[own] + turn) % size[own])
    zero = np.zeros(len(kind), np.int64)
    return Named(names, given, last, _joined(names, given, last, zero, zero))
