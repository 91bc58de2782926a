"""Pictures: well-formed, named, without anything from outside, and with every state visible."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sepakat import charts
from sepakat.charts import Area
from sepakat.core import Text, UserError
from sepakat.core.text import reading_in

TITLE = Text("Lantai tanah menurut kecamatan", "Earth floor by district")
SQUARE = "M0,0h10v10h-10z"
AREAS = [
    Area("53.01.01", "Semau & <Pulau>", 12.5, "12,5", path=SQUARE, x=5, y=5, href="/wilayah/53.01.01/?a=1&b=2"),
    Area("53.01.02", "Kupang Barat", 44.0, "44,0", path=SQUARE, x=5, y=5),
    Area("53.01.03", "Sulamu", None, "#", "hidden", path=SQUARE, x=5, y=5),
    Area("53.01.04", "Takari", None, "", "none", path=SQUARE, x=5, y=5),
]
NS = {"s": "http://www.w3.org/2000/svg"}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))


def drawn() -> dict[str, str]:
    return {
        "tiles": charts.draw("tiles", AREAS, title=TITLE, unit="persen"),
        "choropleth": charts.draw("choropleth", AREAS, 100, 80, title=TITLE, unit="persen"),
        "deciles": charts.draw("deciles", [18.0, None, *[8.0] * 8], title=TITLE, release="R1"),
        "cellbar": charts.draw("cellbar", 30.0, top=60.0, mark=20.0),
    }


def test_folder_is_the_registry() -> None:
    later = {"bars", "lines", "sparkline", "stacked"}  # see test_charts_kinds; others have tests of their own
    assert set(charts.charts()) >= set(drawn()) | later
    with pytest.raises(UserError) as caught:
        charts.draw("tile")
    assert "tiles" in str(caught.value)


def test_every_picture_is_well_formed_and_stands_alone() -> None:
    for name, svg in drawn().items():
        root = ET.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg", name
        assert not re.search(r"\bstyle=|<script|<image|\bon\w+=|https?://(?!www\.w3\.org/2000/svg)", svg), name


def test_pictures_are_named_and_described() -> None:
    for name in ("tiles", "choropleth", "deciles"):
        root = ET.fromstring(drawn()[name])
        assert root.get("role") in ("img", "group"), name
        assert "Lantai tanah" in (root.findtext("s:title", namespaces=NS) or ""), name
        assert root.findtext("s:desc", namespaces=NS), name
    assert ET.fromstring(drawn()["cellbar"]).get("aria-hidden") == "true"


def test_maps_say_each_area_with_its_value_or_state() -> None:
    for name in ("tiles", "choropleth"):
        titles = [t.text for t in ET.fromstring(drawn()[name]).iterfind(".//s:title", NS)]
        assert "Semau & <Pulau>: 12,5 persen" in titles, name
        assert "Sulamu: disembunyikan" in titles, name
        assert "Takari: belum ada data" in titles, name


def test_hidden_and_missing_look_different_from_values_and_each_other() -> None:
    for name in ("tiles", "choropleth"):
        fills = set(re.findall(r'fill="url\(#(m\w+)\)"', drawn()[name]))
        assert len(fills) == 2, name
        assert {f[-1] for f in fills} == {"h", "n"}, name


def test_two_maps_on_one_page_do_not_share_pattern_ids() -> None:
    one = charts.draw("tiles", AREAS, title=TITLE, unit="persen")
    two = charts.draw("tiles", AREAS, title=Text("Air minum", "Water"), unit="persen")
    ids = [set(re.findall(r'id="(\w+)"', svg)) for svg in (one, two)]
    assert not ids[0] & ids[1]


def test_links_are_kept_and_escaped() -> None:
    root = ET.fromstring(drawn()["tiles"])
    links = [a.get("href") for a in root.iterfind(".//s:a", NS)]
    assert links == ["/wilayah/53.01.01/?a=1&b=2"]
    assert root.get("role") == "group", "an image would hide its links from assistive readers"


def test_schematic_layout_says_that_it_is_no_map() -> None:
    assert "tata letak skematis, bukan peta" in drawn()["tiles"]
    assert "bukan peta" not in drawn()["choropleth"]
    with reading_in("en"):
        assert "schematic layout, not a map" in drawn()["tiles"]


def test_cell_bar_stays_inside_its_cell() -> None:
    assert charts.draw("cellbar", None, top=10) == ""
    assert charts.draw("cellbar", 5.0, top=0) == ""
    assert 'd="M0,0h100v10h-100z" fill="#0b4f8a"' in charts.draw("cellbar", 99.0, top=10.0)


def test_decile_picture_is_drawn_once_per_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second drawing must come from the cache: it may not reach the drawing engine at all."""
    shares = [12.0, 11.0, *[9.0] * 8]
    first = charts.draw("deciles", shares, title=TITLE, release="R1")
    assert len(list((tmp_path / "charts" / "R1").glob("*.svg"))) == 1

    def fail(*_: object) -> str:
        raise AssertionError("drawn again")

    monkeypatch.setattr("sepakat.charts._painter.here", fail)
    assert charts.draw("deciles", shares, title=TITLE, release="R1") == first
    with pytest.raises(AssertionError):
        charts.draw("deciles", [13.0, 10.0, *[9.0] * 8], title=TITLE, release="R1")


def test_pictures_are_drawn_where_the_cache_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPAKAT_CACHE", "/dev/null/nowhere")
    assert charts.draw("deciles", [10.0] * 10, title=TITLE, release="R2").startswith("<svg")
