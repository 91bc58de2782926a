"""Files on disk: sorted, in small row groups, integers delta-packed, and the same bytes for the same rows."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.core import duck
from sepakat.lake.layout import (
    ROW_GROUP,
    ROW_GROUP_LEAST,
    order_by,
    row_group_size,
    write_batches,
    write_parts,
    write_query,
)

PEOPLE = """
SELECT '53.01.' || lpad(((i * 7919) % 20 + 1)::VARCHAR, 2, '0') || '.2001' AS village_code,
       ((i * 7919) % 40000)::BIGINT AS family_id, i::BIGINT AS person_id, (i % 7)::TINYINT AS kode, NULL::VARCHAR AS s
FROM range(40000) t(i)
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("layout") / "person" / "53.01.parquet"
    return path, write_query(duck.connect(), PEOPLE, path, "person")


def test_sorted_by_village_family_person(written):
    rows = pq.read_table(written[0]).select(["village_code", "family_id", "person_id"]).to_pylist()
    keys = [tuple(r.values()) for r in rows]
    assert keys == sorted(keys)
    assert written[1].rows == len(keys) == 40000


def test_a_village_reads_only_its_own_row_groups(written):
    meta = pq.read_metadata(written[0])
    assert meta.num_row_groups == 5
    stats = [meta.row_group(g).column(0).statistics for g in range(meta.num_row_groups)]
    holding = [s for s in stats if s.min <= "53.01.11.2001" <= s.max]
    assert len(holding) <= 2


def test_integers_are_delta_packed_and_text_by_dictionary(written):
    group = pq.read_metadata(written[0]).row_group(0)
    found = {group.column(i).path_in_schema: group.column(i).encodings for i in range(group.num_columns)}
    assert all("DELTA_BINARY_PACKED" in found[c] for c in ("family_id", "person_id", "kode"))
    assert "RLE_DICTIONARY" in found["village_code"]


@pytest.mark.parametrize(
    ("before", "size"), [(0, ROW_GROUP_LEAST), (100_000, 12_500), (10_000_000, ROW_GROUP), (65_536, ROW_GROUP_LEAST)]
)
def test_row_groups_grow_along_the_file_up_to_the_limit(before, size):
    assert row_group_size(before) == size <= 122_880


def test_bytes_depend_on_rows_not_on_batches(tmp_path):
    table = pa.table({"family_id": pa.array(range(30_000), pa.int64()), "t": [f"x{i % 9}" for i in range(30_000)]})
    for name, size in (("a", 777), ("b", 30_000)):
        write_batches(table.schema, table.to_batches(max_chunksize=size), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_one_query_is_cut_into_regencies(tmp_path):
    sql = """SELECT '53.0' || (i % 3 + 1) || '.01.2001' AS village_code, i::BIGINT AS family_id FROM range(9) t(i)
             UNION ALL SELECT NULL, 99"""
    done = write_parts(duck.connect(), sql, tmp_path, "family")
    assert {part: w.rows for part, w in done.items()} == {"53.01": 3, "53.02": 3, "53.03": 3, "00": 1}
    assert pq.read_table(tmp_path / "53.02.parquet")["family_id"].to_pylist() == [1, 4, 7]
    alone = write_query(
        duck.connect(), f"SELECT * FROM ({sql}) WHERE village_code LIKE '53.02%'", tmp_path / "x", "family"
    )
    assert (tmp_path / "x").read_bytes() == (tmp_path / "53.02.parquet").read_bytes() and alone == done["53.02"]


def test_tables_without_an_id_of_their_own_are_ordered_by_all_columns():
    assert order_by("family", ["lantai", "family_id", "village_code"]) == (
        '"village_code" NULLS LAST, "family_id" NULLS LAST'
    )
    assert order_by("receipt", ["period", "village_code", "family_id"]) == (
        '"village_code" NULLS LAST, "family_id" NULLS LAST, "period" NULLS LAST'
    )
