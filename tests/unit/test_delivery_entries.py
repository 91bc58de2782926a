"""One outcome as an office writes it: rupiah, days, periods and words as they are typed; everything amiss at once."""

from __future__ import annotations

import datetime as dt

import pytest

from sepakat.core.errors import UserError
from sepakat.web.delivery import entries, figures

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("750000", 750_000), ("750.000", 750_000), ("Rp750.000", 750_000), ("Rp 1.250.000,00", 1_250_000),
        ("Rp.600.000", 600_000), ("750000.0", 750_000), ("1.500", 1_500), (" 1 ", 1), ("1.000.000.000", 10**9),
        ("0", None), ("-5", None), ("1.5", None), ("750,5", None), ("1,500", None), ("lima", None), ("", None),
        ("1.000.000.001", None), ("٣", None), ("1e6", None),
    ],
)  # fmt: skip
def test_rupiah(text: str, value: int | None) -> None:
    found = entries.money(text)
    assert found == value if value is not None else isinstance(found, UserError)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", TODAY), ("17-08-2026", dt.date(2026, 8, 17)), ("17/08/2026", dt.date(2026, 8, 17)),
        ("2026-08-17", dt.date(2026, 8, 17)), ("2026-08-17 00:00:00", dt.date(2026, 8, 17)),
        ("22-11-2026", TODAY), ("23-11-2026", None), ("31-02-2026", None), ("08-17-2026", None), ("1999-12-31", None),
        ("kemarin", None),
    ],
)  # fmt: skip
def test_days(text: str, day: dt.date | None) -> None:
    found = entries.date(text, TODAY)
    assert found == day if day is not None else isinstance(found, UserError)


@pytest.mark.parametrize("text", ["Dibayar", "dibayar", " DIBAYAR ", "paid"])
def test_outcomes_by_their_words_in_either_language(text: str) -> None:
    assert entries.outcome(text) == "dibayar"
    assert entries.outcome("Tidak ditemukan") == entries.outcome("tidak_ditemukan") == "tidak_ditemukan"
    assert entries.outcome("lunas") is None


def test_everything_amiss_is_told_at_once() -> None:
    found, problems = entries.read("dibayar", "Januari", "gratis", "32-01-2026", TODAY)
    assert found is None and set(problems) == {"periode", "jumlah", "tanggal"}
    found, problems = entries.read("pindah", "", "5000", "", TODAY)
    assert found is None and set(problems) == {"jumlah"}
    found, problems = entries.read("pindah", "2026-01", "", "", TODAY)
    assert not problems and found is not None and (found.period, found.amount) == ("", None)


@pytest.mark.parametrize("period", ["2026", "2026-01", "2026-12", "2026-T4"])
def test_periods(period: str) -> None:
    found, problems = entries.read("dibayar", period, "1000", "", TODAY)
    assert not problems and found is not None and found.period == period
    assert entries.Entry.of(found.staged) == found


@pytest.mark.parametrize("period", ["2026-13", "2026-T5", "26-01", "2026-1", "", "2026-01-01"])
def test_what_is_no_period(period: str) -> None:
    assert "periode" in entries.read("dibayar", period, "1000", "", TODAY)[1]


def test_the_plan_of_a_period_is_the_benefit_of_its_months() -> None:
    import dataclasses

    from sepakat import catalogue
    from sepakat.catalogue.schemes import Benefit

    pkh = catalogue.programme("pkh")
    by_month = Benefit(dt.date(2022, 1, 1), 200_000, "bulan", "", "uji", "belum dikonfirmasi")
    for held, plan in (
        (by_month, (200_000, 600_000, 2_400_000)),
        (dataclasses.replace(by_month, period="tahun"), (16_667, 50_000, 200_000)),
        (dataclasses.replace(by_month, period="sekali"), (200_000, 200_000, 200_000)),
        (dataclasses.replace(by_month, amount=None), (None, None, None)),
    ):
        programme = dataclasses.replace(pkh, manfaat=(held,))
        told = tuple(figures.benefit(programme, p, TODAY) for p in ("2026-01", "2026-T1", "2026"))
        assert told == plan
    assert figures.benefit(None, "2026", TODAY) is None
