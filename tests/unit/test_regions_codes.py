"""Codes, kinds, levels and the tree: the counts are those of the decree."""

from __future__ import annotations

import pytest

from sepakat import regions
from sepakat.core.errors import UserError

TREE = regions.load()


@pytest.mark.parametrize(
    ("level", "count"),
    [("nasional", 1), ("provinsi", 38), ("kabupaten", 514), ("kecamatan", 7285), ("desa", 83762)],
)
def test_count_of_each_level(level: str, count: int) -> None:
    assert TREE.count(level) == count


def test_count_of_each_kind() -> None:
    """416 kabupaten and 98 kota; 8,496 kelurahan and 75,266 desa, of which 14 desa adat."""
    regencies = [r.kind for r in TREE.descendants("00", "kabupaten")]
    villages = TREE.table("desa").column("kind").to_pylist()
    assert (regencies.count("kabupaten"), regencies.count("kota")) == (416, 98)
    assert [villages.count(k) for k in ("kelurahan", "desa", "desa_adat")] == [8496, 75252, 14]


def test_every_parent_exists_and_every_name_is_trimmed() -> None:
    for level in ("provinsi", "kabupaten", "kecamatan", "desa"):
        table = TREE.table(level)
        above = set(TREE.codes(regions.LEVELS[regions.LEVELS.index(level) - 1]))
        assert set(table.column("parent").to_pylist()) <= above
        assert all(name and name == name.strip() for name in table.column("name").to_pylist())


def test_one_region() -> None:
    assert TREE.get("53.71") == regions.Region("53.71", "kabupaten", "Kota Kupang", "kota", "53")
    assert TREE.get(" 53 ").name == "Nusa Tenggara Timur"
    assert TREE.get("00").name == "Indonesia"
    assert TREE.name_path("53.71.03.1010") == "Oesapa, Kelapa Lima, Kota Kupang, Nusa Tenggara Timur"
    assert TREE.name_path("00") == "Indonesia"


def test_up_and_down() -> None:
    assert [r.code for r in TREE.ancestors("53.01.08.2010")] == ["00", "53", "53.01", "53.01.08"]
    parent = TREE.parent("53.01")
    assert parent is not None and parent.code == "53"
    assert TREE.parent("00") is None
    assert [r.code for r in TREE.children()][:3] == ["11", "12", "13"]
    assert len(TREE.children("53")) == 22
    assert TREE.children("53.01.08.2010") == []
    assert sum(TREE.count("desa", c) for c in TREE.codes("kabupaten", "53")) == TREE.count("desa", "53")
    assert TREE.codes("kabupaten", "53.01.08") == []
    assert TREE.codes("kabupaten", "53.01") == ["53.01"]
    assert TREE.codes("provinsi", "00") == sorted(TREE.codes("provinsi"))


def test_codes_helpers() -> None:
    assert regions.at_level("53.01.08.2010", "kecamatan") == "53.01.08"
    assert regions.at_level("53.01", "nasional") == "00"
    assert regions.level_of("00") == "nasional"
    assert "53.01" in TREE and "5301" not in TREE and 53 not in TREE
    with pytest.raises(UserError) as caught:
        regions.at_level("53", "desa")
    assert caught.value.code == "region-level"


@pytest.mark.parametrize("code", ["5301", "53010", "5301082010", 5301])
def test_undotted_code_is_refused_with_the_reason(code: object) -> None:
    with pytest.raises(UserError) as caught:
        regions.parse(code)
    assert caught.value.code == "region-code-undotted"
    assert "BPS" in str(caught.value.title) and caught.value.hint is not None


def test_undotted_refusal_shows_the_dotted_form() -> None:
    with pytest.raises(UserError) as caught:
        TREE.get("5301082010")
    assert caught.value.hint is not None and "53.01.08.2010" in caught.value.hint.id


@pytest.mark.parametrize("code", ["", "53.1", "53.01.", "Kupang", "53.01.08.20", None, 53.01, "53,01"])
def test_other_forms_are_refused(code: object) -> None:
    with pytest.raises(UserError) as caught:
        regions.parse(code)
    assert caught.value.code == "region-code-form"


def test_unknown_code_names_the_nearest_brother() -> None:
    with pytest.raises(UserError) as caught:
        TREE.get("53.01.80")
    assert caught.value.code == "region-unknown"
    assert caught.value.hint is not None and "`53.01." in caught.value.hint.id
    with pytest.raises(UserError) as caught:
        TREE.get("99.01")
    assert caught.value.code == "region-unknown"


def test_unknown_level_names_the_nearest() -> None:
    with pytest.raises(UserError) as caught:
        TREE.codes("kabupatan")
    assert caught.value.hint is not None and "kabupaten" in caught.value.hint.id
