"""One outcome as typed or as it stands in a returned file: read, or told what is amiss, field by field. Pure Python."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Any

from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.targeting.feedback import OUTCOMES, PAID, PERIOD

MOST_RUPIAH = 1_000_000_000  # of one payment to one row: above it a digit too many is likelier than a payment
_RUPIAH = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,0{1,2}|\.0)?", re.ASCII)
_WORDS = {label.id.lower(): id_ for id_, label in OUTCOMES.items()} | {
    label.en.lower(): id_ for id_, label in OUTCOMES.items()
}
Problems = dict[str, UserError]


@dataclass(frozen=True)
class Entry:
    """What came back of one row. amount, period: of payments."""

    kind: str
    on: dt.date
    period: str = ""
    amount: int | None = None

    @property
    def staged(self) -> list[Any]:
        return [self.kind, self.on.isoformat(), self.period, self.amount]

    @classmethod
    def of(cls, staged: list[Any]) -> Entry:
        return cls(staged[0], dt.date.fromisoformat(staged[1]), staged[2], staged[3])


def read(kind: str, period: str, amount: str, on: str, today: dt.date) -> tuple[Entry | None, Problems]:
    """The outcome, or problems by field (`hasil`, `periode`, `jumlah`, `tanggal`)."""
    problems: Problems = {}
    known = outcome(kind)
    if known is None:
        listed = ", ".join(label.id for label in OUTCOMES.values())
        problems["hasil"] = _say(f"Hasil harus salah satu dari: {listed}.", "Choose one of the outcomes.")
    day = date(on, today)
    if isinstance(day, UserError):
        problems["tanggal"] = day
    rupiah: int | None = None
    if known == PAID:
        if not PERIOD.fullmatch(period.strip()):
            problems["periode"] = _say(
                "Periode ditulis 2026-03 (bulan), 2026-T1 (triwulan), atau 2026.",
                "Write the period as 2026-03 (month), 2026-T1 (quarter) or 2026.",
            )
        given = money(amount)
        if isinstance(given, UserError):
            problems["jumlah"] = given
        else:
            rupiah = given
    elif amount.strip() and known is not None:
        problems["jumlah"] = _say(
            "Jumlah hanya untuk hasil Dibayar; kosongkan, atau ganti hasilnya.",
            "An amount goes with the outcome Paid only; leave it empty, or change the outcome.",
        )
    if problems or known is None or isinstance(day, UserError):
        return None, problems
    return Entry(known, day, period.strip() if known == PAID else "", rupiah), {}


def outcome(text: str) -> str | None:
    """The id of an outcome, from its id or its words in either language."""
    plain = " ".join(text.lower().split())
    return plain.replace(" ", "_") if plain.replace(" ", "_") in OUTCOMES else _WORDS.get(plain)


def money(text: str) -> int | UserError:
    """Whole rupiah: `750000`, `750.000`, `Rp750.000,00`."""
    plain = text.strip().replace(" ", "").removeprefix("Rp").removeprefix("rp").removeprefix(".")
    found = _RUPIAH.fullmatch(plain)
    if found is None:
        return _say("Jumlah ditulis dengan angka rupiah, misalnya 750.000.", "Write the rupiah, such as 750.000.")
    value = int(found[1].replace(".", ""))
    if not 0 < value <= MOST_RUPIAH:
        most = number(MOST_RUPIAH, 0, "id")
        return _say(f"Jumlah harus di antara 1 dan {most} rupiah.", f"The amount lies between 1 and {MOST_RUPIAH:,}.")
    return value


@functools.lru_cache(maxsize=500)  # a file has few days
def date(text: str, today: dt.date) -> dt.date | UserError:
    """`17-08-2026`, `17/08/2026`, `2026-08-17` (a spreadsheet adds a time); empty: today. Not in the future."""
    plain = text.strip().split(" ")[0].split("T")[0]
    if not plain:
        return today
    for form in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = dt.datetime.strptime(plain, form).date()
        except ValueError:
            continue
        if day > today:
            return _say("Tanggal itu belum tiba.", "That day has not come yet.")
        if day.year < 2000:
            return _say("Tanggal itu terlalu lama; periksa tahunnya.", "That day is too long ago; check the year.")
        return day
    return _say("Tanggal ditulis misalnya 17-08-2026.", "Write the day like 17-08-2026.")


def _say(id_: str, en: str) -> UserError:
    return UserError(Text(id_, en), code="delivery-entry")
