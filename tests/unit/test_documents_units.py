"""Numbers worked out from figures have units of their own: a place is no percentage."""

from __future__ import annotations

import pytest

from sepakat.documents.reading import _unit


@pytest.mark.parametrize(
    ("name", "own", "unit"),
    [
        ("urutan", "persen", "urutan"),
        ("banyak", "persen", "wilayah"),
        ("p", "persen", ""),
        ("selisih", "persen", "poin persen"),
        ("jarak", "tahun", "tahun"),
        ("nilai", "persen", "persen"),
        ("pembanding", "rupiah", "rupiah"),
    ],
)
def test_the_unit_of_a_number_in_a_sentence(name: str, own: str, unit: str) -> None:
    assert _unit(name, own) == unit
