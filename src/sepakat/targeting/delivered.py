"""Delivery against plan as figures for everybody: by programme and region, with the noise of free tables.

Counts are of distinct units (families, or persons of programmes of persons) on lists that were handed over. The same
units get the same noise here as in any free table (`core.cellkey`), so tables cannot be subtracted from each other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.core import cellkey
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.places import LENGTH
from sepakat.engine.tabulating import noise_rule
from sepakat.lake import Lake, Release
from sepakat.lake import cells as lake_cells
from sepakat.targeting import feedback
from sepakat.targeting.feedback import CLOSED, PAID, PLANNED, VERIFIED

COUNTS = ("planned", "verified", "paid", "closed")


def outcomes(
    lake: Lake, release: Release, programme: str, *, region: str = "00", level: str | None = None, period: str = ""
) -> Table:
    """A programme's delivery in a region, or in its parts at `level`.

    Rows: region, planned, verified, paid, closed (refused, moved, died, not found), amount (rupiah paid), suppressed.
    Figures are noised; what is below the minimum cell is None. A region with too few planned has no figures at all.
    period: payments of that one only.
    """
    found = catalogue.programme(programme)
    code = regions.parse(region)
    at = regions.check_level(level) if level else regions.level_of(code)
    data = feedback.read(lake, programme, period)
    unit = "person_id" if found.unit == "orang" else "family_id"
    groups = _groups(data, unit, code, LENGTH[at])
    noise = noise_rule(frames.day(release))
    secret = lake_cells.of_release(release.path)
    keys = _keys({u for g in groups.values() for u in g[PLANNED]}, secret, found.unit)
    rows = [_row(place, groups[place], keys, noise, secret) for place in sorted(groups)]
    schema = pa.schema([("region", pa.string()), *((c, pa.int64()) for c in (*COUNTS, "amount")),
                        ("suppressed", pa.bool_()), ("release", pa.string())])  # fmt: skip
    held = [r | {"release": release.id} for r in rows]
    return Table(
        pa.Table.from_pylist(held, schema=schema),
        Text(f"Penyaluran terhadap rencana: {found.label.id}", f"Delivery against plan: {found.label.en}"),
        _columns(found.unit),
        release.id,
        protected=True,
        sample=release.sample,
        notes=(
            Text(
                f"Angka diberi gangguan kecil yang konsisten, paling banyak ±{noise.most} pada tiap hitungan; jumlah "
                f"rupiah ±{noise.most} kali pembayaran terbesarnya. Di bawah {noise.minimum} disembunyikan (#).",
                f"Figures carry small consistent noise, at most ±{noise.most} on each count; rupiah ±{noise.most} "
                f"times the largest payment. Below {noise.minimum} they are hidden (#).",
            ),
        ),
        meta={"programme": programme, "region": code, "level": at, "period": period, "unit": found.unit},
    )


def _groups(data: pa.Table, unit: str, region: str, length: int) -> dict[str, dict[str, dict[int, int]]]:
    """Region → kind → unit → rupiah (0 for what is no payment)."""
    groups: dict[str, dict[str, dict[int, int]]] = {}
    names = [unit, "village_code", "outcome", "amount"]
    for number, village, outcome, amount in zip(*(data[n].to_pylist() for n in names), strict=True):
        if number is None or (region != "00" and village != region and not village.startswith(region + ".")):
            continue
        place = village[:length] if length else "00"
        kinds = groups.setdefault(place, {kind: {} for kind in (PLANNED, VERIFIED, PAID, "closed")})
        kind = "closed" if outcome in CLOSED else outcome
        kinds[kind][number] = kinds[kind].get(number, 0) + int(amount or 0)
    return groups


def _keys(numbers: set[int], secret: bytes, unit: str) -> dict[int, int]:
    return {n: cellkey.record_key(secret, unit, n) for n in numbers}


def _row(
    place: str, kinds: dict[str, dict[int, int]], keys: dict[int, int], noise: cellkey.Noise, secret: bytes
) -> dict[str, Any]:
    cells = [kinds[k] for k in (PLANNED, VERIFIED, PAID, "closed")]
    true = np.array([len(c) for c in cells], np.int64)
    sums = np.array([sum(keys[u] for u in c) % (1 << 64) for c in cells], np.uint64)
    shown = noise.counts(true, sums, secret)
    paid = kinds[PAID]
    largest = np.array([max(paid.values(), default=0)], np.float64)
    amount = noise.sums(np.array([sum(paid.values())], np.float64), largest, sums[2:3], secret)[0]
    enough = shown >= noise.minimum
    if not enough[0]:
        enough[:] = False
    told: dict[str, Any] = {n: int(v) if ok else None for n, v, ok in zip(COUNTS, shown, enough, strict=True)}
    return {"region": place} | told | {
        "amount": round(float(amount)) if enough[2] else None,
        "suppressed": bool(not enough.all()),
    }  # fmt: skip


def _columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("region", Text("Kode wilayah", "Region code"), kind="region"),
        Column("planned", Text("Direncanakan", "Planned"), unit),
        Column("verified", Text("Terverifikasi", "Verified"), unit),
        Column("paid", Text("Dibayar", "Paid"), unit),
        Column("closed", Text("Tidak jadi", "Closed"), unit),
        Column("amount", Text("Jumlah dibayar", "Amount paid"), "rupiah"),
        Column("suppressed", Text("Disembunyikan", "Hidden"), kind="text"),
        Column("release", Text("Rilis", "Release"), kind="code"),
    )
