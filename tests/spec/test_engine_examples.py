"""Every indicator's worked example, on the real engine: table in, numerator, denominator and value out."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from sepakat import catalogue, engine
from tests.engine_release import SmallRelease, write

VILLAGE = "53.01.05.2001"
EXAMPLES = [(i.id, source) for i in catalogue.indicators().values() for source in i.sources]


def _release(tmp_path, indicator, source) -> SmallRelease:
    rows, _ = catalogue.example_rows(indicator)
    name = next(
        name
        for name, spec in catalogue.frames(indicator.satuan_analisis).items()
        if spec.source == source and name in indicator.frames
    )
    if source == "registri":
        return write(tmp_path, name, [{"village_code": VILLAGE, **row} for row in rows])
    # On a survey every example row weighs one: the estimate is the plain figure.
    design = [{"regency_code": "53.01", "penimbang": 1.0, "strata": 1, "psu": i} for i in range(len(rows))]
    return write(tmp_path, name, [{**extra, **row} for extra, row in zip(design, rows, strict=True)])


@pytest.mark.parametrize(("name", "source"), EXAMPLES)
def test_worked_example(tmp_path, name, source):
    indicator = catalogue.indicator(name)
    _, expected = catalogue.example_rows(indicator)
    release = _release(tmp_path, indicator, source)
    level = "desa" if source == "registri" else "kabupaten"
    table = engine.compute(
        release, [name], region="53", level=level, source=source, protect=False, on=expected["tanggal"]
    )
    (row,) = table.rows()
    assert row["numerator"] == pytest.approx(float(expected["pembilang"]), abs=1e-6)
    assert row["denominator"] == float(expected["penyebut"])
    if expected["nilai"] is None:
        assert row["value"] is None
    else:
        digits = Decimal(1).scaleb(-indicator.desimal)
        assert math.isclose(row["value"], float(expected["nilai"]), abs_tol=float(digits) / 2 + 1e-9)
    assert row["version"] == indicator.versi
    assert row["suppressed"] is False
