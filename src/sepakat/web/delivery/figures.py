"""One list's delivery against its plan: counts by village and by period, for those who may see them. Pure Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sepakat.catalogue import Programme
from sepakat.targeting.feedback import VERIFIED, Standing


@dataclass
class Line:
    """Counts of rows. outstanding: without a payment and not closed. amount: rupiah."""

    place: str
    planned: int = 0
    verified: int = 0
    paid: int = 0
    menolak: int = 0
    pindah: int = 0
    meninggal: int = 0
    tidak_ditemukan: int = 0
    outstanding: int = 0
    amount: int = 0

    def add(self, standing: Standing, period: str) -> None:
        payments = {p: v for p, v in standing.paid.items() if not period or p == period}
        self.planned += 1
        self.verified += standing.status == VERIFIED
        if standing.closed:
            setattr(self, standing.status, getattr(self, standing.status) + 1)
        self.paid += bool(payments)
        self.outstanding += not payments and not standing.closed
        self.amount += sum(payments.values())


@dataclass
class Period:
    """Payments of one period. planned: rupiah for every row that is not closed; None where no benefit is known."""

    name: str
    paid: int = 0
    amount: int = 0
    outstanding: int = 0
    planned: int | None = None


@dataclass
class Progress:
    whole: Line
    places: list[Line] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)


def progress(
    villages: Mapping[int, str],
    standings: Mapping[int, Standing],
    programme: Programme | None,
    on: dt.date,
    period: str = "",
) -> Progress:
    """villages: row → village; standings: row → standing (rows without one have no outcome yet)."""
    whole = Line("")
    places: dict[str, Line] = {}
    periods: dict[str, Period] = {}
    none = Standing()
    for row, village in villages.items():
        standing = standings.get(row, none)
        whole.add(standing, period)
        places.setdefault(village, Line(village)).add(standing, period)
        for name, amount in standing.paid.items():
            one = periods.setdefault(name, Period(name))
            one.paid += 1
            one.amount += amount
    open_ = sum(not standings.get(row, none).closed for row in villages)
    for one in periods.values():
        unpaid = (s for s in (standings.get(row, none) for row in villages) if not s.closed and one.name not in s.paid)
        one.outstanding = sum(1 for _ in unpaid)
        each = benefit(programme, one.name, on)
        one.planned = None if each is None else each * open_
    return Progress(whole, [places[p] for p in sorted(places)], [periods[p] for p in sorted(periods)])


def benefit(programme: Programme | None, period: str, on: dt.date) -> int | None:
    """Rupiah that one unit is to get in a period; None where the catalogue has no amount."""
    held = programme.benefit(on) if programme is not None else None
    if held is None or held.amount is None:
        return None
    months = 3 if "-T" in period else 1 if "-" in period else 12
    share = {"bulan": months, "tahun": months / 12, "sekali": 1}[held.period]
    return round(float(held.amount) * share)
