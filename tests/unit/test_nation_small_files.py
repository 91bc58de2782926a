"""Many small files, as 514 regencies bring: what is written and read of them does not depend on how they are cut."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import welfare
from sepakat.engine.profile import reading
from sepakat.lake import Lake

DIMS = ("total", "jenis_kelamin", "kelompok_umur")
PROFILE = pa.table(
    {
        "dim": ["total", "total", "jenis_kelamin", "jenis_kelamin", "kelompok_umur"],
        "region": ["53.01.01", "53.01.02", "53.01.01", "53.01.01", "53.01.02"],
        "miskin__n": [10, 20, 4, 6, 20],
    }
)


def _profile(path: Path, *, cut: bool) -> Path:
    with pq.ParquetWriter(path, PROFILE.schema) as out:
        for dim in DIMS if cut else ("",):
            out.write_table(PROFILE.filter(pa.array([not dim or d == dim for d in PROFILE["dim"].to_pylist()])))
    return path


@pytest.mark.parametrize("dim", DIMS)
def test_a_breakdown_is_read_alike_from_a_long_profile_and_a_short_one(tmp_path, dim):
    long, short = (_profile(tmp_path / f"{cut}.parquet", cut=cut) for cut in (True, False))
    columns = ["region", "miskin__n"]
    found = [reading._group(path, DIMS, dim, columns) for path in (long, short)]
    assert found[0].equals(found[1]) and 0 < found[0].num_rows < PROFILE.num_rows
    assert pa.concat_tables(found).num_rows == 2 * found[0].num_rows  # regencies of one province differ in length


def test_columns_that_a_registry_answers_are_counted_over_files_that_differ(tmp_path):
    spec = welfare.spec()
    column = next(n.column for f in spec.features for n in f.needs if not n.when)
    answers = {"a": [1, 1, 1], "b": [1], "c": None}  # c lacks the column
    files = {}
    for name, values in answers.items():
        data = {"family_id": list(range(len(values or [0])))} | ({column: values} if values else {})
        pq.write_table(pa.table(data), files.setdefault(name, tmp_path / f"{name}.parquet"))
    assert column in welfare.answered_columns(files, spec.only([column]), least=0.8)
    assert column not in welfare.answered_columns(files, spec.only([column]), least=0.81)


def test_units_keep_the_files_of_their_regency_alone(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    rows = pa.table({"village_code": ["53.01.01.2001", "53.02.01.2001"], "family_id": [1, 2]})
    with lake.begin(sample=True) as build:
        for at, part in enumerate(("53.01", "53.02")):
            build.write_arrow("family", part, rows.slice(at, 1))
        build.finish("facts", {"53.01": "a", "53.02": "b", "53.03": "c"})
        held = {unit: found["files"] for unit, found in build.units.items()}
    assert held == {
        "facts/53.01": ["family/53.01.parquet"],
        "facts/53.02": ["family/53.02.parquet"],
        "facts/53.03": [],
    }
