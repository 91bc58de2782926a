"""Search forgives what people write: letters left out, old spelling, titles in short, the place after the name."""

from __future__ import annotations

import pytest

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions.names import fold, key, loose_key, split_title


def first(query: str, **options: object) -> str:
    return regions.search(query, **options)[0].region.code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("kupng", "53.01"),
        ("Timor tengah slatan", "53.02"),
        ("kab. kupang", "53.01"),
        ("kota kupang", "53.71"),
        ("koepang", "53.01"),
        ("Kotamadya Kupang", "53.71"),
        ("bandoeng", "32.04"),
        ("tjilatjap", "33.01"),
        ("Djember", "35.09"),
        ("jogjakarta", "34"),
        ("NTT", "53"),
        ("prov. nusa tengara timur", "53"),
        ("TTS", "53.02"),
        ("ttu", "53.03"),
        ("sumba brt daya", "53.18"),
        ("oesapa kupang", "53.71.03.1010"),
        ("usapa", "53.71.03.1010"),
        ("Oesapa, Kota Kupang", "53.71.03.1010"),
        ("desa oebelo kec kupang tengah", "53.01.08.2010"),
        ("Kab Timor Tengah Utara ntt", "53.03"),
        ("ende", "53.08"),
        ("kec. ende", "53.08.03"),
        ("Kbupaten Blitar", "35.05"),
        ("kecamatan kota raja", "53.71.05"),
        ("53.01.08", "53.01.08"),
    ],
)
def test_what_people_write(query: str, code: str) -> None:
    assert first(query) == code


def test_half_a_name_finds_its_region() -> None:
    found = [f.region.code for f in regions.search("timor ten", limit=5)]
    assert set(found[:2]) == {"53.02", "53.03"}


def test_results_carry_path_and_level() -> None:
    best = regions.search("oesapa")[0]
    assert best.path == "Oesapa, Kelapa Lima, Kota Kupang, Nusa Tenggara Timur"
    assert best.region.level == "desa" and best.score == 100


def test_filters() -> None:
    assert first("ende", level="kecamatan") == "53.08.03"
    assert first("ende", level="desa") == "73.71.05.1005"
    assert {f.region.code[:5] for f in regions.search("oesapa", within="53.71")} == {"53.71"}
    assert {f.region.level for f in regions.search("ende", levels=("kabupaten", "kecamatan"))} == {
        "kabupaten",
        "kecamatan",
    }
    assert regions.search("53.01", level="desa") == []
    assert regions.search("53.01", within="35") == []
    assert len(regions.search("suka", limit=3)) == 3


@pytest.mark.parametrize("query", ["", "  ", "!!", ",", "qqqqqqqqqq", "xq" * 2500])
def test_nothing_to_find(query: str) -> None:
    assert regions.search(query) == []


def test_search_refuses_what_is_no_level_or_no_code() -> None:
    with pytest.raises(UserError):
        regions.search("ende", level="kabupatan")
    with pytest.raises(UserError) as caught:
        regions.search("ende", within="5308")
    assert caught.value.code == "region-code-undotted"


def test_names_are_made_comparable() -> None:
    assert fold("Kab. Timor-Tengah  Ma’u") == "kab timor tengah mau"
    assert key(fold("Soekaboemi")) == key(fold("Sukabumi"))
    assert key(fold("Oro-Oro Ombo")) == key(fold("Oro Oroombo"))
    assert loose_key(fold("Sei Purun II")) == loose_key(fold("Sungai Purun Dua"))
    assert split_title("kab adm kepulauan seribu") == ("kepulauan seribu", "kabupaten", "kabupaten")
    assert split_title("kota") == ("kota", None, None)
