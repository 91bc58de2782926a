"""People in two lists that disagree, for tests and benchmarks of matching: made up here, of made-up syllables.

Shares nothing with the sample region: other names (skewed: some are everyone's), other numbers, other damage.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = ("id", "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "kode_desa", "alamat")
_ONSETS = [*"bdghklmnprstwy", "bl", "gr", "kl", "tr", "ny", "ng", "sr"]
_VOWELS = [*"aiueoaiu"]
_ENDS = ["", "", "", "n", "s", "r", "t", "ng", "k", "l"]


@dataclass
class Lists:
    """left, right: rows of COLUMNS. truth: (left id, right id) of those who are in both."""

    left: list[dict[str, str | None]]
    right: list[dict[str, str | None]]
    truth: set[tuple[str, str]]

    def write(self, folder: Path, *, without: tuple[str, ...] = ()) -> tuple[Path, Path, Path]:
        """left.parquet, right.parquet and truth.csv; the columns named are left empty."""
        paths = folder / "left.parquet", folder / "right.parquet", folder / "truth.csv"
        for rows, path in ((self.left, paths[0]), (self.right, paths[1])):
            pq.write_table(table(rows, without), path)
        paths[2].write_text("left_id,right_id\n" + "".join(f"{a},{b}\n" for a, b in sorted(self.truth)))
        return paths


def table(rows: list[dict[str, str | None]], without: tuple[str, ...] = ()) -> pa.Table:
    return pa.table({c: pa.array([None if c in without else r[c] for r in rows], pa.string()) for c in COLUMNS})


def people(n: int, *, seed: int = 1, overlap: float = 0.7, damage: float = 0.15) -> Lists:
    """About n rows a list, of families; `overlap` of the left people are in the right list too, damaged.

    damage: share of right rows with a slip in the name; other fields follow at their own shares of it.
    """
    draw = random.Random(seed)
    words = [_word(draw) for _ in range(max(60, n // 40))]
    surnames = [_word(draw) for _ in range(max(30, n // 60))]
    villages = [f"V{at:05d}" for at in range(max(3, n // 900))]
    left: list[dict[str, str | None]] = []
    right: list[dict[str, str | None]] = []
    truth = set()
    serial = 0
    while len(left) < n:
        serial += 1
        village, card = draw.choice(villages), f"{draw.randrange(10**9, 10**10)}"
        address = f"{_pick(draw, surnames)} street {draw.randrange(1, 300)}"
        surname = _pick(draw, surnames)
        whole = draw.random() < overlap + 0.1  # most families are in both lists or in one
        for _ in range(draw.choice((1, 2, 3, 3, 4, 5, 6))):
            row = _person(draw, words, surname, village, card, address)
            here = {**row, "id": f"L{len(left)}"}
            left.append(here)
            if whole and draw.random() < min(1.0, overlap / (overlap + 0.1)):
                there = _damaged(draw, row, damage, villages)
                there["id"] = f"R{len(right)}"
                right.append(there)
                truth.add((str(here["id"]), str(there["id"])))
            elif draw.random() < 0.5:
                other = _person(draw, words, _pick(draw, surnames), draw.choice(villages), card[::-1], address[::-1])
                right.append({**other, "id": f"R{len(right)}"})
    draw.shuffle(right)
    return Lists(left, right, truth)


def _pick(draw: random.Random, words: list[str]) -> str:
    """Skewed: the first words are common, the last rare."""
    return words[min(len(words) - 1, int(draw.paretovariate(0.6)) - 1)]


def _word(draw: random.Random) -> str:
    size = draw.choice((2, 2, 3, 3, 4))
    return "".join(draw.choice(_ONSETS) + draw.choice(_VOWELS) for _ in range(size)) + draw.choice(_ENDS)


def _person(
    draw: random.Random, words: list[str], surname: str, village: str, card: str, address: str
) -> dict[str, str | None]:
    born = dt.date(1940, 1, 1) + dt.timedelta(days=draw.randrange(30_000))
    if draw.random() < 0.05:
        born = born.replace(month=1, day=1)
    given = " ".join(_pick(draw, words) for _ in range(draw.choice((1, 1, 1, 2))))
    return {
        "nik": f"{draw.randrange(10**8, 10**9)}",
        "no_kk": card if draw.random() < 0.9 else None,
        "nama": given if draw.random() < 0.15 else f"{given} {surname}",
        "tanggal_lahir": born.isoformat(),
        "jenis_kelamin": draw.choice(("F", "M")),
        "kode_desa": village,
        "alamat": address,
    }


def _damaged(
    draw: random.Random, row: dict[str, str | None], damage: float, villages: list[str]
) -> dict[str, str | None]:
    out = dict(row)
    if draw.random() < damage:
        out["nama"] = _other_name(draw, str(row["nama"]))
    if draw.random() < damage * 0.4:
        out["tanggal_lahir"] = _other_date(draw, dt.date.fromisoformat(str(row["tanggal_lahir"])))
    if draw.random() < damage * 0.1:
        out["tanggal_lahir"] = None
    if draw.random() < damage * 0.8:
        out["nik"] = None
    elif draw.random() < damage * 0.4:
        number = list(str(row["nik"]))
        number[draw.randrange(9)] = draw.choice("0123456789")
        out["nik"] = "".join(number)
    if draw.random() < damage:
        out["no_kk"] = None
    if draw.random() < damage * 0.3:
        out["kode_desa"], out["alamat"] = draw.choice(villages), f"elsewhere {draw.randrange(1000)}"
    return out


def _other_name(draw: random.Random, name: str) -> str:
    words, kind = name.split(" "), draw.random()
    if len(words) > 1 and kind < 0.25:
        return " ".join(reversed(words))
    if len(words) > 1 and kind < 0.45:
        return f"{words[0]} {words[1][0]}."
    if len(words) > 1 and kind < 0.55:
        return words[0]
    at = draw.randrange(1, len(name))
    if kind < 0.8:
        return name[:at] + draw.choice("aeiounrst") + name[at + 1 :]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if name[at] != " " else name.replace(" ", "", 1)


def _other_date(draw: random.Random, born: dt.date) -> str:
    kind = draw.random()
    if kind < 0.3 and born.day <= 12:
        return dt.date(born.year, born.day, born.month).isoformat()
    if kind < 0.5:
        return dt.date(born.year, 1, 1).isoformat()
    if kind < 0.8:
        return dt.date(born.year + draw.choice((-10, -1, 1, 2)), born.month, min(born.day, 28)).isoformat()
    return dt.date(born.year, born.month, draw.randrange(1, 29)).isoformat()
