"""A budget scenario of a million families beside the query that one would write by hand, in one run.

`python benchmarks/scenarios.py [FAMILIES]`: the same rule, quota and cost (a) by `scenarios.run`, (b) with all figures
that may leave, (c) as a plain DuckDB query over the same columns in memory, (d) in Polars where it is installed.
Prints seconds (best of three) and ratios; the units served must be the same. Timings of tests are nowhere else.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sepakat.targeting import scenarios
from sepakat.targeting.scenarios import Scenario
from tests.scenario_people import base

QUERY = """
WITH line AS (
  SELECT unit_id, village, row_number() OVER (ORDER BY score, unit_id) AS place FROM units
  WHERE due AND NOT has AND ((decile BETWEEN 1 AND 4) OR (decile BETWEEN 1 AND 6 AND bits & 1 <> 0)))
SELECT village[1:5] AS region, count(*) AS n, sum(200000.0 * 12) AS cost, sum(hash(unit_id) % 2) AS mark
FROM line WHERE place <= {quota} GROUP BY 1 ORDER BY 1"""


def best(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    taken, found = [], None
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - start)
    return min(taken), found


def main(size: int) -> None:
    arrays = base(size, 7, places=600)
    quota = size // 10
    asked = Scenario("a", "pkh", 4, categories=("disabilitas",), category_decile=6, cost=200_000, quota=quota,
                     shares={"provinsi": 40.0, "kabupaten": 60.0})  # fmt: skip
    table = pa.table(
        {
            "unit_id": arrays.unit_id,
            "village": pa.DictionaryArray.from_arrays(arrays.village, pa.array(arrays.villages)).cast(pa.string()),
            "decile": arrays.deciles["nasional"],
            "score": arrays.score,
            "due": arrays.due,
            "has": arrays.has,
            "bits": arrays.bits,
        }
    )
    _ = arrays.truly, arrays.band, arrays.elsewhere, arrays.key_parts, arrays.shortfall  # as `scenarios.load` does
    con = duckdb.connect()
    con.execute("SET threads=2")
    con.register("arrow_units", table)
    con.execute("CREATE TABLE units AS SELECT * FROM arrow_units")
    run, result = best(lambda: scenarios.run(arrays, asked))
    whole, figures = best(lambda: scenarios.figures([scenarios.run(arrays, asked)]))
    search, _ = best(lambda: scenarios.best(arrays, Scenario("a", "pkh", 4, cost=200_000, ceiling=quota * 2.4e6)), 1)
    duck, rows = best(lambda: con.sql(QUERY.format(quota=quota)).fetchall())
    assert sum(r[1] for r in rows) == result.chosen.served == quota
    told = {"run": run, "run + all figures": whole, "best rule": search, "DuckDB by hand": duck}
    try:
        import polars as pl
    except ImportError:
        pl = None
    if pl is not None:
        frame = pl.from_arrow(table)
        told["Polars by hand"], _ = best(lambda: _polars(pl, frame, quota))
    print(f"{size:,} families, {len(figures):,} rows of figures")
    for name, seconds in told.items():
        print(f"{name:>18}: {seconds:7.3f} s   {seconds / duck:5.2f} x DuckDB by hand")


def _polars(pl: Any, frame: Any, quota: int) -> Any:
    decile, some = pl.col("decile"), (pl.col("bits") & 1) != 0
    rule = decile.is_between(1, 4) | (decile.is_between(1, 6) & some)
    line = frame.filter(pl.col("due") & ~pl.col("has") & rule).sort("score", "unit_id").head(quota)
    return line.group_by(pl.col("village").str.slice(0, 5)).agg(n=pl.len(), cost=pl.lit(2_400_000.0).sum())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
