"""Lines, bars and stacked bars: what they say to who cannot see them, and what hidden figures look like."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from sepakat import charts
from sepakat.charts import bars, lines, stacked
from sepakat.core import Text
from sepakat.core.text import reading_in

TITLE = Text("Lantai tanah", "Earth floor")
SERIES = [("Kupang & <sekitar>", [("20250901-01", 12.34), ("20260301-01", None)]), ("NTT", [("20250901-01", 9.0)])]
BARS = [("Laki-laki", 12.3), ("Perempuan", None)]
ROWS = [("Kupang", [10.0, 20.0, 70.0]), ("Belu", [None, 20.0, 70.0])]
PARTS = ["rendah", "sedang", "tinggi"]

DRAWN: dict[str, Callable[[], str]] = {
    "lines": lambda: charts.draw("lines", SERIES, title=TITLE, unit="persen", release="R"),
    "bars": lambda: charts.draw("bars", BARS, title=TITLE, unit="persen", release="R", mark=10.0),
    "stacked": lambda: charts.draw("stacked", ROWS, PARTS, title=TITLE, release="R"),
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))


@pytest.mark.parametrize("kind", DRAWN)
def test_pictures_are_well_formed_and_tell_their_figures(kind: str) -> None:
    with reading_in("id"):
        svg = DRAWN[kind]()
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    words = "".join(root.itertext())
    assert "Lantai tanah" in words
    assert "#" in words, "a hidden figure is told as such"
    for outside in ("http://", "<script", "href=", "style=", "url("):
        assert outside not in svg.replace("http://www.w3.org/2000/svg", ""), outside


def test_descriptions_hold_every_shown_figure() -> None:
    with reading_in("id"):
        assert "12,3" in lines.describe(SERIES, "persen", 1)
        assert bars.describe(BARS, "persen", 1, 10.0).endswith("(persen). Garis putus-putus: 10,0.")
        assert "Kupang: rendah 10,0, sedang 20,0, tinggi 70,0" in stacked.describe(ROWS, PARTS)


def test_a_bar_with_a_hidden_part_has_no_length_at_all() -> None:
    rows = stacked.spec([list(r) for r in ROWS], PARTS)["datasets"]["bagian"]
    hidden = [r for r in rows if r["baris"] == "Belu"]
    assert all(r["dari"] == r["sampai"] for r in hidden)
    assert [r["huruf"] for r in hidden] == ["#", "", ""]


def test_a_gap_in_a_line_is_no_point() -> None:
    rows = lines.spec([[n, [list(p) for p in points]] for n, points in SERIES], "persen", 1)["datasets"]["garis"]
    assert [(r["seri"], r["nilai"]) for r in rows] == [("Kupang & <sekitar>", 12.34), ("NTT", 9.0)]


@pytest.mark.parametrize(
    ("values", "drawn"), [([1.0, 2.0], True), ([1.0], False), ([None, 2.0], False), ([3, 3], True)]
)
def test_sparkline_needs_two_values(values: list[float | None], drawn: bool) -> None:
    svg = charts.draw("sparkline", values)
    assert bool(svg) is drawn
    assert "nan" not in svg
