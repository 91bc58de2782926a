"""Ranks against a slow, obvious implementation: for each family, walk over all others and count who is poorer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.core.text import Text
from sepakat.welfare import thresholds
from sepakat.welfare.features import Feature, Need, Spec
from sepakat.welfare.model import NATION, Cell, Model
from sepakat.welfare.ranking import rank_files

LABEL = Text("luas", "area")
# The score is the floor area itself: a test can then say which score each family has.
FEATURE = Feature("luas", LABEL, (Need("luas_lantai"),), value="luas_lantai", words=LABEL)
MODEL = Model(
    spec=Spec("uji", LABEL, "1", (FEATURE,)),
    cells={NATION: {0: Cell(0, {"luas": 1})}},
    regencies={},
    means={NATION: {"luas": 0, "": 0}},
    chance={0: ((-2_000_000, 10_000), (2_000_000, 0))},
    merged={},
    facts={},
    date="2025-01-01",
    author="uji",
)
REGENCIES = ("53.01", "53.71", "52.02")
Families = list[tuple[str, int | None, int | None]]  # regency, score, members


def slow(families: Families, base: str, inside: str) -> list[tuple[int, int] | None]:
    """(percentile, decile) of every family in one scope, by the rule read aloud."""
    weight = [m if base == "orang" else 1 for _, _, m in families]
    scope = [
        i for i, (r, s, m) in enumerate(families) if r.startswith(inside) and s is not None and m is not None and m > 0
    ]
    total = sum(weight[i] or 0 for i in scope)
    found: list[tuple[int, int] | None] = [None] * len(families)
    for i in scope:
        poorer = sum(weight[j] or 0 for j in scope if families[j][1] < families[i][1])  # type: ignore[operator]
        found[i] = (min(100, 100 * poorer // total + 1), min(10, 10 * poorer // total + 1))
    return found


def write(folder: Path, families: Families) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for code in sorted({r for r, _, _ in families}):
        rows = [(i, s, m) for i, (r, s, m) in enumerate(families) if r == code]
        files[code] = folder / f"{code}.parquet"
        pq.write_table(
            pa.table(
                {
                    "family_id": pa.array([i for i, _, _ in rows], pa.int64()),
                    "village_code": pa.array([f"{code}.01.2001" for _ in rows]),
                    "members": pa.array([m for _, _, m in rows], pa.int32()),
                    "luas_lantai": pa.array([s for _, s, _ in rows], pa.int32()),
                }
            ),
            files[code],
        )
    return files


def ranked(folder: Path) -> dict[int, dict[str, object]]:
    rows = [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    return {int(row["family_id"]): row for row in rows}


def check(folder: Path, families: Families, base: str) -> None:
    files = write(folder / "family", families)
    report = rank_files(files, MODEL, folder / "rank", base=base, work=folder)  # type: ignore[arg-type]
    found = ranked(folder / "rank")
    assert len(found) == len(families) == report.families
    for name, inside in (("nasional", ""), ("provinsi", None), ("kabupaten", None)):
        for scope in {inside} if inside == "" else {r[:2] if name == "provinsi" else r for r, _, _ in families}:
            assert scope is not None
            for i, expected in enumerate(slow(families, base, scope)):
                if not families[i][0].startswith(scope):
                    continue
                row = found[i]
                assert (row[f"persentil_{name}"], row[f"desil_{name}"]) == (expected or (None, None))
                assert (row["kurang_data"] is None) == (expected is not None)
    weights: dict[int, int] = {}
    for i, expected in enumerate(slow(families, base, "")):
        if expected:
            m = families[i][2] or 0
            weights[expected[1]] = weights.get(expected[1], 0) + (m if base == "orang" else 1)
    assert {d: w for d, w in report.deciles.items() if w} == weights


# Scores close together (ties, one bucket), and far apart (many buckets of 1,024).
SCORES = st.one_of(st.integers(0, 6), st.integers(0, 5_000), st.integers(0, 2_000_000))
FAMILY = st.tuples(
    st.sampled_from(REGENCIES),
    st.one_of(SCORES, SCORES, st.none()),
    st.one_of(st.integers(1, 9), st.just(0), st.none()),
)


@settings(max_examples=25, deadline=None)
@given(families=st.lists(FAMILY, min_size=1, max_size=60), base=st.sampled_from(["orang", "keluarga"]))
def test_ranks_equal_the_slow_obvious_ones(
    families: Families, base: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check(tmp_path_factory.mktemp("rank"), families, base)


@pytest.mark.parametrize(
    "families",
    [
        [("53.01", 5, 3)],  # one family
        [("53.01", 5, 2)] * 12,  # all tied
        [("53.01", 1, 1), ("53.01", 2, 9_000), ("53.01", 3, 1)],  # one huge family holds almost everybody
        [("53.01", None, 3), ("53.01", None, 1)],  # nobody can be ranked
        [("53.01", s, 1) for s in range(100)],  # each percentile holds one
        [("53.01", 1_024 * s, 1 + s % 4) for s in range(100)],  # on the edges of the buckets
    ],
    ids=["one", "tied", "huge", "none", "hundred", "edges"],
)
def test_ranks_at_the_edges(families: Families, tmp_path: Path) -> None:
    check(tmp_path, families, "orang")


@pytest.mark.parametrize("spread", [400, 30_000, 2**30])
def test_looking_up_by_bucket_is_searching(spread: int) -> None:
    """Dense scores, scores over many buckets, and so far apart that counting bucket by bucket would be folly."""
    rng = np.random.default_rng(5)
    score, weight = rng.integers(-spread, spread, 3_000), rng.integers(1, 9, 3_000)
    buckets = thresholds.coarse(score, weight)
    by_sorting = thresholds.histogram(score >> thresholds.SHIFT, weight)
    assert buckets.value.tolist() == by_sorting.value.tolist()
    assert buckets.weight.tolist() == by_sorting.weight.tolist()
    some = buckets.value[::3]
    assert thresholds.lies_in(score, some).tolist() == np.isin(score >> thresholds.SHIFT, some).tolist()
    at = thresholds.limits(buckets, thresholds.histogram(score, weight))
    searched = np.clip(np.searchsorted(at, score, side="right"), 1, 100)
    assert thresholds.percentile_of(score, at).tolist() == searched.tolist()
