"""What is worked out unit by unit is held in memory whole: whether it fits is asked before anything is read."""

from __future__ import annotations

import pyarrow.parquet as pq

from sepakat.core import memory
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.engine.frames import ReleaseLike
from sepakat.targeting import scanning

# Bytes for each unit at the peak of loading and asking, measured on 7.5 million families (benchmarks/README.md).
FRAME, SCENARIO, STUDY, RANKINGS = 370, 185, 560, 310


def check(release: ReleaseLike, table: str, region: str, each: int) -> None:
    """UserError (code region-large) where the units of a region, each so many bytes, exceed the bound of memory.

    table: the frame that has them. Counted by file, so a district counts as its regency.
    """
    units = count(release, table, region)
    need, have = units * each, memory.bound() - memory.GROUND
    if need <= have:
        return
    needs, bound = need / 1e9, memory.bound() / 1e9
    raise UserError(
        Text(
            "Wilayah ini terlalu besar untuk dihitung sekaligus di mesin ini.",
            "This region is too large to be worked out at once on this machine.",
        ),
        Text(
            f"Isinya {number(units, 0, 'id')} baris, perlu sekitar {number(needs, 1, 'id')} GB; batasnya "
            f"{number(bound, 1, 'id')} GB (SEPAKAT_MEMORY).",
            f"It has {number(units, 0, 'en')} rows and needs about {number(needs, 1, 'en')} GB; the bound is "
            f"{number(bound, 1, 'en')} GB (SEPAKAT_MEMORY).",
        ),
        Text(
            "Pilih satu provinsi atau kabupaten, atau pakai mesin yang lebih besar dan naikkan SEPAKAT_MEMORY.",
            "Choose one province or regency, or use a larger machine and raise SEPAKAT_MEMORY.",
        ),
        where="wilayah",
        code="region-large",
    )


def count(release: ReleaseLike, table: str, region: str) -> int:
    """Rows of the files of a table that may hold villages of a region; only footers are read."""
    return sum(pq.read_metadata(path).num_rows for path in scanning.files(release, table, (region,)))
