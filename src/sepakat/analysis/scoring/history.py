"""What was computed, month by month: `LAKE/scores/<formula>/<YYYY-MM>.json`, written in one step.

A month that is over and was computed stays as it is; the running month may be computed again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sepakat.analysis.scoring.formula import Input
from sepakat.catalogue.scores import OURS
from sepakat.core.errors import UserError
from sepakat.core.files import read_json, write_json
from sepakat.core.text import Text
from sepakat.lake import Lake

FOLDER = "scores"
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Line:
    """One region of a month. flags: rule → (size, how many villages); peers: (region, distance), the most alike first;
    peer_mean: of their scores; best, worst: the places among regions of its level that the bounds allow."""

    region: str
    level: str
    value: float | None
    low: float
    high: float
    known: float
    mark: str
    inputs: Mapping[str, Input]
    gates: Mapping[str, float | None]
    short: tuple[str, ...]
    flags: Mapping[str, tuple[float, int]]
    peers: tuple[tuple[str, float], ...]
    peer_mean: float | None
    best: int | None
    worst: int | None
    of: int

    @property
    def gap(self) -> float | None:
        """Above (+) or below (-) the mean of its peers."""
        return None if self.value is None or self.peer_mean is None else self.value - self.peer_mean


@dataclass(frozen=True)
class Kept:
    """One month. release: whose data; version: of the formula's file; made: when, ISO."""

    formula: str
    month: str
    release: str
    sample: bool
    version: str
    made: str
    lines: Mapping[str, Line]


def path(lake: Lake, formula: str, month: str) -> Path:
    check_month(month)
    return lake.path / FOLDER / formula / f"{month}.json"


def check_month(month: str) -> str:
    """The month as written; UserError `score-month`."""
    if not MONTH.fullmatch(month):
        raise UserError(
            Text(f"`{month}` bukan bulan.", f"`{month}` is no month."),
            hint=Text("Tulis tahun-bulan, misalnya 2026-11.", "Write year-month, such as 2026-11."),
            where="bulan",
            code="score-month",
        )
    return month


def keep(lake: Lake, found: Kept) -> None:
    folder = lake.path / FOLDER
    folder.mkdir(exist_ok=True)
    target = path(lake, found.formula, found.month)
    target.parent.mkdir(exist_ok=True)
    write_json(target, _plain(found))
    (folder / "changed").write_text(f"{found.made}\n", encoding="ascii")  # pages kept by release see a new month


def months(lake: Lake, formula: str = OURS) -> list[str]:
    """Months that were computed, oldest first."""
    return sorted(p.stem for p in (lake.path / FOLDER / formula).glob("*.json") if MONTH.fullmatch(p.stem))


def before(month: str) -> str:
    """The month before; UserError `score-month`."""
    year, number = (int(part) for part in check_month(month).split("-"))
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"


def missed(lake: Lake, today: dt.date, formula: str = OURS) -> list[str]:
    """Months since the first one computed that are over and were never computed, oldest first. They stay empty: what
    a region's data were like then is not made up afterwards."""
    known = set(months(lake, formula))
    found, month = [], before(f"{today:%Y-%m}")
    while known and month > min(known):
        if month not in known:
            found.append(month)
        month = before(month)
    return found[::-1]


def kept(lake: Lake, month: str | None = None, formula: str = OURS) -> Kept | None:
    """A month, or the newest one; None where it was not computed."""
    known = months(lake, formula)
    wanted = month if month is not None else (known[-1] if known else None)
    return _read(path(lake, formula, wanted)) if wanted in known and wanted is not None else None


def over_months(lake: Lake, region: str, formula: str = OURS) -> list[tuple[str, Line]]:
    """The lines of one region over the months, oldest first."""
    found = (_read(path(lake, formula, month)) for month in months(lake, formula))
    return [(one.month, one.lines[region]) for one in found if region in one.lines]


def _plain(found: Kept) -> dict[str, Any]:
    lines = []
    for line in found.lines.values():
        inputs = {name: vars(given) for name, given in line.inputs.items()}
        lines.append({**vars(line), "inputs": inputs, "peers": [list(p) for p in line.peers],
                      "flags": {k: list(v) for k, v in line.flags.items()}})  # fmt: skip
    return {**vars(found), "lines": lines}


def _read(target: Path) -> Kept:
    data = read_json(target)
    lines = {}
    for row in data["lines"]:
        lines[row["region"]] = Line(
            **{
                **row,
                "inputs": {name: Input(**given) for name, given in row["inputs"].items()},
                "short": tuple(row["short"]),
                "peers": tuple((str(code), float(far)) for code, far in row["peers"]),
                "flags": {name: (float(size), int(many)) for name, (size, many) in row["flags"].items()},
            }
        )
    return Kept(**{**data, "lines": lines})
