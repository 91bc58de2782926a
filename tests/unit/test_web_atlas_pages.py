"""Peta: a page with picture and table that works alone, and the same areas as GeoJSON for the map that moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sepakat.web
from sepakat.core import Text
from tests.web_fake import Fake
from tests.web_site import Page, site

STATIC = Path(sepakat.web.__file__).parent / "static" / "web"


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[Any]:
    with site(fake) as made:
        yield made


def test_page_has_the_picture_and_the_table_without_scripts(client: Any) -> None:
    page = Page(client.get("/peta/?wilayah=53.01&indikator=lantai_tanah").content.decode())
    assert len(page.all("h1")) == 1
    assert "Kecamatan" in page.words or "kecamatan" in page.words
    assert any("map" in (a.get("class") or "") for a in page.all("svg"))
    assert len(page.all("table")) == 1
    assert "/wilayah/53.01.05/" in page.links


def test_without_choice_it_opens_on_the_province_and_a_rate(client: Any) -> None:
    html = client.get("/peta/").content.decode()
    assert "Provinsi Nusa Tenggara Timur" in html
    assert '<option value="jumlah_balita"' not in html, "counts are not drawn as classes"


def test_leaflet_is_loaded_here_and_nowhere_else(client: Any) -> None:
    assert "leaflet" in client.get("/peta/").content.decode()
    for path in ("/", "/wilayah/53.01/", "/indikator/"):
        assert "leaflet" not in client.get(path).content.decode(), path


def test_vendored_library_is_named_versioned_and_licensed() -> None:
    folder = STATIC / "vendor" / "leaflet-1.9.4"
    assert "Leaflet 1.9.4" in (folder / "leaflet.js").read_text(encoding="utf-8")[:80]
    assert "BSD 2-Clause" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert "sourceMappingURL" not in (folder / "leaflet.js").read_text(encoding="utf-8")[-200:]


def test_areas_carry_what_the_table_says(client: Any, fake: Fake) -> None:
    fake.override[("lantai_tanah", "53.01.06", None)] = {
        "value": None, "numerator": None, "denominator": None, "n": None, "suppressed": True,
    }  # fmt: skip
    found = client.get("/peta/bentuk.json?wilayah=53.01&indikator=lantai_tanah").json()
    assert found["type"] == "FeatureCollection"
    assert found["schematic"] is True
    assert "bukan letak sebenarnya" in found["note"]
    by_code = {f["properties"]["code"]: f["properties"] for f in found["features"]}
    assert len(by_code) == 24
    table = Page(client.get("/peta/?wilayah=53.01&indikator=lantai_tanah").content.decode()).words
    assert by_code["53.01.05"]["words"].split()[0] in table
    assert by_code["53.01.05"]["letter"] in "ABCDE"
    assert by_code["53.01.05"]["href"].startswith("/wilayah/53.01.05/")
    hidden = by_code["53.01.06"]
    assert (hidden["letter"], hidden["fill"], hidden["state"]) == ("#", "", "hidden")
    assert not any(c.isdigit() for c in hidden["words"])


def test_tiles_are_closed_squares_that_do_not_overlap(client: Any) -> None:
    found = client.get("/peta/bentuk.json?wilayah=53&indikator=lantai_tanah").json()
    corners = set()
    for feature in found["features"]:
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert len(ring) == 5
        corners.add(tuple(ring[0]))
    assert len(corners) == len(found["features"])


def test_imported_boundaries_take_the_place_of_tiles(client: Any, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = {"type": "Polygon", "coordinates": [[[123, -10], [124, -10], [124, -9], [123, -10]]]}
    monkeypatch.setattr(fake, "geometries", lambda *_: ({"53.01.05": shape}, Text("Batas indikatif.", "Indicative.")))
    found = client.get("/peta/bentuk.json?wilayah=53.01&indikator=lantai_tanah").json()
    assert found["schematic"] is False
    assert [f["geometry"] for f in found["features"]] == [shape]
    assert found["note"] == "Batas indikatif."


def test_a_village_has_nothing_to_map_and_says_where_to_go(client: Any) -> None:
    page = client.get("/peta/?wilayah=53.01.05.2003&indikator=lantai_tanah")
    assert "Buka wilayah di atasnya" in page.content.decode()
    assert client.get("/peta/bentuk.json?wilayah=53.01.05.2003&indikator=lantai_tanah").json()["features"] == []


@pytest.mark.parametrize("query", ["wilayah=99", "wilayah=5301", "indikator=tak_ada", "wilayah=%00"])
def test_what_does_not_exist_is_said(client: Any, query: str) -> None:
    for path in ("/peta/", "/peta/bentuk.json"):
        assert client.get(f"{path}?{query}").status_code in (400, 404), (path, query)


def test_sorting_keeps_region_and_indicator(client: Any) -> None:
    links = Page(client.get("/peta/?wilayah=53.01&indikator=lantai_tanah").content.decode()).links
    assert "?wilayah=53.01&indikator=lantai_tanah&urut=nilai#peta" in links
