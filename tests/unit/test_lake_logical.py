"""The logical hash: equal for equal rows however they are stored, different as soon as one cell differs."""

from __future__ import annotations

import datetime as dt
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.lake.logical import combine, hash_batches, hash_file

ROWS = pa.table(
    {
        "id": pa.array([1, 2, 3, 4], pa.int64()),
        "kode": pa.array([1, None, 0, 99], pa.int8()),
        "teks": ["a", "", None, "bc"],
        "hari": pa.array([dt.date(2024, 1, 2), None, dt.date(1970, 1, 1), dt.date(1950, 5, 5)]),
        "nyata": pa.array([0.5, None, -0.0, float("nan")]),
        "ya": [True, False, None, True],
        "bita": pa.array([b"\x00", b"", None, b"xy"], pa.binary()),
        "uang": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("0.00"), decimal.Decimal("-2.00")]),
        "daftar": [[1, 2], [], None, [3]],
    }
)


def digest(table: pa.Table, size: int = 100) -> str:
    return hash_batches(table.schema, table.to_batches(max_chunksize=size))[1]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_batches_do_not_matter(size):
    assert digest(ROWS, size) == digest(ROWS)


def test_batches_are_taken_together_up_to_a_bound(monkeypatch):
    monkeypatch.setattr("sepakat.lake.logical._BATCH", 2)
    assert digest(ROWS, 1) == digest(ROWS)


def test_slices_of_a_larger_table_hash_like_the_rows_alone():
    twice = pa.concat_tables([ROWS, ROWS]).combine_chunks()
    assert digest(twice.slice(4)) == digest(ROWS)


def test_encoding_and_compression_do_not_matter(tmp_path):
    for name, options in (("a", {"compression": "zstd"}), ("b", {"compression": "none", "use_dictionary": False})):
        pq.write_table(ROWS, tmp_path / name, row_group_size=3, **options)
    assert hash_file(tmp_path / "a") == hash_file(tmp_path / "b") == (4, digest(ROWS))


def test_kinds_of_text_do_not_matter():
    plain = pa.table({"t": pa.array(["a", None, "b"])})
    for kind in (pa.large_string(), pa.dictionary(pa.int8(), pa.string()), pa.string_view()):
        assert digest(pa.table({"t": plain["t"].cast(kind)})) == digest(plain)


def test_zero_is_not_unknown():
    assert digest(pa.table({"n": pa.array([0], pa.int8())})) != digest(pa.table({"n": pa.array([None], pa.int8())}))
    assert digest(pa.table({"t": [""]})) != digest(pa.table({"t": pa.array([None], pa.string())}))


def test_text_cannot_slide_between_rows():
    assert digest(pa.table({"t": ["ab", "c"]})) != digest(pa.table({"t": ["a", "bc"]}))


@pytest.mark.parametrize(
    "other",
    [
        ROWS.slice(0, 3),
        ROWS.take([1, 0, 2, 3]),
        ROWS.rename_columns(["id_", *ROWS.column_names[1:]]),
        ROWS.set_column(1, "kode", ROWS["kode"].cast(pa.int16())),
        ROWS.set_column(8, "daftar", pa.array([[1], [2], None, [3]])),
    ],
    ids=["fewer rows", "other order", "other name", "other type", "other lists"],
)
def test_a_difference_shows(other):
    assert digest(other) != digest(ROWS)


def test_keyed_hash_needs_the_key():
    plain = digest(ROWS)
    keyed = hash_batches(ROWS.schema, ROWS.to_batches(), b"k" * 32)[1]
    assert keyed != plain
    assert keyed == hash_batches(ROWS.schema, ROWS.to_batches(), b"k" * 32)[1]
    assert keyed != hash_batches(ROWS.schema, ROWS.to_batches(), b"j" * 32)[1]


def test_combine_does_not_depend_on_order_but_on_names():
    assert combine({"a": "1", "b": "2"}) == combine({"b": "2", "a": "1"}) != combine({"a": "2", "b": "1"})
