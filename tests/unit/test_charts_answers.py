"""Pictures of analyses: every kind has one, names do not cover each other, what is told is what is drawn."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sepakat import analysis, charts
from sepakat.charts import _answers, _names, effects, progress, quadrant, ranked, scatter
from sepakat.core import Table, Text
from sepakat.core.text import reading_in


def test_every_kind_has_a_picture_and_every_picture_a_kind() -> None:
    assert set(_answers.kinds()) == set(analysis.known())


def test_a_table_without_rows_has_none() -> None:
    empty = Table(pa.table({"region": pa.array([], pa.string())}), Text("", ""), meta={"kind": "posisi"})
    assert charts.picture(empty) is None
    assert charts.picture(Table(pa.table({"a": [1]}), Text("", ""), meta={"kind": "lain"})) is None


def test_names_that_would_cover_each_other_or_a_corner_are_left_out() -> None:
    points = [("Alor", 5.0, 5.0), ("Belu", 5.1, 5.1), ("Ende", 5.0, 8.0), ("Sikka", 9.0, 9.8)]
    spans, size = ((0.0, 10.0), (0.0, 10.0)), (300.0, 300.0)
    assert _names.free(points, ["Alor", "Belu", "Ende", "Sikka"], spans, size) == {"Alor", "Ende", "Sikka"}
    corner = [(True, True, "buruk pada A dan B")]
    assert "Sikka" not in _names.free(points, ["Sikka"], spans, size, corner)
    assert _names.free([("Timor Tengah Selatan", 0.1, 5.0)], ["Timor Tengah Selatan"], spans, size) == set()


def test_long_names_stand_on_two_lines() -> None:
    names, axis, step = _names.beside(["Penduduk dengan jaminan kesehatan", "Alor"])
    assert names == ["Penduduk dengan\njaminan kesehatan", "Alor"]
    assert step > 20 and "split" in axis["labelExpr"]
    assert "labelExpr" not in _names.beside(["Alor"])[1]


def test_the_region_at_hand_is_dark_the_others_light() -> None:
    spec = ranked.spec([["Alor", 10.0, False], ["Belu", 20.0, True], ["Ende", None, False]], 1, 15.0)
    rows = spec["datasets"]["batang"]
    assert [r["warna"] == ranked.LIGHT for r in rows] == [True, False, True]
    assert [r["tulisan"] for r in rows] == ["10,0", "20,0", "#"]
    with reading_in("id"):
        told = ranked.describe([("Belu", 20.0, True)], "persen", 1, 15.0, "NTT")
    assert told == "Belu (wilayah ini): 20,0 (persen). Garis putus-putus: NTT 15,0."


@pytest.mark.parametrize(
    ("low", "high", "is_real"), [(1, 2, True), (-2, -1, True), (-1, 1, False), (None, None, False)]
)
def test_a_full_dot_means_the_range_is_on_one_side_of_nothing(low: float, high: float, is_real: bool) -> None:
    assert effects.real(low, high) is is_real
    spec = effects.spec([["a", 1.5, low, high]], 1)
    assert (spec["datasets"]["beda"][0]["isi"] != "#ffffff") is is_real


def test_progress_is_cut_off_and_says_its_word() -> None:
    rows = progress.spec([["a", 9.0, "sesuai rencana"], ["b", None, "belum dapat dinilai"]])["datasets"]["upaya"]
    assert [r["jalan"] for r in rows] == [progress.LONGEST, 0]
    with reading_in("id"):
        assert "b: belum dapat dinilai." in progress.describe([("b", None, "belum dapat dinilai")])


def test_quarters_lie_where_the_worse_side_is() -> None:
    """First indicator: lower is better; second: higher is better. Bad on both is right and below."""
    rows = [
        {"region": "53.01", "name": "Kabupaten Alor", "first": 50.0, "second": 10.0, "quadrant": "keduanya",
         "quadrant_name": ""},
        {"region": "53.02", "name": "Kabupaten Belu", "first": 10.0, "second": 90.0, "quadrant": "tidak",
         "quadrant_name": ""},
    ]  # fmt: skip
    labels = [Text("Miskin", "Poor"), Text("Sanitasi", "Sanitation")]
    meta = {"kind": "kuadran", "cuts": [30.0, 50.0], "labels": labels, "units": ["persen"] * 2}
    meta["good"] = ["turun", "naik"]
    seen = {}

    def draw(points: object, cuts: object, corners: dict[str, tuple[bool, bool, str]], *_: object, **__: object) -> str:
        seen.update(corners)
        return "<svg/>"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quadrant, "draw", draw)
        found = charts.picture(Table(pa.Table.from_pylist(rows), Text("", ""), meta=meta))
    assert found is not None and "Miskin" in found.caption.id
    assert seen["keduanya"][:2] == (True, False) and seen["tidak"][:2] == (False, True)
    assert seen["pertama"][:2] == (True, True) and seen["kedua"][:2] == (False, False)


def test_pictures_are_drawn_with_title_and_description(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    title = Text("Kaitan", "Link")
    points = [("Alor", 1.0, 2.0), ("Belu", 2.0, 3.0), ("Ende", 3.0, 3.5)]
    svg = scatter.draw(points, ("x (persen)", "y (persen)"), title=title, release="r", line=(1.0, 0.9), named=["Alor"])
    assert svg.startswith("<svg") and "<title>" in svg and "Alor: 1,0, 2,0" in svg
    corners = {"a": (True, True, "A dan B"), "b": (False, False, "tidak")}
    dots = [("Alor", 81.0, 91.0, "a"), ("Belu", 81.4, 91.2, "b")]
    svg = quadrant.draw(dots, (81.1, 91.1), corners, ("x", "y"), title=title, release="r")
    assert "A dan B" in svg and "script" not in svg
    drawn = svg.partition("</desc>")[2]
    assert ">81,2<" in drawn and ">81.2<" not in drawn  # the axis is about the dots, and has the reader's comma
