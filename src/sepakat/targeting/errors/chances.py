"""How likely a family truly is within the decile limits of a rule, given its score.

The release holds the chance of deciles 1-4 (`peluang_d14`). For another limit the model's curve is moved along the
score until the chances of all persons in the scope add up to that share of them (`welfare.ranking` does the same to
calibrate 1-4): the error of the score is taken to be as wide at that cut as at the fourth decile's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.laws import ndtri
from sepakat.engine.frames import ReleaseLike
from sepakat.welfare.calibration import chance_at
from sepakat.welfare.model import Model
from sepakat.welfare.thresholds import SHIFT

Floats = NDArray[np.float64]
LENGTH = {"desil_nasional": 0, "desil_provinsi": 2, "desil_kabupaten": 5}
LEAST = 0.0005  # a chance is never taken for certainty
_FURTHEST = 6_000_000


def margins(release: ReleaseLike, rows: pa.Table, rule: catalogue.Rule) -> tuple[Floats, Floats] | None:
    """(lower, upper) limits of the standardised model error between which a family truly is within the rule's deciles.

    rows: `village_code, skor, tipe_daerah, peluang_d14` of ranked families. A family is within deciles 1-k where its
    error lies below the normal quantile of that chance. None where the release says nothing of the chance.
    """
    upper = below(release, rows, rule.scope, rule.decile_max)
    lower = below(release, rows, rule.scope, rule.decile_min - 1)
    if upper is None or lower is None:
        return None
    return quantile(lower, rule.decile_min - 1), quantile(upper, rule.decile_max)


def below(release: ReleaseLike, rows: pa.Table, scope: str, decile: int) -> Floats | None:
    """Chance of each row to be in deciles 1 to `decile` of the scope; None where it is not known."""
    if decile in (0, 10):
        return np.full(rows.num_rows, decile / 10)
    if decile == 4 and scope == "desil_nasional":
        found = rows.column("peluang_d14").cast(pa.float64()).to_numpy()
        return None if np.isnan(found).all() else np.nan_to_num(found, nan=0.4)
    path = release.path / "model.json"
    if not path.exists():
        return None
    curves, shifts = _moved(path, scope, decile, tuple(release.files("frame_family")))
    score = rows.column("skor").cast(pa.float64()).to_numpy()
    kind = _kinds(rows.column("tipe_daerah"), curves)
    place = np.array([code[: LENGTH[scope]] for code in rows.column("village_code").to_pylist()])
    found = np.full(rows.num_rows, np.nan)
    for scope_code, shift in shifts.items():
        for k, points in curves.items():
            mine = (place == scope_code) & (kind == k)
            if mine.any():
                found[mine] = chance_at(points, score[mine], shift)
    return np.nan_to_num(found, nan=decile / 10)


def quantile(chance: Floats, decile: int) -> Floats:
    """The limit of the model's error below which a family of this chance is within deciles 1 to `decile`."""
    if decile == 0:
        return np.full(len(chance), -np.inf)
    if decile == 10:
        return np.full(len(chance), np.inf)
    found: Floats = ndtri(np.clip(chance, LEAST, 1 - LEAST))
    return found


def _kinds(column: pa.ChunkedArray, curves: Mapping[int, object]) -> NDArray[np.int64]:
    if set(curves) == {0}:
        return np.zeros(len(column), np.int64)
    return column.cast(pa.int64()).fill_null(min(curves)).to_numpy()


@lru_cache(maxsize=32)
def _moved(
    model_path: Path, scope: str, decile: int, files: tuple[Path, ...]
) -> tuple[dict[int, list[tuple[int, int]]], dict[str, int]]:
    """The model's curve by kind of area, and how far it is moved in each scope for this decile."""
    model = Model.load(model_path)
    curves = {k: list(points) for k, points in model.chance.items()}
    con = duck.connect(allowed=[model_path.parent])
    try:
        found = duck.arrow(
            con,
            f"SELECT left(village_code, {LENGTH[scope]}) AS place, tipe_daerah, skor // {1 << SHIFT} AS bucket, "
            f"sum(members)::BIGINT AS n FROM {duck.parquet(list(files))} WHERE skor IS NOT NULL "
            "GROUP BY ALL ORDER BY ALL",
        )
    finally:
        con.close()
    place = np.array(found.column("place").to_pylist())
    kind = _kinds(found.column("tipe_daerah"), curves)
    middle = (found.column("bucket").to_numpy().astype(np.float64) + 0.5) * (1 << SHIFT)
    persons = found.column("n").to_numpy().astype(np.float64)
    shifts = {}
    for code in np.unique(place):
        mine = place == code
        parts = [(points, middle[mine & (kind == k)], persons[mine & (kind == k)]) for k, points in curves.items()]
        shifts[str(code)] = _shift(parts, decile / 10)
    return curves, shifts


def _shift(parts: list[tuple[list[tuple[int, int]], Floats, Floats]], share: float) -> int:
    """The move of the curve at which the chances of all persons add up to `share` of them, by bisection."""
    total = sum(float(n.sum()) for _, _, n in parts)
    low, high = -_FURTHEST, _FURTHEST
    while high - low > 1:
        half = (low + high) // 2
        said = sum(float((chance_at(points, at, half) * n).sum()) for points, at, n in parts)
        low, high = (half, high) if said < share * total else (low, half)
    return high
