"""What the pages say of figures that are there, hidden, or without an interval; and the picture of intervals."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sepakat import catalogue, charts
from sepakat.core import Table, Text, UserError
from sepakat.core.text import reading_in
from sepakat.web.errors.presenters import analyst, asked, regent

NAMES = ("exclusion", "inclusion_of_beneficiaries")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))


def rates(**row: Any) -> Table:
    usual = {"value": 56.0, "expected": 50.1, "low": 47.6, "high": 52.4, "n": 800, "sign": ""}
    rows = [{"definition": name} | usual | row for name in NAMES]
    return Table(pa.Table.from_pylist(rows), Text("", ""), release="R")


def causes(*found: tuple[str, str, int | None]) -> Table:
    rows = [{"kind": k, "cause": c, "n": n, "value": 12.5, "sign": "" if n else "low"} for k, c, n in found]
    schema = {"kind": pa.string(), "cause": pa.string(), "n": pa.int64(), "value": pa.float64(), "sign": pa.string()}
    return Table(pa.table({n: pa.array([r[n] for r in rows], t) for n, t in schema.items()}), Text("", ""))


def page(table: Table, why: Table) -> regent.Page:
    return regent.page(catalogue.programme("pkh"), "Kabupaten Kupang", table, why)


def test_the_sentences_say_the_estimate_and_its_interval_in_whole_numbers() -> None:
    found = page(rates(), causes())
    assert found.out.endswith("di Kabupaten Kupang, sekitar 50 tidak menerimanya (antara 48 dan 52).")
    assert found.inn.startswith("Dari 100 keluarga yang menerimanya, sekitar 50 sebenarnya tidak berhak")
    assert found.certain and found.picture.startswith("<svg")
    assert found.rows[0] == ("Yang berhak", "49,9", "50,1")
    with reading_in("en"):
        assert "about 50 do not receive it (between 48 and 52)." in page(rates(), causes()).out


def test_without_an_interval_the_simulated_figure_stands_alone() -> None:
    found = page(rates(expected=None, low=None, high=None), causes())
    assert found.out.endswith("sekitar 56 tidak menerimanya.")
    assert not found.certain


def test_hidden_figures_are_words_and_no_picture() -> None:
    gone = rates(value=None, expected=None, low=None, high=None, n=None, sign="few")
    found = page(gone, causes(("exclusion", "tidak_terdaftar", None)))
    assert "terlalu sedikit untuk ditampilkan" in found.out
    assert "terlalu sedikit untuk ditampilkan" in found.inn
    assert found.picture == "" and found.causes == ()
    assert analyst.rate_cells(gone.rows()[0]) == ("#", "#", "#", "")


def test_the_three_largest_causes_of_both_kinds_lead() -> None:
    why = causes(
        ("exclusion", "tidak_terdaftar", 40),
        ("exclusion", "desil_registri", 90),
        ("inclusion", "desil_tinggi", 60),
        ("inclusion", "ganda", 12),
    )
    found = page(rates(), why).causes
    assert [c.count for c in found] == ["90", "60", "40"]
    assert found[1].kind.id == "Galat inklusi" and found[1].advice.id.startswith("Tinjau")


def test_a_real_difference_is_a_sentence_with_its_direction() -> None:
    row = {
        "group": "jenis_kelamin_kk", "class": 2, "group2": "", "class2": None, "definition": "exclusion",
        "value": 40.0, "other": 55.0, "difference": -12.3, "low": -18.8, "high": -5.8, "p": 0.0001,
        "p_adjusted": 0.012, "real": True, "sign": "",
    }  # fmt: skip
    lines, real = analyst.fair(Table(pa.Table.from_pylist([row]), Text("", "")))
    assert real == ["Kepala keluarga perempuan: galat eksklusi 12,3 poin lebih rendah daripada selainnya."]
    assert lines[0].cells == ("Galat eksklusi", "40,0", "55,0", "−12,3", "−18,8 s.d. −5,8", "0,012", "nyata")


def test_intervals_are_drawn_and_told() -> None:
    with reading_in("id"):
        svg = charts.draw(
            "intervals",
            [("Kupang & <kota>", 50.1, 47.6, 52.4)],
            title=Text("Salah", "Wrong"),
            unit="persen",
            release="R",
        )
    root = ET.fromstring(svg)
    words = "".join(root.itertext())
    assert root.get("role") == "img" and "50,1, antara 47,6 dan 52,4 (persen)" in words
    assert "style=" not in svg and "<script" not in svg


def test_an_address_without_a_programme_takes_the_first_and_an_unknown_one_is_told() -> None:
    from sepakat.web.data import ReleaseView

    view = ReleaseView("R", True, provinces=("53",))
    assert asked.read({}, {"pkh": 1, "sembako": 2}, view) == (asked.Asked("pkh", "53"), "")
    with pytest.raises(UserError) as error:
        asked.read({"program": "tak_ada"}, {"pkh": 1, "sembako": 2}, view)
    assert error.value.code == "unknown-programme"
    assert asked.read({"wilayah": "53.01"}, {"pkh": 1}, view)[0].below == "kecamatan"
    assert asked.read({"wilayah": "entah di mana"}, {}, view)[1] == "entah di mana"
