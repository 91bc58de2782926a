"""The rules behind the sentences, on literal figures: direction, size in points, rank, who takes no part."""

from __future__ import annotations

import pytest

from sepakat import regions
from sepakat.core import Text
from sepakat.core.text import reading_in
from sepakat.web.data import ReleaseView
from sepakat.web.presenters import compare, sentences
from sepakat.web.presenters.cells import Cell, cell
from sepakat.web.presenters.compare import Gap, Rank
from tests.web_fake import indicator


def value(v: float | None, n: int | None = 100, state: str = "value") -> Cell:
    return Cell(v, None, None, n, state)


HIGH_IS_BAD, HIGH_IS_GOOD = indicator("tanah", "turun"), indicator("air", "naik")


@pytest.mark.parametrize(
    ("about", "here", "there", "points"),
    [
        (HIGH_IS_BAD, 41.2, 28.9, 12.3),
        (HIGH_IS_BAD, 20.0, 28.9, -8.9),
        (HIGH_IS_GOOD, 20.0, 28.9, 8.9),
        (HIGH_IS_GOOD, 41.2, 28.9, -12.3),
        (HIGH_IS_BAD, 28.94, 28.86, 0.0),  # both print as 28,9
        (HIGH_IS_BAD, 0.05, 0.0, 0.1 if round(0.05, 1) == 0.1 else 0.0),
    ],
)
def test_points_behind_follow_the_good_direction_and_the_printed_figures(about, here, there, points) -> None:  # type: ignore[no-untyped-def]
    found = compare.behind(about, value(here), value(there))
    assert found is not None
    assert found[0] == points


@pytest.mark.parametrize(
    "about",
    [indicator("netral", "netral"), indicator("orang", unit="orang"), indicator("tahun", unit="tahun", decimals=2)],
)
def test_without_direction_or_percent_there_are_no_points(about) -> None:  # type: ignore[no-untyped-def]
    assert compare.behind(about, value(50.0), value(10.0)) is None


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (value(None, None, "hidden"), value(10.0)),
        (value(None, 0, "empty"), value(10.0)),
        (Cell(), value(10.0)),
        (value(90.0, compare.LEAST_N - 1), value(10.0)),
        (value(90.0, None), value(10.0)),
        (value(90.0), value(None, None, "hidden")),
        (value(90.0), Cell()),
    ],
)
def test_hidden_missing_empty_and_small_figures_take_no_part(here: Cell, there: Cell) -> None:
    assert compare.behind(HIGH_IS_BAD, here, there) is None


def test_a_surveys_estimate_takes_no_part() -> None:
    sampled = Cell(90.0, None, None, 500, "value", sampled=True, rse=3.0)
    assert compare.behind(HIGH_IS_BAD, sampled, value(10.0)) is None
    assert compare.behind(HIGH_IS_BAD, value(90.0), sampled) is None
    assert compare.rank(HIGH_IS_BAD, "a", {"a": sampled, "b": value(1.0)}) is None


@pytest.mark.parametrize(("sign", "shown", "printed"), [("", 12.0, "12,0"), ("*", 12.0, "12,0*"), ("**", None, "**")])
def test_weak_estimates_carry_their_sign(sign: str, shown: float | None, printed: str) -> None:
    row = {"value": shown, "numerator": None, "denominator": None, "n": 80, "suppressed": False, "se": 1.0, "rse": 30.0}
    found = cell(row | {"sign": sign})
    assert found.sampled
    assert found.words(HIGH_IS_BAD) == printed
    assert bool(found.remark) == (printed != "12,0")


def test_exactly_the_least_n_takes_part() -> None:
    assert compare.behind(HIGH_IS_BAD, value(90.0, compare.LEAST_N), value(10.0)) is not None


SIBLINGS = {
    "53.01": value(30.0),
    "53.02": value(50.0),
    "53.03": value(30.0),
    "53.04": value(None, None, "hidden"),
    "53.05": value(99.0, 3),
    "53.06": value(10.0),
}


@pytest.mark.parametrize(("code", "place"), [("53.02", 1), ("53.01", 2), ("53.03", 2), ("53.06", 4)])
def test_rank_counts_the_worse_and_ties_share_a_place(code: str, place: int) -> None:
    assert compare.rank(HIGH_IS_BAD, code, SIBLINGS) == Rank(place, 4)


def test_rank_turns_round_where_high_is_good() -> None:
    assert compare.rank(HIGH_IS_GOOD, "53.06", SIBLINGS) == Rank(1, 4)


@pytest.mark.parametrize("code", ["53.04", "53.05", "53.99"])
def test_who_cannot_be_compared_has_no_rank(code: str) -> None:
    assert compare.rank(HIGH_IS_BAD, code, SIBLINGS) is None


def test_alone_there_is_no_rank() -> None:
    assert compare.rank(HIGH_IS_BAD, "53.01", {"53.01": value(30.0)}) is None


def gap(name: str, exact: float, theme: str) -> Gap:
    about = indicator(name, theme=theme)
    return Gap(about, value(50.0), value(50.0 - exact), round(exact, 1), exact, None)


def test_widest_gaps_are_worse_ones_widest_first_one_of_a_theme() -> None:
    gaps = [
        gap("a", 5.0, "rumah"),
        gap("b", 12.0, "rumah"),
        gap("c", -30.0, "air"),
        gap("d", 7.0, "kerja"),
        gap("e", 0.04, "anak"),  # prints as 0,0: no difference
        gap("f", 6.0, "sekolah"),
        gap("g", 5.9, "lansia"),
    ]
    assert [g.indicator.id for g in compare.widest(gaps)] == ["b", "d", "f"]


def test_equal_gaps_stand_in_order_of_their_ids() -> None:
    assert [g.indicator.id for g in compare.widest([gap("z", 3.0, "x"), gap("b", 3.0, "y")])] == ["b", "z"]


ONE, TWO = ReleaseView("r", True, provinces=("53",)), ReleaseView("r", True, provinces=("52", "53"))


@pytest.mark.parametrize(
    ("code", "release", "reference"),
    [
        ("53.01", ONE, "53"),
        ("53.01.05", ONE, "53"),
        ("53.01.05.1001", ONE, "53"),
        ("53", ONE, None),
        ("53", TWO, "00"),
        ("00", TWO, None),
    ],
)
def test_reference_is_the_province_and_for_provinces_the_nation_if_there_is_more_than_one(
    code: str, release: ReleaseView, reference: str | None
) -> None:
    assert compare.reference_of(regions.load().get(code), release) == reference


def test_cells_tell_hidden_from_not_applicable() -> None:
    row = {"value": None, "numerator": None, "denominator": None, "n": None, "suppressed": True, "version": "1.0"}
    assert cell(row).state == "hidden"
    assert cell(row | {"suppressed": False, "denominator": 0, "n": 0}).state == "empty"
    assert cell(row | {"suppressed": False, "value": 0.0, "denominator": 9, "n": 9}).state == "value"
    assert [c.words(HIGH_IS_BAD) for c in (Cell(state="hidden"), Cell(state="empty"), Cell(), value(0.0))] == [
        "#", "–", "…", "0,0",
    ]  # fmt: skip


REGENCIES = Text("kabupaten/kota di NTT", "regencies and cities in NTT")


@pytest.mark.parametrize(
    ("rank", "bahasa", "english"),
    [
        (Rank(1, 22), "Terburuk dari 22 kabupaten/kota di NTT.", "Worst of 22 regencies and cities in NTT."),
        (Rank(3, 22), "Terburuk ke-3 dari 22 kabupaten/kota di NTT.", "3rd worst of 22 regencies and cities in NTT."),
        (
            Rank(11, 22),
            "Terburuk ke-11 dari 22 kabupaten/kota di NTT.",
            "11th worst of 22 regencies and cities in NTT.",
        ),
        (Rank(12, 22), "Terbaik ke-11 dari 22 kabupaten/kota di NTT.", "11th best of 22 regencies and cities in NTT."),
        (Rank(21, 22), "Terbaik ke-2 dari 22 kabupaten/kota di NTT.", "2nd best of 22 regencies and cities in NTT."),
        (Rank(22, 22), "Terbaik dari 22 kabupaten/kota di NTT.", "Best of 22 regencies and cities in NTT."),
    ],
)
def test_rank_in_words(rank: Rank, bahasa: str, english: str) -> None:
    assert sentences.placed(rank, REGENCIES) == (bahasa, english)


def test_gap_in_words_names_direction_size_and_reference() -> None:
    behind = Gap(HIGH_IS_BAD, value(41.2), value(28.9), 12.3, 12.3, None)
    assert sentences.against(behind, "NTT").id == "12,3 poin lebih tinggi daripada NTT (28,9 persen)."
    lacking = Gap(HIGH_IS_GOOD, value(20.0), value(28.9), 8.9, 8.9, None)
    assert sentences.against(lacking, "NTT").id == "8,9 poin lebih rendah daripada NTT (28,9 persen)."
    assert sentences.against(lacking, "NTT").en == "8.9 points lower than NTT (28.9 percent)."


def test_value_in_words_follows_the_reader() -> None:
    assert sentences.value(HIGH_IS_BAD, value(41.23)) == "41,2 persen"
    assert sentences.value(HIGH_IS_BAD, value(None, None, "hidden")) == "#"
    with reading_in("en"):
        assert sentences.value(HIGH_IS_BAD, value(1041.23)) == "1,041.2 percent"


def test_count_of_worse_parts_in_words() -> None:
    said = sentences.worse_count(12, 24, Text("kecamatan", "districts"), "Kabupaten Kupang")
    assert said.id == "12 dari 24 kecamatan lebih buruk daripada angka Kabupaten Kupang."
    none = sentences.worse_count(0, 24, Text("kecamatan", "districts"), "Kabupaten Kupang")
    assert none.id.startswith("Tidak ada dari 24 kecamatan")
