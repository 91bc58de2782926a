"""Every indicator's worked example, by the slow obvious evaluator; and that evaluator against SQL.

The example in an indicator file is hand-checked arithmetic. Here it is worked out again by walking the expression over
dictionaries. The second half runs every expression on random rows in DuckDB and in that evaluator: two independent
meanings of the same file must agree, NULL for NULL.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from decimal import Decimal

import pyarrow as pa
import pytest

from sepakat import catalogue
from sepakat.catalogue import reference
from sepakat.core import duck

IDS = sorted(catalogue.indicators())
DAY = dt.date(2024, 3, 1)


@pytest.mark.parametrize("id_", IDS)
def test_the_worked_example_gives_its_answer(id_: str) -> None:
    item = catalogue.indicator(id_)
    rows, expected = catalogue.example_rows(item)
    answer = reference.evaluate(item, rows, expected["tanggal"])
    assert float(answer.numerator) == pytest.approx(float(expected["pembilang"]), abs=1e-9)
    assert answer.denominator == expected["penyebut"]
    assert reference.rounded(answer.value, item.desimal) == expected["nilai"]


@pytest.mark.parametrize("id_", IDS)
def test_the_worked_example_holds_an_edge(id_: str) -> None:
    """An example that only shows the easy rows proves little: each has an unknown answer that is not counted."""
    item = catalogue.indicator(id_)
    rows, _ = catalogue.example_rows(item)
    assert any(value is None for row in rows for value in row.values())
    assert len(rows) >= 3


def _random_rows(item: catalogue.Indicator, variables: dict[str, catalogue.Variable], seed: int) -> pa.Table:
    chance = random.Random(f"{item.id}{seed}")
    columns: dict[str, pa.Array] = {}
    for name in sorted(item.columns):
        variable = variables[name]
        codes = [code for code in variable.codes().rows if isinstance(code, int)] if variable.codes() else []
        if variable.type == "bit":
            pool = [*codes, 0, 99, sum(code for code in codes if code != 99)]
        elif codes:
            pool = codes
        elif variable.type == "nyata":
            pool = [0.0, 100.0, 322170.0, 500000.0, 549607.0, 2_000_000.0]
        else:
            pool = [0, 1, 2, 4, 5, 7, 10, 12, 14, 15, 16, 17, 18, 24, 25, 35, 36, 40, 59, 60, 72]
        values = [None if chance.random() < 0.15 else chance.choice(pool) for _ in range(120)]
        columns[name] = pa.array(values, type=variable.arrow)
    return pa.table(columns) if columns else pa.table({"x": pa.array([1] * 120)})


@pytest.fixture(scope="module")
def con() -> duck.Connection:
    return duck.connect()


@pytest.mark.parametrize("id_", IDS)
def test_sql_and_the_slow_evaluator_agree(id_: str, con: duck.Connection) -> None:
    item = catalogue.indicator(id_)
    spec = catalogue.table(item.frames[0])
    table = _random_rows(item, dict(spec.variables), 7)
    given = catalogue.numbers(item.parameters, DAY)
    con.register("baris", table)
    both = f"SELECT {item.numerator.sql(given)} AS a, {item.denominator.sql(given, alias='b')} AS b FROM baris AS b"
    got = con.sql(both).to_arrow_table().to_pylist()
    for row, found in zip(table.to_pylist(), got, strict=True):
        for expression, sql in ((item.numerator, found["a"]), (item.denominator, found["b"])):
            slow = reference.value(expression, row, given)
            if isinstance(sql, float | Decimal) and slow is not None:
                assert math.isclose(float(sql), float(slow), rel_tol=1e-12, abs_tol=1e-12), (row, expression.text)
            else:
                assert slow == sql, (row, expression.text)
