"""What came back after a list was handed over: outcomes by row, kept beside the releases for whoever computes later.

`LAKE/delivery/<programme>.parquet`, one line per row of a list and outcome: ids and codes, never a name. The site
writes it from its records (`sepakat.web.delivery`) whenever one changes; figures of delivery are counted from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core.files import fsync_dir
from sepakat.core.text import Text
from sepakat.lake import Lake

PLANNED, VERIFIED, PAID = "direncanakan", "terverifikasi", "dibayar"
OUTCOMES: Mapping[str, Text] = {
    VERIFIED: Text("Terverifikasi", "Verified"),
    PAID: Text("Dibayar", "Paid"),
    "menolak": Text("Menolak", "Refused"),
    "pindah": Text("Pindah", "Moved"),
    "meninggal": Text("Meninggal", "Died"),
    "tidak_ditemukan": Text("Tidak ditemukan", "Not found"),
}
CLOSED = ("menolak", "pindah", "meninggal", "tidak_ditemukan")  # nothing more is to be paid
PERIOD = re.compile(r"20\d\d(?:-(?:0[1-9]|1[0-2])|-T[1-4])?", re.ASCII)
SCHEMA = pa.schema(
    [
        ("list", pa.int64()),
        ("release", pa.string()),
        ("row", pa.int32()),
        ("family_id", pa.int64()),
        ("person_id", pa.int64()),
        ("village_code", pa.string()),
        ("outcome", pa.string()),
        ("period", pa.string()),
        ("amount", pa.int64()),
        ("on", pa.date32()),
    ]
)


@dataclass
class Standing:
    """How one row stands. status: its latest outcome other than a payment, empty before any; paid: period → rupiah."""

    status: str = ""
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        return self.status in CLOSED


def standings(events: Iterable[tuple[int, str, str, int | None]]) -> dict[int, Standing]:
    """Row → standing. events: (row, outcome, period, amount), oldest first, without those undone; a later one of the
    same kind (of the same period, for payments) takes the place of the earlier."""
    found: dict[int, Standing] = {}
    for row, outcome, period, amount in events:
        one = found.setdefault(row, Standing())
        if outcome == PAID:
            one.paid[period] = int(amount or 0)
        else:
            one.status = outcome
    return found


def path(lake: Lake, programme: str) -> Path:
    return lake.path / "delivery" / f"{programme}.parquet"


def programmes(lake: Lake) -> list[str]:
    """Programmes of which something was handed over, by id."""
    folder = lake.path / "delivery"
    return sorted(p.stem for p in folder.glob("*.parquet")) if folder.is_dir() else []


def write(lake: Lake, programme: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace a programme's file in one step: columns of `SCHEMA`."""
    target = path(lake, programme)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    beside = target.with_name(f".{target.name}.tmp")
    pq.write_table(pa.Table.from_pylist([dict(r) for r in rows], schema=SCHEMA), beside, compression="zstd")
    beside.chmod(0o600)
    beside.replace(target)
    fsync_dir(target.parent)


def stamp(target: Path) -> tuple[int, int, int]:
    """What changes whenever a programme's file does: its number, time (ns) and size; zeros where there is none."""
    try:
        told = target.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return told.st_ino, told.st_mtime_ns, told.st_size


def read(target: Path, period: str = "") -> pa.Table:
    """Outcomes in a programme's file (`path`), by list, row and kind: columns of `SCHEMA`. Each row of a list that was
    handed over has a line `direncanakan`, its latest outcome, and a line per period paid. period: payments of that one
    only; `2026` takes in its months and quarters. Empty where nothing was handed over."""
    if not target.exists():
        return SCHEMA.empty_table()
    data = pq.read_table(target, schema=SCHEMA)
    if not period:
        return data
    own = pc.or_(pc.equal(data["period"], period), pc.starts_with(data["period"], period + "-"))
    return data.filter(pc.or_(pc.not_equal(data["outcome"], PAID), own))
