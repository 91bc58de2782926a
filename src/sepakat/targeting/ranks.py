"""Where a family stands from the poorest of the nation (0) to the richest (1), by persons, of one release.

Kept as a curve over score, in steps of a thousandth of a log: small whatever the nation's size, and read once.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat.core import duck
from sepakat.engine.frames import ReleaseLike

STEP = 1000  # micro-logs of score per step of the curve
Floats = NDArray[np.float64]


def positions(release: ReleaseLike, score: pa.ChunkedArray) -> pa.Array:
    """Position 0-1 of each score (int, micro-logs; NULL stays NULL), rising with it."""
    at, share = _curve(release.path)
    values = score.cast(pa.float64()).to_numpy()
    found = np.interp(values, at, share)
    return pa.array(found, pa.float64(), mask=np.isnan(values))


@lru_cache(maxsize=4)
def _curve(folder: Path) -> tuple[Floats, Floats]:
    paths = sorted((folder / "rank").glob("*.parquet"))
    if not paths:
        return np.array([0.0]), np.array([np.nan])
    con = duck.connect(allowed=[folder])
    try:
        found = duck.arrow(
            con,
            f"SELECT skor // {STEP} AS step, sum(members)::BIGINT AS n FROM {duck.parquet(paths)} "
            "WHERE skor IS NOT NULL GROUP BY 1 ORDER BY 1",
        )
    finally:
        con.close()
    step, n = found.column("step").to_numpy().astype(np.int64), found.column("n").to_numpy().astype(np.int64)
    after = np.cumsum(n)
    total = max(int(after[-1]) if len(after) else 0, 1)
    # each step rises from the share before it to the share with it; between steps the curve is flat
    at = np.stack([step * STEP, (step + 1) * STEP], axis=1).ravel().astype(np.float64)
    share = np.stack([(after - n) / total, after / total], axis=1).ravel()
    return (at, share) if len(at) else (np.array([0.0]), np.array([0.0]))
