"""No part of a programme's figures is shown above its whole, though each has noise of its own."""

from __future__ import annotations

from sepakat.targeting.counts import FEW, NEAR, Cell, consistent


def cells(**given: int | Cell) -> dict[str, Cell]:
    usual: dict[str, int | Cell] = {
        "total": 90,
        "due": 40,
        "has": 30,
        "both": 20,
        "gap": 20,
        "outside": 10,
        "waiting": 20,
    }
    return {name: c if isinstance(c, tuple) else (c, "") for name, c in (usual | given).items()}


def test_a_part_above_its_whole_is_shown_as_large_as_it() -> None:
    assert consistent(cells()) == cells()
    assert consistent(cells(due=13, gap=15, both=(None, FEW), waiting=14)) == cells(
        due=13, gap=13, both=(None, FEW), waiting=13
    )
    assert consistent(cells(total=38, due=40, gap=39)) == cells(total=38, due=38, gap=38)
    assert consistent(cells(has=15, both=17, outside=16)) == cells(has=15, both=15, outside=15)


def test_a_part_of_too_few_is_hidden_with_them_and_of_nearly_all_stays() -> None:
    assert consistent(cells(due=(None, FEW), gap=10, both=12, waiting=11)) == cells(
        due=(None, FEW), gap=(None, FEW), both=(None, FEW), waiting=(None, FEW)
    )
    assert consistent(cells(due=(None, NEAR))) == cells(due=(None, NEAR))
    assert consistent(cells(gap=(None, NEAR), due=12))["gap"] == (None, NEAR)
