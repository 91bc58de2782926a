"""How registries slip: as often as asked, in the ways that matching must stand, and never out of form."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.sample import noise
from sepakat.sample.seeds import stream

NIKS = 5301010101800001 + np.arange(20_000, dtype=np.int64) * 7


def test_nik_slips_at_the_rates_asked() -> None:
    held = noise.slip_niks(stream(1, "a"), NIKS, missing=0.04, wrong=0.02, twin=0.003)
    assert (held == 0).mean() == pytest.approx(0.04, abs=0.006)
    differs = (held != 0) & (held != NIKS)
    assert differs.mean() == pytest.approx(0.023, abs=0.005)
    assert all(len(str(n)) == 16 for n in held[held != 0].tolist())


def test_a_wrong_nik_is_one_digit_off_or_two_swapped() -> None:
    held = noise.slip_niks(stream(2, "a"), NIKS, missing=0, wrong=0.05, twin=0)
    kinds = set()
    for a, b in zip(NIKS.tolist(), held.tolist(), strict=True):
        off = [i for i, (x, y) in enumerate(zip(str(a), str(b), strict=True)) if x != y]
        if len(off) == 2:
            i, j = off
            assert j == i + 1
            assert str(a)[i] == str(b)[j]
        assert len(off) <= 2
        kinds.add(len(off))
    assert kinds == {0, 1, 2}


def test_a_missing_nik_may_be_a_temporary_one() -> None:
    temporary = 53010120010 * 100_000 // 10 + np.arange(len(NIKS))
    held = noise.slip_niks(stream(3, "a"), NIKS, missing=0.5, wrong=0, twin=0, temporary=temporary)
    assert (held == temporary).mean() == pytest.approx(0.15, abs=0.02)


@pytest.mark.parametrize(
    "name", ["MUHAMMAD RIDWAN", "MARIA YULIANA BANO", "SLAMET", "I WAYAN SUARTA", "SITI NUR AISYAH"]
)
def test_another_spelling_keeps_the_name_recognisable(name: str) -> None:
    """Every way of varying gives a name: not empty, not an initial alone, still upper case, fit for a CSV file."""
    rng = np.random.default_rng(5)
    spellings = {noise.vary(name, *rng.random(3)) for _ in range(300)}
    assert len(spellings) > 2
    for other in spellings:
        assert other.strip() == other != ""
        assert other == other.upper()
        assert ";" not in other
        assert len(other) > 2


def test_slipped_dates_are_dates_and_rare() -> None:
    days = np.arange(-15_000, 15_000, dtype=np.int64)
    other = noise.slip_dates(stream(4, "a"), days, 0.05)
    changed = other != days
    assert changed.mean() == pytest.approx(0.05, abs=0.02)
    dates, wrong = days.astype("datetime64[D]"), other.astype("datetime64[D]")
    same_year = dates.astype("datetime64[Y]") == wrong.astype("datetime64[Y]")
    assert (changed & same_year).any()
    assert (changed & ~same_year).any()
