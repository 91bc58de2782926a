"""Podes 2024: what each village of the sample has, from its families, its facilities and what befell it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sepakat.sample import columns
from sepakat.sample.people import People
from sepakat.sample.raw import hazards
from sepakat.sample.raw.geography import center
from sepakat.sample.seeds import stream
from sepakat.sample.sink import Sink

FILE = "podes_2024.csv"
# Letter of R701 → kind in the list of facilities (None: not listed, drawn by chance per village).
SCHOOLS = {"A": ("paud", 0.7), "B": ("tk", 0.35), "D": ("SD", 0.0), "E": ("MI", 0.0), "F": ("SMP", 0.0),
           "G": ("MTs", 0.0), "H": ("SMA", 0.0), "I": ("MA", 0.0), "J": ("SMK", 0.0)}  # fmt: skip
HEALTH = {"A": ("rs", 0.01), "C": ("puskesmas_inap", 0.0), "D": ("puskesmas", 0.0), "E": ("pustu", 0.0),
          "F": ("poliklinik", 0.06), "G": ("dokter", 0.1), "I": ("bidan", 0.4), "J": ("poskesdes", 0.3),
          "K": ("polindes", 0.35), "L": ("apotek", 0.06)}  # fmt: skip
DISASTERS = {"A": "longsor", "B": "banjir", "D": "gempa", "I": "karhutla"}
_TOILET = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4}
_WATER = {1: 1, 2: 2, 3: 3, 4: 5, 5: 6, 6: 6, 7: 7, 8: 7, 9: 8, 10: 9, 11: 10}


def write(people: People, sink: Sink) -> None:
    """Append the block's villages; needs `dapodik.write` (schools) before."""
    listed = Counter((kind, village) for kind, village, *_ in people.facilities)
    held: list[dict[str, object]] = []
    for at, village in enumerate(people.block.villages):
        rng = stream(people.plan.seed, village.code, "podes")
        mine = people.fam["village"] == at
        row: dict[str, object] = {"IDDESA": village.bps, "R301": 2 if village.code[9] == "1" else 1}
        row |= _land(rng, village.code) | _families(people, mine) | _disasters(people, village.code)
        row |= _schools(people, rng, listed, at, mine) | _health(rng, listed, people, at)
        children = people.per["gizi"][mine[people.per["fam"]]]
        row |= {"R705A": listed[("posyandu", village.code)], "R707": 1 if rng.random() < 0.6 else 2}
        row |= {"R709": int((children == 1).sum() // 8)}
        worst = 0.12 if village.urban else 0.55
        row["R1001B1"] = 1 if rng.random() > worst else int(rng.choice([2, 2, 3]))
        row["R1001B2"] = 1 if row["R1001B1"] == 1 else int(rng.choice([1, 2, 3]))
        row["R1002AK5"], row["R1002BK5"] = _km(rng.gamma(2, 4)), _km(rng.gamma(3, 12))
        held.append(row)
    names = list(dict.fromkeys(name for row in held for name in row))
    table: dict[str, object] = {
        name: np.array([None if row.get(name, "") == "" else str(row[name]) for row in held], object) for name in names
    }
    sink.csv(FILE, columns.table(table))


def _km(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _land(rng: np.random.Generator, code: str) -> dict[str, object]:
    return {
        "R305A": int(rng.choice([2, 3, 3, 3, 4])), "R308A": 1 if hazards.coastal(code) else 2,
        "R309A": int(rng.choice([2, 3, 3])), "R604A": 1 if rng.random() < 0.1 else 2,
        "R604C": 1 if rng.random() < 0.06 else 2, "R604D": 1 if rng.random() < 0.1 else 2,
        "R605A": 1 if rng.random() < 0.08 else 2,
    }  # fmt: skip


def _most(values: np.ndarray) -> int:
    """The answer that most families give."""
    found = values[values >= 0]
    return int(np.bincount(found).argmax()) if len(found) else 0


def _families(people: People, mine: np.ndarray) -> dict[str, object]:
    fam = people.fam
    light = fam["R307A"][mine]
    fuel = _most(fam["R308"][mine])
    return {
        "R401C": int(mine.sum()), "R501B": int((light == 3).sum()), "R501C": int((light == 4).sum()),
        "R503B": fuel if fuel >= 1 else 10, "R506A": _TOILET.get(_most(fam["R309A"][mine]), 4),
        "R506B": _most(fam["R310"][mine]) or 4, "R508A": _WATER.get(_most(fam["R306A"][mine]), 10),
    }  # fmt: skip


def _disasters(people: People, code: str) -> dict[str, object]:
    events = hazards.happened(people, code)
    out: dict[str, object] = {}
    for letter in "ABCDEFGHIJK":
        count = events.get(DISASTERS.get(letter, ""), 0)
        out |= {f"R601{letter}K2": 1 if count else 2, f"R601{letter}K3": count, f"R601{letter}K4": 0}
    return out


def _schools(
    people: People, rng: np.random.Generator, listed: Counter[tuple[str, str]], at: int, mine: np.ndarray
) -> dict[str, object]:
    """Counts of the listed schools (Dapodik's); madrasah where many pupils of the village go to one."""
    village = people.block.villages[at]
    pupils = people.per["jenjang"][mine[people.per["fam"]]]
    madrasah = {"MI": (pupils == 4).sum(), "MTs": (pupils == 9).sum(), "MA": (pupils == 14).sum()}
    out: dict[str, object] = {}
    for letter, (kind, chance) in SCHOOLS.items():
        count = listed[(kind, village.code)] + int(madrasah.get(kind, 0) > 25) + int(rng.random() < chance)
        private = int(rng.binomial(count, 0.2 if letter in "DFHJ" else 0.7))
        out |= {f"R701{letter}K2": count - private, f"R701{letter}K3": private}
        far = _nearest(people, listed, kind, at, rng)
        out |= {f"R701{letter}K4": "" if count else _km(far), f"R701{letter}K5": "" if count else _ease(far)}
    return out


def _health(rng: np.random.Generator, listed: Counter[tuple[str, str]], people: People, at: int) -> dict[str, object]:
    out: dict[str, object] = {}
    for letter, (kind, chance) in HEALTH.items():
        count = listed[(kind, people.block.villages[at].code)] + int(rng.random() < chance)
        far = _nearest(people, listed, kind, at, rng)
        out |= {f"R704{letter}K2": count, f"R704{letter}K3": "" if count else _km(far)}
        out[f"R704{letter}K4"] = "" if count else _ease(far)
    return out


def _nearest(people: People, listed: Counter[tuple[str, str]], kind: str, at: int, rng: np.random.Generator) -> float:
    """Kilometres to the nearest other village of the block that has one; a draw where none has."""
    here = center(people.block.villages[at].code)
    others = [center(v.code) for i, v in enumerate(people.block.villages) if i != at and listed[(kind, v.code)]]
    away = [111 * ((here[0] - lat) ** 2 + (here[1] - lon) ** 2) ** 0.5 for lat, lon in others]
    return min(away) if away else float(8 + rng.gamma(2, 9))


def _ease(far: float) -> int:
    return 1 if far < 3 else 2 if far < 10 else 3 if far < 30 else 4
