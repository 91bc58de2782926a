"""Classes and ratios whose bounds are dated parameters: just below, on, just above."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from sepakat import measures as m
from sepakat.core import UserError


@pytest.mark.parametrize(
    ("index", "word"),
    [
        (100, "Tuntas Paripurna"),
        (99.996, "Tuntas Utama"),
        (90, "Tuntas Utama"),
        (89.999, "Tuntas Madya"),
        (80, "Tuntas Madya"),
        (70, "Tuntas Pratama"),
        (60, "Tuntas Muda"),
        (59.99, "Belum Tuntas"),
    ],
)
def test_spm_category(index: float, word: str) -> None:
    assert m.spm_category(index) == {"kategori": word}


@pytest.mark.parametrize(("irbi", "word"), [(12, "rendah"), (12.01, "sedang"), (144, "sedang"), (144.01, "tinggi")])
def test_irbi_class(irbi: float, word: str) -> None:
    assert m.irbi_class(irbi) == {"kelas": word}


@pytest.mark.parametrize(("index", "word"), [(0.333, "rendah"), (0.34, "sedang"), (0.666, "sedang"), (0.67, "tinggi")])
def test_inarisk(index: float, word: str) -> None:
    assert m.inarisk_class(index) == {"kelas": word}
    assert m.inarisk_risk(0.5, 0.4, [0.9, 0.0, None])["r"] == pytest.approx(
        [0.02 ** (1 / 3), 0.2 ** (1 / 3), math.nan], nan_ok=True
    )
    with pytest.raises(UserError, match="0"):
        m.inarisk_risk(50, 0.4, 0.1)


def test_not_applicable_is_not_zero_and_no_crash() -> None:
    assert math.isnan(m.ipg(70, 0)["ipg"]) and math.isnan(m.poverty_line(0, 0)["food_pct"])


@pytest.mark.parametrize(("density", "score"), [(499, 1), (500, 2), (1000, 2), (1001, 3)])
def test_density_class(density: float, score: int) -> None:
    assert m.density_class(density) == score


def test_upper_class_is_strict_and_missing_has_no_class() -> None:
    assert m.welfare_class(100, [1700, 1700.01, None, 150, 149.99]) == {
        "classes": ["middle", "upper", None, "aspiring", "vulnerable"]
    }


def test_a_day_before_the_rule_is_an_error_that_names_the_file() -> None:
    with pytest.raises(UserError) as caught:
        m.irbi_class(50, on=dt.date(1990, 1, 1))
    assert caught.value.code == "parameter-missing" and "irbi_rendah_maks" in str(caught.value.where)


def test_ratios_of_nothing_are_not_zero() -> None:
    assert math.isnan(m.tpt(0, 0)["pct"])
    assert math.isnan(m.spm_coverage(0, 0)["coverage_pct"]) and not m.spm_coverage(0, 0)["paripurna"]
    assert math.isnan(m.target_score(5, 0)["score"])
    assert m.b40_class(math.nan)["ketimpangan"] is None and m.spm_category(math.nan)["kategori"] is None
    assert m.irbi_class(math.nan)["kelas"] is None and m.inarisk_class(math.nan)["kelas"] is None
    assert m.ipm(math.nan, 12, 8, 11_000)["status"] is None
    assert math.isnan(m.datt_ravallion([0, 0], [1, 2], line=1, alpha=0)["growth"])
    assert math.isnan(m.rse(0, 1)["rse_pct"])
    assert math.isnan(m.exposure([0], [1])["pct"])


def test_labour_and_schooling() -> None:
    assert m.tpak(75, 100) == {"pct": 75.0}
    assert m.formal_share(40, 100) == {"pct": 40.0}
    assert m.hls([90, 80, 5], [100, 100, 0]) == {"hls": pytest.approx(1.7)}
    assert m.hls([90], [100], correction=1.1) == {"hls": pytest.approx(0.99)}


def test_gender_index_bounds() -> None:
    """No women in the council has the configured floor; no woman who works at all is full inequality."""
    nobody = m.ikg(0.2, 0.3, 0, 100, 30, 40, 50, 80)["ikg"]
    floor = m.ikg(0.2, 0.3, 0.1, 99.9, 30, 40, 50, 80)["ikg"]
    assert nobody == floor < 1
    assert m.ikg(0.2, 0.3, 20, 80, 30, 40, 0, 80) == {"ikg": 1.0}
    equal = m.gii(10, 1, 50, 60, 60, 70, 70)["gii"]
    assert equal == pytest.approx(0, abs=1e-9)


def test_the_ipm_class_is_that_of_the_published_figure() -> None:
    assert m.ipm(73.84, 13.27, 11.47, 23098)["status"] == "sangat tinggi"
    assert m.ipm(20, 0, 0, 0)["status"] == "rendah"
    assert m.ipm(90, 20, 20, 99999)["ipm"] == pytest.approx(100)
