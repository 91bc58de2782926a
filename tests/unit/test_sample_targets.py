"""Targets: every province has them, every column says where it is from, and assumptions are named."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from sepakat import regions, sample
from sepakat.core.errors import UserError
from sepakat.sample import culture, targets

FOLDER = Path(sample.__file__).parent


def test_all_provinces_and_regencies_of_the_country_are_there() -> None:
    tree = regions.load()
    assert targets.codes() == tree.codes("provinsi")
    found = sorted(k for code in targets.codes() for k in targets.province(code).regencies)
    assert found == tree.codes("kabupaten")


@pytest.mark.parametrize("name", ["provinsi", "kabupaten"])
def test_every_column_has_a_source_and_a_period(name: str) -> None:
    described = tomllib.loads((FOLDER / "targets.toml").read_text(encoding="utf-8"))[name]
    with open(FOLDER / f"targets_{name}.csv", encoding="utf-8", newline="") as source:
        head = next(csv.reader(source))
    assert set(head) - {"kode", "nama"} == set(described)
    assert all(d["sumber"] and d["periode"] and d["satuan"] for d in described.values())


def test_what_is_not_published_is_named_as_assumed() -> None:
    assumed = {code: targets.province(code).assumed for code in targets.codes() if targets.province(code).assumed}
    assert assumed == {"31": ("garis_desa",), "94": ("gini",), "95": ("gini",), "96": ("gini",)}


def test_figures_of_ntt() -> None:
    """Literal values of BPS, so that a slip in the file is seen."""
    ntt = targets.province("53")
    assert (ntt.p0, ntt.gini, ntt.line_urban, ntt.line_rural) == (pytest.approx(0.186), 0.315, 638_261, 488_995)
    assert ntt.regencies["53.01"].p0 == 22.98


def test_an_unknown_province_is_a_users_error() -> None:
    with pytest.raises(UserError) as caught:
        targets.province("54")
    assert caught.value.code == "sample-province-unknown"


def test_name_groups_are_complete_and_plain() -> None:
    """Words hold nothing that would break a file, and every mix names groups that exist."""
    groups = culture.groups()
    for group in groups.values():
        assert len(group.male) >= 25 and len(group.female) >= 25
        assert group.pattern in ("dua", "marga", "bali")
        assert (len(group.clan) >= 20) == (group.pattern == "marga")
        for word in [*group.male, *group.female, *group.clan, *group.order]:
            assert not set(word) & set(';,"\n'), word
    for code in targets.codes():
        assert set(targets.province(code).assumptions["nama"]) <= set(groups)
    assert all(set(mix) <= set(groups) for mix in targets.assumptions()["kabupaten"].values())
