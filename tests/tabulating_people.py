"""A small registry with ids of its own, written for free tables; and the slow, obvious way to make such a table."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sepakat.core.cellkey import Noise, record_key
from tests.engine_release import SmallRelease, write

SECRET = bytes(range(32))
NOISE = Noise(8, 16.0, 2, 10, 50)
VILLAGES = ["53.01.05.2001", "53.01.05.2002", "53.01.06.2001", "53.02.01.2001", "53.02.01.2002"]
CLASSES = {
    "jenis_kelamin": (1, 2),
    "kelompok_umur": (1, 2, 3, 4, 5),
    "disabilitas": (1, 2),
    "desil_nasional": tuple(range(1, 11)),
}
UNIONS = {"kelompok_umur": ({1, 2}, {3, 4}), "desil_nasional": ({1, 2}, {1, 2, 3, 4}, {5, 6, 7, 8, 9, 10})}


def people(size: int = 400, seed: int = 1, rare: float = 0.03) -> list[dict[str, Any]]:
    """Persons of a few villages; `disabilitas` 1 is rare, some answers are unknown."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(1, size + 1):
        age = int(rng.choice([1, 2, 3, 4, 5], p=[0.1, 0.2, 0.2, 0.4, 0.1]))
        rows.append(
            {
                "person_id": number,
                "family_id": (number + 3) // 4,
                "village_code": VILLAGES[int(rng.choice(5, p=[0.35, 0.25, 0.2, 0.17, 0.03]))],
                "jenis_kelamin": int(rng.integers(1, 3)) if rng.random() > 0.02 else None,
                "kelompok_umur": age,
                "umur": {1: 2, 2: 10, 3: 20, 4: 40, 5: 70}[age],
                "disabilitas": 1 if rng.random() < rare else 2,
                "bekerja": int(rng.integers(1, 3)),
                "desil_nasional": int(rng.integers(1, 11)),
            }
        )
    return rows


def registry(path: Path, rows: Sequence[Mapping[str, Any]], name: str = "20241101-01") -> SmallRelease:
    return write(path, "frame_person", rows, name)


def figure(ids: frozenset[int], unit: str = "orang") -> int:
    """The noised count of a set of persons, worked out one by one."""
    key = sum(record_key(SECRET, unit, number) for number in ids) % 2**64
    return int(NOISE.counts(np.array([len(ids)]), np.array([key], np.uint64), SECRET)[0])


class Slow:
    """Cells as sets of person ids; every decision spelled out."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = rows

    def who(self, region: str, chosen: Mapping[str, frozenset[Any]]) -> frozenset[int]:
        inside = [r for r in self.rows if region == "00" or (r["village_code"] + ".").startswith(region + ".")]
        return frozenset(r["person_id"] for r in inside if all(r[n] in codes for n, codes in chosen.items()))

    def wider(self, region: str, chosen: Mapping[str, frozenset[Any]]) -> list[frozenset[int]]:
        """The people of each cell that one condition less makes."""
        found = []
        above = self.above(region)
        if above is not None:
            found.append(self.who(above, chosen))
        for name, codes in chosen.items():
            rest = {n: c for n, c in chosen.items() if n != name}
            found.append(self.who(region, rest))
            for union in UNIONS.get(name, ()):
                if codes < union:
                    found.append(self.who(region, {**rest, name: frozenset(union)}))
        return found

    def above(self, region: str) -> str | None:
        """The nearest region above that holds anybody else."""
        mine = self.who(region, {})
        while region != "00":
            region = {2: "00", 5: region[:2], 8: region[:5], 13: region[:8]}[len(region)]
            if self.who(region, {}) != mine:
                return region
        return None

    def cell(self, region: str, chosen: Mapping[str, frozenset[Any]]) -> tuple[int | None, str]:
        """The figure and the sign of a count."""
        ids = self.who(region, chosen)
        if figure(ids) < NOISE.minimum:
            return None, "few"
        if any(figure(whole - ids) < NOISE.minimum for whole in self.wider(region, chosen)):
            return None, "near"
        return figure(ids), ""


def questions(names: Sequence[str], most: int = 2) -> list[tuple[str, ...]]:
    return [c for size in range(most + 1) for c in itertools.combinations(names, size)]
