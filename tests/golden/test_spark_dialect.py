"""The SQL that goes to Spark, kept for review beside DuckDB's (tests/integration/test_spark_parity.py executes both).

To renew: `SEPAKAT_RENEW=1 pytest tests/golden/test_spark_dialect.py`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from sepakat.engine.runners.spark.dialect import translate

KEPT = Path(__file__).parent / "spark_dialect.json"
EXPRESSIONS = (
    "7 // 2",
    "-7 // 2",
    "-7 % 3",
    "7 / 2",
    "-1 / (1 - 1)",
    "TRY(9223372036854775807 + 1)",
    "TRY(CAST('x' AS INTEGER))",
    "TRY(7 // (1 - 1))",
    "CAST(2.345 AS DECIMAL(18, 2))",
    "CAST(0.5 AS DOUBLE) + 1",
    "7.2 * CAST(3 AS BIGINT)",
    "5::BIGINT << 2",
    "(1099511627776 + 5) & 255",
    "substr('53.01.05.2001', 1, 5)",
    "left('abc', 2) || right('abc', 1)",
    "starts_with('53.01', '53.')",
    "len('Ñandú')",
    "strftime(DATE '1990-02-03', '%Y%m%d')",
    "DATE '2024-11-01' - INTERVAL 1 YEAR < DATE '2024-01-01'",
    "position(' ' IN 'ani budi')",
    "split_part('dtks:12', ':', 2)::BIGINT",
    "concat_ws(',', NULL, 'a', 'b')",
    "nullif(concat_ws(',', NULL), '')",
    "greatest(1, NULL, 3)",
    "coalesce(NULL = 1, FALSE)",
    "hamming('3201', '3210')",
    "levenshtein('ani', 'anni')",
    "damerau_levenshtein('ani', 'nai')",
    "jaro_similarity('SITI', 'SITTI')",
    "jaro_winkler_similarity('SITI', 'SITTI')",
    "jaro_winkler_similarity('ANI', 'BUDI')",
    "list_has_all(['a', 'b'], ['b'])",
    "list_has_all(['a'], CAST(NULL AS VARCHAR[]))",
    "list_has_any(['a', 'b'], ['c'])",
)
ROWS = "(VALUES (1, 'a', 10.5), (2, 'a', 20.0), (2, 'b', 40.0), (NULL, 'b', NULL), (5, 'c', 99.0)) t(x, g, y)"
QUERIES = (
    f"SELECT g, x FROM {ROWS} ORDER BY x, g",
    f"SELECT g, x FROM {ROWS} ORDER BY x DESC, g",
    f"SELECT g, quantile_cont(y, 0.4) AS q, count_if(x > 1) AS n FROM {ROWS} GROUP BY g ORDER BY g",
    f"SELECT g, x, count(*) AS n, GROUPING(g, x) AS w FROM {ROWS} GROUP BY GROUPING SETS ((g), (x)) ORDER BY w, g, x",
    f"FROM (SELECT g, y FROM {ROWS} QUALIFY row_number() OVER (PARTITION BY g ORDER BY y DESC) = 1) ORDER BY g",
    f"SELECT sum(y) OVER (ORDER BY x RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS c FROM {ROWS}"
    " WHERE x IS NOT NULL ORDER BY x, g",
    f"SELECT bit_or(x) AS bits, bool_or(x > 4) AS any_of FROM {ROWS}",
    f"SELECT (sum(CAST(x AS BIGINT) + 4611686018427387904) % 281474976710656)::BIGINT AS key FROM {ROWS}",
)


def test_as_reviewed():
    made = {sql: translate(sql) for sql in (*EXPRESSIONS, *QUERIES)}
    if os.environ.get("SEPAKAT_RENEW"):
        KEPT.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    assert made == json.loads(KEPT.read_text())


def test_names_and_files_stand_for_views():
    read = []

    def reader(paths):
        read.append(list(paths))
        return "berkas"

    sql = translate(
        "SELECT $rahasia + x AS k FROM rec JOIN read_parquet(['a', 'b']) p USING (x)", reader, {"rec": "r1"}
    )
    assert read == [["a", "b"]]
    assert sql == "SELECT :rahasia + x AS k FROM r1 JOIN berkas AS p USING (x)"
