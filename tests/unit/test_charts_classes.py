"""Classes of a map: literal values in, breaks and letters out."""

from __future__ import annotations

import pytest

from sepakat.charts import Classes, classify
from sepakat.charts._classes import YLGNBU
from sepakat.core.text import reading_in


def test_five_rounded_quantiles() -> None:
    values = [float(v) for v in range(101)]
    classes = classify(values)
    assert classes.breaks == (20, 40, 60, 80)
    assert classes.labels() == ["< 20", "20 – < 40", "40 – < 60", "60 – < 80", "≥ 80"]


@pytest.mark.parametrize(
    ("value", "letter"), [(19.9, "A"), (20.0, "B"), (20.1, "B"), (79.9, "D"), (80.0, "E"), (500.0, "E")]
)
def test_a_value_on_a_break_belongs_above_it(value: float, letter: str) -> None:
    assert classify([float(v) for v in range(101)]).letter(value) == letter


def test_breaks_are_round_in_the_size_of_the_values() -> None:
    assert classify([0.011, 0.013, 0.017, 0.021, 0.029, 0.033]).decimals == 3
    assert all(b % 500 == 0 for b in classify([12_000.0, 25_300.0, 31_900.0, 47_100.0, 88_000.0]).breaks)


@pytest.mark.parametrize(
    ("values", "count"), [([], 1), ([5.0], 1), ([5.0, 5.0], 1), ([1.0, 2.0], 2), ([1.0, 1.0, 1.0, 9.0], 2)]
)
def test_fewer_values_fewer_classes(values: list[float], count: int) -> None:
    classes = classify(values)
    assert classes.count == count
    assert {classes.letter(v) for v in values} <= set("ABCDE"[:count])


def test_no_class_is_empty_of_meaning() -> None:
    """The lowest and the highest value are never in the same class when they differ."""
    classes = classify([3.0, 3.0, 3.0, 3.0, 3.1])
    assert classes.letter(3.0) != classes.letter(3.1)


def test_colours_are_the_palettes_own_and_spread() -> None:
    assert [classify([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).colour(i) for i in range(5)] == list(YLGNBU)
    two = classify([1.0, 2.0])
    assert {two.colour(0), two.colour(1)} == {YLGNBU[1], YLGNBU[3]}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_letters_reach_the_contrast_of_text() -> None:
    """4.5:1 for ink or white on the class; where neither reaches it, the letter gets a white disc."""
    classes = classify([float(v) for v in range(101)])
    for i, colour in enumerate(YLGNBU):
        ink = classes.ink(i)
        if ink == "disc":
            continue
        bright, dark = sorted([_luminance(colour), _luminance(ink)], reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (i, colour, ink)


def test_legend_speaks_both_languages() -> None:
    assert classify([1.0]).labels() == ["satu kelas"]
    with reading_in("en"):
        assert classify([1.0]).labels() == ["one class"]
        assert classify([0.1, 0.2, 0.35, 0.4, 0.5, 0.61]).labels()[0].count(".") == 1


def test_classes_with_words_say_them_in_the_key() -> None:
    words = ("lebih rendah", "menengah", "didahulukan")
    assert Classes((0.2, 0.7), 2, words).labels() == list(words)
    assert Classes((0.2, 0.7), 2).labels() == ["< 0,20", "0,20 – < 0,70", "≥ 0,70"]
