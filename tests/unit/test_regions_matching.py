"""How the shipped crosswalk pairs names: strict first, only unmistakable pairs, nothing guessed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sepakat import regions
from sepakat.regions import bps


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "build_crosswalk.py"
    spec = importlib.util.spec_from_file_location("build_crosswalk", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("theirs", "ours", "status"),
    [
        ("OEBELO", "Oebelo", "nama_sama"),
        ("SUKA MULYA", "Sukamulya", "dinormalkan"),
        ("SEI PURUN II", "Sungai Purun Dua", "dinormalkan"),
        ("MANGKIANG", "Mengkiang", "mirip"),
        ("BLOK 31", "Blok 13", None),
        ("KISARAN TIMUR", "Kisaran Barat", None),
        ("RAKNAMO", "Naibonat", None),
    ],
)
def test_one_pair(tool: ModuleType, theirs: str, ours: str, status: str | None) -> None:
    found = tool.match({"a": theirs}, {"b": ours})
    assert found == ({} if status is None else {"a": ("b", status)})


def test_twins_stay_open(tool: ModuleType) -> None:
    assert tool.match({"a": "SUKAJADI", "b": "SUKAJADI"}, {"c": "Sukajadi"}) == {}
    assert tool.match({"a": "MEKARSARI"}, {"b": "Mekarsaro", "c": "Mekarsaru"}) == {}


def test_a_renamed_district_is_known_by_its_villages(tool: ModuleType) -> None:
    same = {"1": "Satar Teu", "2": "Golo Mangung", "3": "Haju Wangi", "4": "Tengku Lawar"}
    theirs = {"d1": {f"d1{k}": v.upper() for k, v in same.items()}}
    ours = {"e1": {f"e1{k}": v for k, v in same.items()}, "e2": {"e21": "Lain"}}
    found = tool.districts_by_villages({"d1": "POCO RANAKA"}, {"e1": "Lamba Leda", "e2": "Lain"}, theirs, ours)
    assert found == [("d1", "e1")]
    del theirs["d1"]["d11"], theirs["d1"]["d12"]
    assert tool.districts_by_villages({"d1": "X"}, {"e1": "Y"}, theirs, ours) == []


def test_shipped_pairs_of_equal_name_have_equal_names(tool: ModuleType) -> None:
    """The committed file against the published list it was made from, where that is installed."""
    pytest.importorskip("wilayah_indonesia", reason="development package with the published BPS list")
    names = tool.bps_list("villages")
    tree = regions.load()
    for pair in bps.table("desa").to_pylist()[::7]:
        if pair["status"] == "nama_sama":
            assert tool.fold(names[pair["bps_code"]]) == tool.fold(tree.name(pair["kemendagri_code"]))
