"""Which codes a file uses: told where they tell, refused where they do not."""

from __future__ import annotations

import pytest

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.regions import bps
from sepakat.regions.codes import plain
from sepakat.regions.detect import check_kind, detect_kind

TREE = regions.load()


def ours(level: str, within: str) -> list[str]:
    return [plain(c) for c in TREE.codes(level, within)]


def theirs(level: str, start: str) -> list[str]:
    return [c for c in bps.table(level).column("bps_code").to_pylist() if c.startswith(start)]


@pytest.mark.parametrize("level", ["kecamatan", "desa"])
@pytest.mark.parametrize("province", ["53", "11", "94", "91", "33"])
def test_districts_and_villages_tell_themselves(province: str, level: str) -> None:
    assert detect_kind(ours(level, province)).kind == "kemendagri_plain"
    assert detect_kind(theirs(level, province)).kind == "bps"
    assert detect_kind(TREE.codes(level, province)).kind == "kemendagri_dotted"


@pytest.mark.parametrize("province", ["53", "11"])
def test_regency_numbers_alone_are_unclear(province: str) -> None:
    """NTT and Aceh: all numbers exist in both lists, most mean another regency. No guess."""
    assert detect_kind(ours("kabupaten", province)).kind == "unclear"
    assert detect_kind(theirs("kabupaten", province)).kind == "unclear"


@pytest.mark.parametrize("province", ["53", "11"])
def test_names_beside_the_codes_settle_it(province: str) -> None:
    codes = TREE.codes("kabupaten", province)
    names = [TREE.name(c) for c in codes]
    assert detect_kind([plain(c) for c in codes], names).kind == "kemendagri_plain"
    pairs = [p for p in bps.table("kabupaten").to_pylist() if p["bps_code"].startswith(province)]
    found = detect_kind([p["bps_code"] for p in pairs], [TREE.name(p["kemendagri_code"]).upper() for p in pairs])
    assert found.kind == "bps" and found.level == "kabupaten"


def test_papua_regencies_of_both_lists() -> None:
    assert detect_kind(ours("kabupaten", "95")).kind == "kemendagri_plain"
    assert detect_kind(theirs("kabupaten", "94")).kind == "bps"


def test_provinces() -> None:
    assert detect_kind([plain(c) for c in TREE.codes("provinsi")]).kind == "kemendagri_plain"
    assert detect_kind(bps.table("provinsi", series="2023").column("bps_code").to_pylist()).kind == "bps"
    assert detect_kind(["11", "53"]).kind == "kemendagri_plain"  # the same region under both readings
    assert detect_kind(["94", "91"]).kind == "unclear"


def test_every_regency_of_the_country_by_its_villages() -> None:
    assert {detect_kind(ours("desa", c)).kind for c in TREE.codes("kabupaten")[::5]} == {"kemendagri_plain"}
    by_regency: dict[str, list[str]] = {}
    for code in theirs("desa", ""):
        by_regency.setdefault(code[:4], []).append(code)
    assert {detect_kind(codes).kind for codes in list(by_regency.values())[::5]} == {"bps"}


def test_a_few_slips_do_not_hide_the_kind() -> None:
    codes = ours("desa", "53.01")
    assert detect_kind([*codes, "5301999999", "x", "", None]).kind == "kemendagri_plain"
    assert detect_kind(codes + theirs("desa", "5301")[:5]).kind == "kemendagri_plain"


def test_a_real_mixture_is_unclear() -> None:
    assert detect_kind(ours("desa", "53.01")[:50] + theirs("desa", "5303")[:50]).kind == "unclear"


@pytest.mark.parametrize(
    "codes", [[], [None, ""], ["Kupang", "Ende"], ["99.99", "98.98"], ["9999999999", "8888888888"], ["53010"]]
)
def test_no_codes_or_unknown_ones(codes: list[str | None]) -> None:
    assert detect_kind(codes).kind == "unclear"


def test_counts_add_up() -> None:
    found = detect_kind([*ours("desa", "53.01"), "5301999999"])
    assert found.codes == found.only_kemendagri + found.only_bps + found.both + found.unknown
    assert found.unknown == 1


def test_one_village_is_enough() -> None:
    assert detect_kind(["5301082010"] * 40).kind == "kemendagri_plain"


# -- against what is declared ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("province", ["53", "11", "94"])
def test_a_mix_up_is_refused(province: str) -> None:
    with pytest.raises(UserError) as caught:
        check_kind(ours("desa", province), "bps")
    assert caught.value.code == "code-kind-mixed" and "Kemendagri" in caught.value.title.id
    with pytest.raises(UserError) as caught:
        check_kind(theirs("desa", province), "kemendagri", where="berkas.csv")
    assert caught.value.code == "code-kind-mixed" and caught.value.where == "berkas.csv"


def test_codes_that_mean_the_same_either_way_pass_whatever_they_are_called() -> None:
    """The regencies of Yogyakarta have one number for both: a file of that province alone says nothing of its kind."""
    for declared in ("bps", "kemendagri"):
        check_kind(theirs("kabupaten", "34"), declared)


def test_dotted_codes_declared_as_bps_are_refused() -> None:
    with pytest.raises(UserError):
        check_kind(TREE.codes("desa", "53.01"), "bps")


def test_no_guess_when_unclear_and_undeclared() -> None:
    with pytest.raises(UserError) as caught:
        check_kind(ours("kabupaten", "53"), None)
    assert caught.value.code == "code-kind-unclear" and "menebak" in (caught.value.hint or caught.value.title).id


def test_a_declared_kind_stands_where_nothing_speaks_against_it() -> None:
    assert check_kind(ours("kabupaten", "53"), "bps").kind == "unclear"
    assert check_kind(ours("desa", "53"), "kemendagri").kind == "kemendagri_plain"
    assert check_kind(theirs("desa", "53"), "bps").kind == "bps"
