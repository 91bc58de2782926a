"""Every data source brings a few example rows in `tests/data/<id>/`: they are recognised, read and accepted."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sepakat import sources
from tests.sources_rows import adds_up, check_files, found

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("source_id", sorted(sources.discover()))
def test_example_rows_of_every_source(source_id: str, tmp_path: Path) -> None:
    files = sorted((DATA / source_id).glob("*.csv"))
    assert files, "write about ten example rows"
    by_role: dict[str, list[Path]] = {}
    for path in files:
        seen = sources.recognise(path)
        assert seen is not None, path.name
        assert seen.source_id == source_id
        by_role.setdefault(seen.role, []).append(path)
    assert set(by_role) == {role.id for role in sources.source(source_id).roles}
    many = max(len(paths) for paths in by_role.values())
    for n in range(many):
        folder = tmp_path / str(n)
        folder.mkdir()
        result = check_files(folder, source_id, {role: paths[n] for role, paths in by_role.items() if n < len(paths)})
        assert result.report["ditolak"] == 0, found(result, "tolak")
        assert adds_up(result)
        for table, path in result.accepted.items():
            rows = pq.read_table(path)
            assert rows.num_rows, table
            filled = [c for c in rows.column_names if rows.column(c).null_count < rows.num_rows]
            assert len(filled) > 2, table
