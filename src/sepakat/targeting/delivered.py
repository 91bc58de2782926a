"""Delivery against plan as figures for everybody: by programme and region, with the noise of free tables.

Counts are of distinct units (families, or persons of programmes of persons) on lists that were handed over. The same
units get the same noise here as in any free table (`core.cellkey`), so tables cannot be subtracted from each other; a
count is shown only where those of the plan whom it leaves out are not few either, as in `targeting.tally`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat import catalogue, regions
from sepakat.core import cellkey
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames, request
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
    Figures are noised; None are those below the minimum cell, and those that leave too few of the plan out. A region
    with too few planned has no figures at all. period: payments of that one only.
    UserError: unknown-programme, region codes, region-level (a level above the region).
    """
    found = catalogue.programme(programme)
    code = regions.parse(region)
    at = regions.check_level(level) if level else regions.level_of(code)
    request.check_below(code, at)
    noise = noise_rule(frames.day(release))
    secret = lake_cells.of_release(release.path)
    target = feedback.path(lake, programme)
    data = _counted(target, found.unit, code, LENGTH[at], period, noise, secret, feedback.stamp(target))
    return Table(
        data.append_column("release", pa.array([release.id] * data.num_rows, pa.string())),
        Text(f"Penyaluran terhadap rencana: {found.label.id}", f"Delivery against plan: {found.label.en}"),
        _columns(found.unit),
        release.id,
        protected=True,
        sample=release.sample,
        notes=(
            Text(
                f"Angka diberi gangguan kecil yang konsisten, paling banyak ±{noise.most} pada tiap hitungan; jumlah "
                f"rupiah ±{noise.most} kali pembayaran terbesarnya. Disembunyikan (#): angka di bawah {noise.minimum}, "
                f"dan angka yang hampir sama dengan seluruh rencana.",
                f"Figures carry small consistent noise, at most ±{noise.most} on each count; rupiah ±{noise.most} "
                f"times the largest payment. Hidden (#): figures below {noise.minimum}, and those that are nearly the "
                "whole plan.",
            ),
        ),
        meta={"programme": programme, "region": code, "level": at, "period": period, "unit": found.unit},
    )


@lru_cache(maxsize=256)
def _counted(
    target: Path,
    kind: str,
    region: str,
    length: int,
    period: str,
    noise: cellkey.Noise,
    secret: bytes,
    _stamp: tuple[int, int, int],
) -> pa.Table:
    """The rows, without their release; kept until something is recorded, because pages for everybody show them. kind:
    the programme's unit; length: of the codes of the parts."""
    unit = "person_id" if kind == "orang" else "family_id"
    groups = _groups(feedback.read(target, period), unit, region, length)
    keys = _keys({u for g in groups.values() for u in g[PLANNED]}, secret, kind)
    rows = [_row(place, groups[place], keys, noise, secret) for place in sorted(groups)]
    schema = pa.schema([("region", pa.string()), *((c, pa.int64()) for c in (*COUNTS, "amount")),
                        ("suppressed", pa.bool_())])  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema)


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
    with np.errstate(over="ignore"):
        others = noise.counts(true[0] - true[1:], sums[0] - sums[1:], secret)
    enough = shown >= noise.minimum
    enough[1:] &= others >= noise.minimum  # "everybody was paid" tells of each one
    if not enough[0]:
        enough[:] = False
    shown = np.minimum(shown, shown[0])  # the noise of a part is its own: no more are shown than were planned
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
