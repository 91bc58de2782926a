"""Below the village: SLS codes, and dusun, RW, RT that hang together."""

from __future__ import annotations

import pytest

from sepakat.core.errors import UserError
from sepakat.regions import units
from sepakat.regions.units import VillageUnit

VILLAGE = "53.01.08.2010"
OTHER = "53.01.08.2009"
DUSUN = VillageUnit("dusun", units.unit_code(VILLAGE, dusun=2), "Dusun II", VILLAGE)
RW = VillageUnit("rw", units.unit_code(VILLAGE, rw=3), "RW 003", VILLAGE, DUSUN.code)
RT = VillageUnit("rt", units.unit_code(VILLAGE, rw=3, rt=12), "RT 012", VILLAGE, RW.code)
SLS = VillageUnit("sls", units.unit_code(VILLAGE, sls="0012"), "SLS 12", VILLAGE, RT.code, "5303120010001200")


def test_sls_code_in_parts_and_back() -> None:
    parts = units.parse_sls("5303120010001201")
    assert parts == units.Sls("5303120010", "0012", "01")
    assert parts.code == "5303120010001201"
    assert units.format_sls("5303120010", 12, 1) == "5303120010001201"
    assert units.parse_sls("53031200100012").sub == "00"
    assert units.format_sls("5303120010", "0012") == "5303120010001200"


@pytest.mark.parametrize("code", ["", "530312001000120", "53.01.08.2010", "530312001000120x", None])
def test_other_forms_of_sls_are_refused(code: object) -> None:
    with pytest.raises(UserError) as caught:
        units.parse_sls(code)  # type: ignore[arg-type]
    assert caught.value.code == "sls-code-form"


def test_unit_codes() -> None:
    assert RT.code == "53.01.08.2010/rw-003/rt-012"
    assert units.unit_code(VILLAGE, dusun="Ia") == "53.01.08.2010/dusun-Ia"
    for village, numbers in (("53.01.08", {"rt": 1}), (VILLAGE, {}), (VILLAGE, {"gang": 1}), (VILLAGE, {"rt": "a b"})):
        with pytest.raises(UserError):
            units.unit_code(village, **numbers)  # type: ignore[arg-type]


def test_table_is_sorted_and_whole() -> None:
    table = units.table([SLS, RT, RW, DUSUN])
    assert table.schema == units.SCHEMA
    assert table.column("kind").to_pylist() == ["dusun", "rw", "rt", "sls"]
    assert units.table([]).num_rows == 0


def test_below() -> None:
    every = [SLS, RT, RW, DUSUN]
    assert units.below(every, VILLAGE) == [DUSUN]
    assert units.below(every, RW.code) == [RT]


@pytest.mark.parametrize(
    "wrong",
    [
        VillageUnit("gang", f"{VILLAGE}/gang-1", "Gang", VILLAGE),
        VillageUnit("rt", f"{OTHER}/rt-001", "RT", VILLAGE),
        VillageUnit("rt", f"{VILLAGE}/rt-001", "RT", VILLAGE, f"{VILLAGE}/rw-009"),
        VillageUnit("dusun", f"{VILLAGE}/dusun-009", "Dusun", VILLAGE, RW.code),
        VillageUnit("rt", f"{OTHER}/rt-001", "RT", OTHER, RW.code),
        VillageUnit("sls", f"{VILLAGE}/sls-0001", "SLS", VILLAGE, f"{VILLAGE}/sls-0001"),
        RT,
    ],
)
def test_units_that_do_not_fit_are_found(wrong: VillageUnit) -> None:
    misfits = units.check_units([DUSUN, RW, RT, wrong])
    assert [unit for unit, _ in misfits] == [wrong]
    with pytest.raises(UserError) as caught:
        units.table([DUSUN, RW, RT, wrong])
    assert caught.value.code == "village-units"
