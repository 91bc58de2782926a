"""Dated numbers: the value of a day, keyed lines, programme limits, and the file named where a number is missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sepakat import catalogue
from sepakat.catalogue.dated import Parameter, Series
from sepakat.core.errors import UserError
from sepakat.core.text import Text

MARCH = dt.date(2024, 3, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ambang_luas_lantai", Decimal("7.2")),
        ("sel_minimum_registri", 10),
        ("sel_minimum_lain", 5),
        ("rse_hati_hati", 25),
        ("rse_batas", 50),
        ("garis_ekstrem_usd190_ppp2011", 322170),
        ("kelipatan_gk_rentan", Decimal("1.5")),
        ("kelipatan_gk_menuju_menengah", Decimal("3.5")),
        ("kelipatan_gk_menengah", 17),
        ("pkh_desil_maks", 4),
        ("sembako_desil_maks", 5),
        ("pbi_jkn_desil_maks", 5),
    ],
)
def test_values_in_force(name: str, value: object) -> None:
    found = catalogue.parameter(name, MARCH)
    assert found.value == value
    assert found.source
    assert found.unit
    assert found.since <= MARCH


def test_every_value_says_source_status_and_date() -> None:
    for series in catalogue.parameters().values():
        for since, _, value in series.entries:
            assert value.source, series.name
            assert value.status in ("terverifikasi", "sekunder", "belum dikonfirmasi")
            assert since <= dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("province", "kind", "day", "value", "since"),
    [
        ("00", 1, dt.date(2024, 3, 1), 601871, dt.date(2024, 3, 1)),
        ("00", None, dt.date(2024, 12, 31), 582932, dt.date(2024, 3, 1)),
        ("53", 2, dt.date(2024, 3, 15), 488995, dt.date(2024, 3, 1)),
        ("53", None, dt.date(2026, 1, 1), 549607, dt.date(2025, 3, 1)),
        ("53", 2, dt.date(2026, 1, 1), 488995, dt.date(2024, 3, 1)),
    ],
)
def test_poverty_lines(province: str, kind: int | None, day: dt.date, value: int, since: dt.date) -> None:
    found = catalogue.poverty_line(province, kind, day)
    assert (found.value, found.since) == (value, since)


def test_every_province_has_a_line_between_its_urban_and_rural_one() -> None:
    series = catalogue.parameters()["garis_kemiskinan"]
    provinces = {key.split(".")[0] for _, rows, _ in series.entries for key in rows or {}} - {"00"}
    assert len(provinces) == 38
    for province in provinces:
        lines = [float(catalogue.poverty_line(province, 1, MARCH).value)]
        if province != "31":  # Jakarta has no rural area
            lines.append(float(catalogue.poverty_line(province, 2, MARCH).value))
        together = float(catalogue.poverty_line(province, None, MARCH).value)
        assert min(lines) <= together <= max(lines), province


@pytest.mark.parametrize(
    ("ask", "code", "word"),
    [
        (lambda: catalogue.parameter("ambang_luas", MARCH), "unknown-parameter", "ambang_luas_lantai"),
        (lambda: catalogue.parameter("garis_kemiskinan", MARCH), "parameter-keyed", "tipe_daerah"),
        (
            lambda: catalogue.parameter("garis_ekstrem_usd215_ppp2017", MARCH),
            "parameter-missing",
            "catalogue/parameters/garis_ekstrem_usd215_ppp2017.toml",
        ),
        (
            lambda: catalogue.parameter("ambang_luas_lantai", dt.date(1990, 1, 1)),
            "parameter-missing",
            "catalogue/parameters/ambang_luas_lantai.toml",
        ),
        (
            lambda: catalogue.poverty_line("53", 1, dt.date(2020, 1, 1)),
            "parameter-missing",
            "catalogue/parameters/garis_kemiskinan.toml",
        ),
        (lambda: catalogue.poverty_line("31", 2, MARCH), "parameter-missing", "31.2"),
        (lambda: catalogue.poverty_line("99", 1, MARCH), "unknown-key", "99"),
        (lambda: catalogue.poverty_line("53", 3, MARCH), "unknown-key", "3"),
        (lambda: catalogue.programme("pkhh"), "unknown-programme", "pkh"),
        (
            lambda: catalogue.programme("atensi").rule(dt.date(2020, 1, 1)),
            "parameter-missing",
            "programmes/atensi.toml",
        ),
    ],
)
def test_a_missing_number_names_what_to_complete(ask: object, code: str, word: str) -> None:
    with pytest.raises(UserError) as caught:
        ask()  # type: ignore[operator]  # parametrised callables
    assert caught.value.code == code
    assert word in caught.value.render("id")


def _series(*days: tuple[int, int]) -> Series:
    entries = []
    for year, value in days:
        since = dt.date(year, 1, 1)
        label = Text("x", "x")
        entries.append((since, None, Parameter("x", label, value, "u", "s", "sekunder", since)))
    path = catalogue.parameters()["rse_batas"].path
    return Series("x", Text("x", "x"), "u", (), tuple(entries), path)


def test_a_value_holds_from_its_day_until_the_next() -> None:
    series = _series((2020, 1), (2024, 2))
    assert series.on(dt.date(2020, 1, 1)).value == 1
    assert series.on(dt.date(2023, 12, 31)).value == 1
    assert series.on(dt.date(2024, 1, 1)).value == 2


def test_programmes_point_at_columns_that_exist() -> None:
    for item in catalogue.programmes().values():
        frame = catalogue.table("frame_family" if item.unit == "keluarga" else "frame_person").variables
        for column in (item.received, item.listed):
            assert column is None or column in frame, (item.id, column)
        assert item.rules
    rule = catalogue.programme("pkh").rule(MARCH)
    assert (rule.decile_min, rule.decile_max, rule.status) == (1, 4, "sekunder")
