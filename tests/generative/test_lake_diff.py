"""The diff of two releases against a slow, obvious one on small random registries."""

from __future__ import annotations

import collections
import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sepakat.lake import Lake, diff

DAY = dt.date(2026, 3, 1)
REGENCIES = ("53.01", "53.02", "53.03")

family = st.fixed_dictionaries(
    {
        "region": st.sampled_from(REGENCIES),
        "lantai": st.one_of(st.none(), st.integers(1, 3)),
        "members": st.integers(1, 3),
        "desil": st.one_of(st.none(), st.integers(1, 10)),
    }
)
registry = st.dictionaries(st.integers(1, 9), family, min_size=1, max_size=9)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEPAKAT_KEY", "11" * 32)
        yield Lake.create(tmp_path_factory.mktemp("diff") / "lake")


def seal(lake, families, base):
    with lake.begin(on=DAY, base=base) as build:
        for region in sorted({f["region"] for f in families.values()}):
            here = sorted((i, f) for i, f in families.items() if f["region"] == region)
            common = {
                "village_code": [f"{region}.01.2001"] * len(here),
                "family_id": pa.array([i for i, _ in here], pa.int64()),
                "members": pa.array([f["members"] for _, f in here], pa.int32()),
            }
            lantai = pa.array([f["lantai"] for _, f in here], pa.int8())
            build.write_arrow("family", region, pa.table({**common, "lantai": lantai}))
            deciles = {
                f"desil_{level}": pa.array([f["desil"] for _, f in here], pa.int8())
                for level in ("nasional", "provinsi", "kabupaten")
            }
            build.write_arrow("rank", region, pa.table({**common, **deciles}))
            persons = [(i, n, f) for i, f in here for n in range(f["members"])]
            build.write_arrow(
                "person",
                region,
                pa.table(
                    {
                        "village_code": [f"{region}.01.2001"] * len(persons),
                        "family_id": pa.array([i for i, _, _ in persons], pa.int64()),
                        "person_id": pa.array([i * 10 + n for i, n, _ in persons], pa.int64()),
                    }
                ),
            )
        return build.seal()


def obvious(a, b):
    """Everything counted one family at a time."""
    units, moves, fields = collections.Counter(), collections.Counter(), collections.Counter()
    for i in set(a) | set(b):
        old, new = a.get(i), b.get(i)
        if old:
            units["before", old["region"]] += 1
        if new:
            units["after", new["region"]] += 1
        if not old:
            units["added", new["region"]] += 1
        elif not new:
            units["gone", old["region"]] += 1
        else:
            moved = old["region"] != new["region"]
            if moved:
                units["moved_out", old["region"]] += 1
                units["moved_in", new["region"]] += 1
            changed = [c for c in ("lantai", "members") if old[c] != new[c]] + (["village_code"] if moved else [])
            for column in changed:
                fields[new["region"], column] += 1
            units["changed", new["region"]] += bool(changed)
            if old["desil"] != new["desil"]:
                moves[new["region"], old["desil"], new["desil"]] += 1
    return {k: n for k, n in units.items() if n}, dict(moves), dict(fields)


def people(families):
    return {i * 10 + n for i, f in families.items() for n in range(f["members"])}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=registry, after=registry)
def test_diff_agrees_with_counting_one_by_one(lake, before, after):
    old = seal(lake, before, None)
    new = seal(lake, after, old.id)
    found = diff(old, new)
    units, moves, fields = obvious(before, after)
    got = {
        (m, row["region"]): row[m]
        for row in found.units.rows()
        if row["table"] == "family"
        for m in row
        if m not in ("table", "region") and row[m]
    }
    assert got == units
    national = [r for r in found.deciles.rows() if r["level"] == "nasional"]
    assert {(r["region"], r["from"], r["to"]): r["families"] for r in national} == moves
    assert {(r["region"], r["column"]): r["changed"] for r in found.fields.rows() if r["table"] == "family"} == fields
    total = dict(zip(found.summary.column("ukuran"), found.summary.column("jumlah"), strict=True))
    up = sum(n for (_, f, t), n in moves.items() if f is not None and t is not None and f <= 4 < t)
    down = sum(n for (_, f, t), n in moves.items() if f is not None and t is not None and t <= 4 < f)
    assert (total["keluarga_naik_melewati_d4_d5"], total["keluarga_turun_melewati_d4_d5"]) == (up, down)
    crossed = [r for r in found.cuts.rows() if r["level"] == "nasional" and r["cut"] == 4]
    assert (sum(r["up"] for r in crossed), sum(r["down"] for r in crossed)) == (up, down)
    assert total["orang_baru"] == len(people(after) - people(before))
    assert total["orang_hilang"] == len(people(before) - people(after))


def test_equal_releases_differ_in_nothing(lake):
    rows = {1: {"region": "53.01", "lantai": 1, "members": 2, "desil": 3}}
    old = seal(lake, rows, None)
    new = seal(lake, rows, old.id)
    found = diff(old, new)
    assert len(found.deciles) == len(found.fields) == len(found.cuts) == 0
    assert dict(zip(found.summary.column("ukuran"), found.summary.column("jumlah"), strict=True)) == {
        "keluarga_sebelum": 1, "keluarga_sesudah": 1, "keluarga_baru": 0, "keluarga_hilang": 0, "keluarga_berubah": 0,
        "keluarga_pindah_kabupaten": 0, "orang_sebelum": 2, "orang_sesudah": 2, "orang_baru": 0, "orang_hilang": 0,
        "orang_berubah": 0, "orang_pindah_kabupaten": 0, "keluarga_pindah_desil_nasional": 0,
        "keluarga_naik_melewati_d4_d5": 0, "keluarga_turun_melewati_d4_d5": 0,
    }  # fmt: skip
