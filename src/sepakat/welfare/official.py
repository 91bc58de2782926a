"""The official decile, where a file brings one, beside ours: how often they agree, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from sepakat.core import duck
from sepakat.core.table import Column, Table
from sepakat.core.text import Text


def compare_official(family_files: Mapping[str, Path], rank_files: Mapping[str, Path], release: str = "") -> Table:
    """Families by official decile (`desil_resmi`) and ours (`desil_nasional`); agreement in `meta`.

    meta: keluarga, sama (share in the same decile), selisih_satu (share at most one apart), d14_sama (share on the
    same side of the 4/5 cut); None where no file brings an official decile. Neither is the truth.
    """
    counts: dict[tuple[int, int], int] = {}
    con = duck.connect()
    try:
        for code, path in family_files.items():
            ranks = rank_files.get(code)
            held = duck.arrow(con, f"SELECT * FROM {duck.parquet(path)} LIMIT 0").column_names
            if ranks is None or "desil_resmi" not in held:
                continue
            rows = con.execute(
                f"""SELECT f.desil_resmi, r.desil_nasional, count(*) FROM {duck.parquet(path)} f
                    JOIN {duck.parquet(ranks)} r USING (family_id)
                    WHERE f.desil_resmi IS NOT NULL AND r.desil_nasional IS NOT NULL GROUP BY ALL"""
            ).fetchall()
            for official, ours, n in rows:
                counts[official, ours] = counts.get((official, ours), 0) + int(n)
    finally:
        con.close()
    total = sum(counts.values())

    def share(test: object) -> float | None:
        assert callable(test)
        return sum(n for (a, b), n in counts.items() if test(a, b)) / total if total else None

    listed = sorted(counts.items())
    return Table(
        data=pa.table(
            {
                "desil_resmi": pa.array([a for (a, _), _ in listed], pa.int8()),
                "desil_nasional": pa.array([b for (_, b), _ in listed], pa.int8()),
                "keluarga": pa.array([n for _, n in listed], pa.int64()),
            }
        ),
        title=Text("Desil resmi dan desil simulasi", "Official and simulated decile"),
        columns=(
            Column("desil_resmi", Text("Desil resmi", "Official decile"), kind="code"),
            Column("desil_nasional", Text("Desil nasional (simulasi)", "National decile (simulation)"), kind="code"),
            Column("keluarga", Text("Keluarga", "Families"), "keluarga"),
        ),
        release=release,
        meta={
            "keluarga": total,
            "sama": share(lambda a, b: a == b),
            "selisih_satu": share(lambda a, b: abs(a - b) <= 1),
            "d14_sama": share(lambda a, b: (a <= 4) == (b <= 4)),
        },
    )
