"""The proportional picture: areas are the numbers, and nothing hidden is drawn as a number."""

from __future__ import annotations

import math

import pytest

from sepakat import charts
from sepakat.charts.overlap import distance, layout, lens
from sepakat.core.text import Text

TITLE = Text("Irisan", "Overlap")


@pytest.mark.parametrize("shared", [0.5, 3.0, 10.0, 12.0])
def test_circles_lie_as_far_apart_as_their_shared_area_asks(shared: float) -> None:
    assert lens(3.0, 2.0, distance(3.0, 2.0, shared)) == pytest.approx(shared, rel=1e-6)


def test_the_lens_agrees_with_counting_points() -> None:
    r, s, d = 2.0, 1.5, 1.8
    steps = [i / 200 for i in range(-400, 401)]
    area = sum(x * x + y * y <= r * r and (x - d) ** 2 + y * y <= s * s for x in steps for y in steps) / 200**2
    assert lens(r, s, d) == pytest.approx(area, rel=0.01)


def test_areas_and_pairwise_overlaps_are_the_numbers() -> None:
    parts = [0.0, 500, 60, 130, 40, 150, 10, 160]
    circles = layout(parts, 3)
    sizes = [800 + 140, 360, 360]
    assert [math.pi * r * r for *_, r in circles] == pytest.approx(sizes)
    for i, j, shared in ((0, 1, 290.0), (0, 2, 310.0), (1, 2, 170.0)):
        (x, y, r), (u, v, s) = circles[i], circles[j]
        assert lens(r, s, math.hypot(x - u, y - v)) == pytest.approx(shared, rel=0.02)


def test_a_hidden_part_is_a_sign_and_the_picture_names_its_lists() -> None:
    svg = charts.draw("overlap", ["Regsosek", "DTKS"], {1: 1617, 2: 300, 3: None}, title=TITLE)
    assert "Regsosek + DTKS: #" in svg and "1.617" in svg and "A = Regsosek, B = DTKS" in svg


def test_four_lists_and_empty_lists_have_no_picture() -> None:
    assert charts.draw("overlap", ["a", "b", "c", "d"], {1: 5}, title=TITLE) == ""
    assert charts.draw("overlap", ["a", "b"], {1: 5, 2: 0, 3: 0}, title=TITLE) == ""
