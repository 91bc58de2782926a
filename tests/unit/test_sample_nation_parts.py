"""The nation's pieces: typed columns, dates that may move, households drawn evenly, names, slips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat import cli
from sepakat.sample.nation import draw, living, moving, naming, typed
from sepakat.sample.people import ages
from sepakat.sample.places import Village
from sepakat.sample.raw import dtks, p3ke
from sepakat.sample.seeds import stream

VISIT = int(np.datetime64("2022-11-02").astype(int))


def test_fixed_texts_keep_zeros_and_nulls() -> None:
    ids, serial = np.array([7, 1_234_567_890]), np.array([1, 23])
    assert typed.fixed("P", (ids, 10), "-", (serial, 2)).to_pylist() == ["P0000000007-01", "P1234567890-23"]
    held = typed.number16(np.array([0, 5301010101800001, 53010120010 * 1000]))
    assert held.to_pylist() == [None, "5301010101800001", "0053010120010000"]
    assert typed.fixed((np.array([], np.int64), 12)).to_pylist() == []


def test_words_that_repeat_are_in_the_dictionary_once() -> None:
    column = typed.words(["53", "53", "31"], np.array([0, 2, 1]))
    assert column.to_pylist() == ["53", "31", "53"]
    assert column.dictionary.to_pylist() == ["53", "31"]


def test_a_number_too_wide_for_its_column_is_an_error() -> None:
    assert typed.narrow("R302", pa.array([997], pa.int64())).type == pa.int16()
    assert typed.narrow("R303", pa.array([9, None], pa.int64())).type == pa.int8()
    with pytest.raises(pa.ArrowInvalid):
        typed.narrow("R303", pa.array([300], pa.int64()))


@settings(max_examples=60)
@given(born=st.integers(-20_000, VISIT), share=st.floats(0, 0.999999), on=st.integers(VISIT - 18, VISIT + 12))
def test_a_moved_birth_date_keeps_every_age_that_counts(born: int, share: float, on: int) -> None:
    birth, visit = np.array([min(born, on)]), np.array([on])
    low, span = moving.spans(birth, visit, ages(birth, visit))
    moved = low + (share * span).astype(np.int64)
    assert low[0] <= birth[0] < low[0] + span[0]
    for day in (dtks.THEN, p3ke.THEN, on):
        assert ages(moved, day)[0] == ages(birth, day)[0]


def test_most_dates_may_move_and_new_years_day_of_the_old_may_not() -> None:
    birth = np.datetime64("1990-01-01").astype(int) + np.arange(365)
    _, span = moving.spans(birth, np.full(365, VISIT), np.full(365, 32))
    assert np.median(span) > 100
    assert span[0] == span[364] == 1
    assert (span[1:364] > 25).all()


def _villages(*counts: tuple[int, bool]) -> list[Village]:
    return [Village(f"53.01.01.20{i:02d}", "", "", urban, n, n) for i, (n, urban) in enumerate(counts)]


def test_villages_are_filled_to_the_family_from_their_own_class_and_evenly() -> None:
    n = 200
    pool = draw.Households(
        np.arange(n) * 2, np.where(np.arange(n) % 10 == 0, 2, 1), np.arange(n) < 80, np.linspace(-2, 2, n)
    )
    villages = _villages((700, True), (400, False), (300, True), (55, False))
    filled = draw.fill(3, "53.01", villages, pool)
    assert filled.size.sum() == 1455
    held = np.bincount(filled.village, filled.size)
    assert np.abs(held - [700, 400, 300, 55]).max() <= 1
    town = filled.first // 2 < 80
    assert town.tolist() == np.isin(filled.village, (0, 2)).tolist()
    times = np.bincount(filled.first // 2, minlength=n)
    for own, per in ((slice(0, 80), 1000 / 88), (slice(80, n), 455 / 132)):
        assert times[own].min() >= int(per) - 2
        assert times[own].max() <= int(per) + 3
    part = filled.of_villages(1, 3)
    assert set(part.village.tolist()) == {0, 1}
    assert part.size.sum() == held[1:3].sum()


def test_a_class_without_a_pool_takes_from_the_other() -> None:
    pool = draw.Households(np.arange(5), np.ones(5, int), np.zeros(5, bool), np.arange(5.0))
    assert draw.fill(3, "53.01", _villages((9, True), (4, False)), pool).size.sum() == 13


def test_names_are_put_together_from_like_people_and_keep_the_family_name(tmp_path: Path) -> None:
    rows = naming._clans()[1]["timor"][1]
    clan = np.array([rows["TANEO"], rows["TANEO"], rows["SELAN"], -1], np.int16)
    held = np.array(["YOSEF TANEO", "MARIA TANEO", "PAULUS SELAN", "SLAMET"], dtype=object)
    kind = np.array([1, 4, 1, 7], np.int16)
    naming.save(held, kind, clan, tmp_path, stream(1, "a"))
    names = naming.load(tmp_path)
    many = 200
    who = np.tile([0, 1, 3], many)
    named = naming.christen(stream(2, "a"), names, kind[who], clan[who], np.repeat(np.arange(many), 3))
    texts = named.whole.to_pylist()
    fathers, mothers, others = texts[::3], texts[1::3], texts[2::3]
    assert {x.split(" ")[0] for x in fathers} == {"YOSEF", "PAULUS"}
    assert {x.split(" ")[0] for x in mothers} == {"MARIA"}
    assert set(others) == {"SLAMET"}
    assert [x.split(" ", 1)[1] for x in fathers] == [x.split(" ", 1)[1] for x in mothers]
    assert len({x.split(" ", 1)[1] for x in fathers}) > 20
    told = named.spelt(stream(3, "a"), np.arange(len(texts)), 0.5).to_pylist()
    differ = np.mean([a != b for a, b in zip(texts, told, strict=True)])
    assert 0.35 < differ < 0.6
    assert all(told)


def test_slips_come_at_their_rates_and_twins_are_others_numbers() -> None:
    true = 5301010101800001 + np.arange(40_000, dtype=np.int64) * 7
    held = living.spoiled(stream(1, "a"), true, missing=0.04, wrong=0.02, twin=0.004)
    assert (held == 0).mean() == pytest.approx(0.04, abs=0.005)
    other = (held != 0) & (held != true)
    twin = other & np.isin(held, true)
    assert twin.mean() == pytest.approx(0.004, abs=0.0015)
    assert (other & ~twin).mean() == pytest.approx(0.02, abs=0.004)


@pytest.mark.parametrize("more", [[], ["--nation", "--families", "300"]])
def test_a_scale_goes_with_the_whole_nation_only(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sample", "--scale", "0.1", "--out", str(tmp_path / "x"), *more]) == 1
    assert "--scale" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
