"""The layout without a map: deterministic, in official order, labelled as no map."""

from __future__ import annotations

import pytest

from sepakat import regions
from sepakat.regions.boundaries import schematic


@pytest.mark.parametrize("count", [0, 1, 2, 5, 22, 38, 514])
def test_every_region_has_its_own_tile(count: int) -> None:
    codes = regions.load().codes("kabupaten")[:count]
    layout = schematic(codes)
    places = [(t.row, t.col) for t in layout.tiles]
    assert [t.code for t in layout.tiles] == codes
    assert len(set(places)) == count and places == sorted(places)
    assert all(0 <= t.row < layout.rows and 0 <= t.col < layout.cols for t in layout.tiles)


def test_the_order_in_which_codes_come_does_not_matter() -> None:
    codes = regions.load().codes("kabupaten", "53")
    assert schematic(codes[::-1] + codes) == schematic(codes)


def test_the_label_says_what_it_is() -> None:
    label = schematic(["53"]).label
    assert "bukan peta" in label.id and "not a map" in label.en
