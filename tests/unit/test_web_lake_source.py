"""The real source, as far as it goes without figures: the catalogue as pages see it, boundaries, the stamp."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sepakat.core import UserError
from sepakat.core.text import reading_in
from sepakat.lake import Lake
from sepakat.regions import boundaries
from sepakat.web import data, lake_source
from sepakat.web.lake_source import LakeSource


@pytest.fixture
def source(tmp_path: Path) -> LakeSource:
    Lake.create(tmp_path / "lake")
    return LakeSource(tmp_path / "lake")


def test_a_lake_without_a_release_has_no_view_and_says_how_to_make_one(source: LakeSource) -> None:
    assert source.view() is None
    assert source.quality() is None
    data.use(source)
    try:
        with pytest.raises(UserError) as caught:
            data.release()
    finally:
        data.use(None)
    assert caught.value.code == "release-none"


def test_a_missing_lake_draws_the_frame_all_the_same(tmp_path: Path) -> None:
    data.use(LakeSource(tmp_path / "nowhere"))
    try:
        assert data.current_view() is None
    finally:
        data.use(None)


def test_every_indicator_of_the_catalogue_can_be_shown(source: LakeSource) -> None:
    found = source.indicators()
    assert len(found) >= 60
    for about in found.values():
        assert about.name.id and about.name.en
        assert about.theme in source.themes()
        assert about.texts["definisi"]
        assert about.numerator and about.denominator
        assert about.example is not None
        assert all(len(row) == len(about.example.columns) for row in about.example.rows)
    assert source.decile_indicator() in found


@pytest.mark.parametrize(("first", "value"), [("id", "50,0"), ("en", "50.0")])
def test_worked_example_is_printed_as_people_write_numbers(source: LakeSource, first: str, value: str) -> None:
    """Whoever reads first: views are made once."""
    lake_source._indicators.cache_clear()
    with reading_in(first):
        example = source.indicators()["penduduk_desil_1_4"].example
        assert example is not None
        assert [str(t) for t in (example.numerator, example.denominator, example.value)] == ["8", "16", value]
    assert [str(t) for t in (example.numerator, example.denominator, example.value)] == ["8", "16", "50,0"]
    assert example.rows[-1] == ("–", "4")


def test_breakdowns_know_who_has_them(source: LakeSource) -> None:
    dims = source.dimensions()
    assert dims["jenis_kelamin"].person_only
    assert not dims["desil_nasional"].person_only
    assert list(dims["desil_nasional"].classes) == list(range(1, 11))


def _square(code: str, at: float) -> dict[str, object]:
    ring = [[at, -10.0], [at + 1, -10.0], [at + 1, -9.0], [at, -9.0], [at, -10.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"kode": code}, "geometry": shape}


def test_imported_boundaries_become_a_map_with_their_note(source: LakeSource, tmp_path: Path) -> None:
    before = source.stamp()
    assert source.outlines("53", "kabupaten") is None
    file = tmp_path / "batas.geojson"
    features = [_square("53.01", 123.0), _square("53.02", 124.0)]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    boundaries.import_file(file, source.path, source="Peta uji 2026")
    assert source.stamp() != before, "pages that are kept by readers must be drawn anew"
    found = source.outlines("53", "kabupaten")
    assert found is not None
    assert set(found.areas) == {"53.01", "53.02"}
    path, x, _ = found.areas["53.02"]
    assert path.startswith("M")
    assert x > found.width / 2
    assert "Peta uji 2026" in found.note.id
    assert source.outlines("53.01", "kecamatan") is None
