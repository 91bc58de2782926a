"""Boundaries that an office imports reach its pages: outlines, their source, and what has no outline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sepakat import regions
from sepakat.regions import boundaries
from sepakat.web.lake_source import LakeSource
from tests.web_site import Page, site

shapely = pytest.importorskip("shapely")
CODES = regions.load().codes("kabupaten", "53")
LEFT_OUT = CODES[-1]


def box(place: int) -> list[list[list[float]]]:
    """A regency as a square of a tenth of a degree, with a few points more than a picture can show."""
    west, south = 120 + place % 6 * 0.1, -10 + place // 6 * 0.1
    top = [[west + 0.1 - i * 0.0001, south + 0.1] for i in range(1, 1000)]
    corners = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], *top, [west, south + 0.1], [west, south]]
    return [corners]


@pytest.fixture
def source(sample_lake: Path, tmp_path: Path) -> LakeSource:
    """The sample's lake, with the boundaries of all its regencies but the last."""
    lake = tmp_path / "lake"
    lake.mkdir()
    for one in sample_lake.iterdir():
        if one.name != "regions":
            (lake / one.name).symlink_to(one)
    features = [
        {"type": "Feature", "properties": {"kode": code}, "geometry": {"type": "Polygon", "coordinates": box(i)}}
        for i, code in enumerate(CODES)
        if code != LEFT_OUT
    ]
    given = tmp_path / "batas.geojson"
    given.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    boundaries.import_file(given, lake, source="Kantor Uji 2026", level="kabupaten", column="kode")
    return LakeSource(lake)


def test_a_region_page_draws_the_outlines_and_names_their_source(source: LakeSource) -> None:
    with site(source) as client:
        html = client.get("/peta/?wilayah=53").content.decode()
    page = Page(html)
    drawn = [a for a in page.all("a") if "/wilayah/53." in (a.get("href") or a.get("xlink:href") or "")]
    assert len(drawn) >= len(CODES), "the table, and the picture's areas, lead to the regencies"
    assert "Kantor Uji 2026" in html and "bukan batas hukum" in html
    assert "menurut urutan kode" not in html, "no word of tiles beside true outlines"


def test_the_map_that_moves_gets_simplified_shapes_in_degrees(source: LakeSource) -> None:
    with site(source) as client:
        made: dict[str, Any] = client.get("/peta/bentuk.json?wilayah=53").json()
    assert made["schematic"] is False and "Kantor Uji 2026" in made["note"]
    shapes = {f["properties"]["code"]: f["geometry"] for f in made["features"]}
    assert set(shapes) == set(CODES) - {LEFT_OUT}
    for place, code in enumerate(CODES):
        if code == LEFT_OUT:
            continue
        ring = shapes[code]["coordinates"][0]
        assert len(ring) < 20, "a thousand points on a straight line are no detail"
        west, south = 120 + place % 6 * 0.1, -10 + place // 6 * 0.1
        assert min(x for x, _ in ring) == pytest.approx(west, abs=0.005)
        assert max(y for _, y in ring) == pytest.approx(south + 0.1, abs=0.005)


def test_levels_without_boundaries_stay_tiles(source: LakeSource) -> None:
    with site(source) as client:
        made = client.get("/peta/bentuk.json?wilayah=53.01").json()
        html = client.get("/peta/?wilayah=53.01").content.decode()
    assert made["schematic"] is True and "bukan letak sebenarnya" in made["note"]
    assert "Kantor Uji" not in html
