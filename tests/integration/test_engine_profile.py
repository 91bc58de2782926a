"""A release's profile: exact, complete, protected, and the same cell hidden however it is asked for."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sepakat import catalogue, engine
from sepakat.core.errors import UserError
from sepakat.engine import profile, sql
from sepakat.engine.places import places
from sepakat.engine.profile.keeping import Kept
from sepakat.engine.profile.remembering import Remembered
from tests.disclosure_attack import Breakdown, Pattern, opened, pattern
from tests.engine_population import write_population
from tests.engine_release import SmallRelease

LEVELS = ("nasional", "provinsi", "kabupaten", "kecamatan", "desa")
SOME = ["lantai_tanah", "bekerja_15", "rata_rata_lama_sekolah", "penduduk_desil_1_4", "luas_lantai_rata_rata"]
DIMS = [None, "jenis_kelamin_kk", "desil_nasional", "tipe_daerah"]


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    release = write_population(tmp_path_factory.mktemp("population"))
    profile.build(release, release.path / "profile")
    return release


@pytest.fixture(scope="module")
def ids(release):
    return sorted(profile.facts(release))


def exact(release, ids, level, dim, region="00"):
    """{(indicator, region, class): (numerator, denominator, n)} with nothing withheld."""
    rows = profile.read(release, ids, region, level, dim, protect=False).rows()
    return {
        (r["indicator"], r["region"], r[dim] if dim else None): (r["numerator"], r["denominator"], r["n"]) for r in rows
    }


def test_all_indicators_of_the_registry_are_there(release, ids):
    expected = [i.id for i in catalogue.indicators().values() if "registri" in i.sources]
    assert ids == sorted(expected)
    assert len(ids) > 60


@pytest.mark.parametrize("dim", DIMS)
@pytest.mark.parametrize(("upper", "lower"), list(itertools.pairwise(LEVELS)))
def test_a_parent_is_the_sum_of_its_children(release, ids, dim, upper, lower):
    counted = [name for name in ids if profile.facts(release)[name].scale == 1]
    above, below = exact(release, counted, upper, dim), exact(release, counted, lower, dim)
    sums: dict = defaultdict(lambda: (0, 0, 0))
    for (name, region, klass), parts in below.items():
        parent = (region.rpartition(".")[0] or "00", "00")[upper == "nasional"]
        key = (name, parent, klass)
        sums[key] = tuple(a + b for a, b in zip(sums[key], parts, strict=True))
    assert dict(sums) == above


@pytest.mark.parametrize("dim", DIMS[1:])
def test_classes_add_up_to_the_region(release, ids, dim):
    counted = [name for name in ids if profile.facts(release)[name].scale == 1]
    whole, parts = exact(release, counted, "kecamatan", None), exact(release, counted, "kecamatan", dim)
    sums: dict = defaultdict(lambda: (0, 0, 0))
    for (name, region, _), one in parts.items():
        sums[name, region, None] = tuple(a + b for a, b in zip(sums[name, region, None], one, strict=True))
    assert dict(sums) == whole


@pytest.mark.parametrize("dim", DIMS)
def test_means_are_exact_too(release, dim):
    """Sums of a number are whole millionths: a regency's mean is that of its villages' sums."""
    name = "luas_lantai_rata_rata"
    above, below = exact(release, [name], "kabupaten", dim), exact(release, [name], "desa", dim)
    for (_, region, klass), (top, bottom, _) in above.items():
        inside = [v for (_, r, c), v in below.items() if r.startswith(region) and c == klass]
        assert top == pytest.approx(sum(v[0] for v in inside), abs=1e-9)
        assert bottom == sum(v[1] for v in inside)


@pytest.mark.parametrize("dim", [None, "desil_nasional"])
@pytest.mark.parametrize("level", ["desa", "kabupaten"])
def test_the_profile_is_what_counting_gives(release, dim, level):
    by = [dim] if dim else []
    counted = engine.compute(release, SOME, region="53", level=level, by=by, protect=False)
    assert counted.rows() == profile.read(release, SOME, "53", level, dim, protect=False).rows()


def test_hidden_rows_are_empty_and_something_is_shown(release, ids):
    for level, dim in itertools.product(LEVELS[2:], DIMS):
        rows = profile.read(release, ids, "00", level, dim).rows()
        for row in rows:
            if row["suppressed"]:
                assert [row[c] for c in ("value", "numerator", "denominator", "n")] == [None] * 4
            elif row["n"]:
                assert row["n"] >= 10
                assert row["value"] is not None
        assert {row["suppressed"] for row in rows} == {True, False}


def test_the_same_cell_is_hidden_however_it_is_asked_for(release):
    """By village or by regency, from the profile or among other breakdowns, in a call of its own or with others."""
    asked = [
        engine.compute(release, [name], region=region, level="desa", by=["jenis_kelamin_kk"])
        for name in ("lantai_tanah", "penduduk_desil_1_4")
        for region in ("00", "53", "53.01", "53.01.05")
    ]
    seen: dict = {}
    for table in asked:
        for row in table.rows():
            key = (row["indicator"], row["region"], row["jenis_kelamin_kk"])
            assert seen.setdefault(key, row["suppressed"]) == row["suppressed"]


def test_a_table_by_two_hides_what_the_tables_by_one_hide(release):
    by = ["jenis_kelamin_kk", "desil_nasional"]
    crossed = engine.compute(release, ["lantai_tanah"], region="53", level="kecamatan", by=by).rows()
    for one in by:
        single = engine.compute(release, ["lantai_tanah"], region="53", level="kecamatan", by=[one]).rows()
        hidden = {(r["region"], r[one]) for r in single if r["suppressed"]}
        for row in crossed:
            if (row["region"], row[one]) in hidden:
                assert row["suppressed"]


def test_a_table_by_two_lists_empty_classes_where_it_hides(release):
    """Rows that are left out would tell which classes are empty, and so the others."""
    by = ["jenis_kelamin_kk", "desil_nasional"]
    rows = engine.compute(release, ["lantai_tanah"], region="53", level="desa", by=by).rows()
    combos = {tuple(r[b] for b in by) for r in rows}
    per_region = defaultdict(set)
    for r in rows:
        if r["suppressed"]:
            per_region[r["region"]].add(tuple(r[b] for b in by))
    assert per_region
    assert all(found == combos for found in per_region.values())


@pytest.mark.parametrize("dim", DIMS[:2])
@pytest.mark.parametrize("region", ["00", "53"])
def test_districts_by_province_are_those_of_the_regencies(release, ids, tmp_path, region, dim):
    """From the file of the province, and from those of its regencies, as releases made before have it."""
    files = release.files("profile")
    whole = [p for p in files if len(p.stem) == 2]
    assert [p.stem for p in whole] == sorted({p.stem[:2] for p in files if "." in p.stem})
    older = SmallRelease(tmp_path)
    (tmp_path / "profile").mkdir()
    for path in set(files) - set(whole):
        (tmp_path / "profile" / path.name).hardlink_to(path)
    found = profile.read(release, ids, region, "kecamatan", dim).rows()
    assert found
    assert found == profile.read(older, ids, region, "kecamatan", dim).rows()


def test_complements_hide_alike(release):
    one, two = (profile.read(release, [i], "53", "desa").rows() for i in ("rtlh_sdg", "rumah_layak_huni_sdg"))
    assert [r["suppressed"] for r in one] == [r["suppressed"] for r in two]


def test_of_those_who(release):
    """Who works is the denominator of what workers do: where the one is hidden, no n of the other shows it."""
    works = {r["region"]: r["suppressed"] for r in profile.read(release, ["bekerja_15"], "53", "desa").rows()}
    for row in profile.read(release, ["pekerja_pertanian"], "53", "desa").rows():
        assert row["suppressed"] or not works[row["region"]]


def test_missing_and_wrong_requests(release):
    table = profile.read(release, ["lantai_tanah", "penduduk_miskin"], "53", "kabupaten", "jenis_kelamin")
    assert (len(table), table.meta["missing"]) == (0, ["lantai_tanah", "penduduk_miskin"])
    for options, code in [
        ({"region": "54", "level": "provinsi"}, "region-empty"),
        ({"region": "53.01", "level": "provinsi"}, "region-level"),
        ({"region": "53", "level": "desa", "dim": "desil_nasionl"}, "dimension-unknown"),
    ]:
        with pytest.raises(UserError) as caught:
            profile.read(release, ["lantai_tanah"], **options)
        assert caught.value.code == code


def test_ranking(release):
    (standing,) = profile.ranking(release, ["rata_rata_lama_sekolah"], "53.01")
    rows = {
        r["region"]: r["value"] for r in profile.read(release, ["rata_rata_lama_sekolah"], "53", "kabupaten").rows()
    }
    (parent,) = profile.read(release, ["rata_rata_lama_sekolah"], "53", "provinsi").rows()
    assert standing.value == rows["53.01"]
    assert standing.parent == parent["value"]
    assert standing.of == 2
    assert standing.place == 1 + (rows["53.02"] > rows["53.01"])
    assert standing.gap == pytest.approx(parent["value"] - rows["53.01"])
    assert profile.ranking(release, ["rata_rata_lama_sekolah"], "00") == []


def test_building_twice_gives_the_same_bytes(release, tmp_path, monkeypatch):
    few = {name: catalogue.indicator(name) for name in SOME}
    monkeypatch.setattr(catalogue, "indicators", lambda: few)
    one, two = (profile.build(release, tmp_path / name) for name in ("one", "two"))
    assert [p.name for p in one] == ["upper.parquet", "53.01.parquet", "53.02.parquet", "53.parquet"]
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    assert {p.name for p in (tmp_path / "one").iterdir()} == {p.name for p in one}


@pytest.mark.parametrize("name", ["bekerja_15", "lantai_tanah"])
def test_what_is_hidden_withstands_the_attack(release, name):
    """The files hold at least the pattern that the attack tests prove, and the attacker gets nowhere with the rest."""
    dims = ["tipe_daerah", "jenis_kelamin" if name == "bekerja_15" else "jenis_kelamin_kk"]
    codes = sorted({r["region"] for r in profile.read(release, [name], "00", "desa").rows()})
    where = places(codes)
    tables, hidden = [], []
    for dim in dims:
        counts = exact(release, [name], "desa", dim)
        classes = sorted({c for _, _, c in counts}, key=lambda c: (c is None, c))
        shape = (len(codes), len(classes))
        n, y, mask = np.zeros(shape), np.zeros(shape), np.zeros((len(where.codes), len(classes)), bool)
        for (_, region, c), (top, _, total) in counts.items():
            n[codes.index(region), classes.index(c)], y[codes.index(region), classes.index(c)] = total, top
        for level in LEVELS:
            for r in profile.read(release, [name], "00", level, dim).rows():
                mask[where.index[r["region"]], classes.index(r[dim])] = r["suppressed"]
        tables.append(Breakdown(n, y))
        hidden.append(mask)
    closed = np.zeros(len(where.codes), bool)
    for level in LEVELS:
        for r in profile.read(release, [name], "00", level).rows():
            closed[where.index[r["region"]]] = r["suppressed"]
    proven = pattern(where.tree, tables, 10)
    assert not (proven.closed & ~closed).any()
    for mine, theirs, t in zip(hidden, proven.hidden, tables, strict=True):
        assert not (theirs & ~mine & (where.tree.roll_up(t.n) > 0)).any()
    known = Pattern(closed, hidden, proven.n_closed, proven.n_hidden)
    assert opened(where.tree, tables, 10, known) == []


class Written:
    """A memory that takes nothing over."""

    def take(self, part, seen):
        return False

    def made(self, part, seen, path, rows, beside):
        assert pq.read_table(path).equals(rows)


def test_a_profile_from_kept_counts_is_the_same_and_counts_changed_villages_only(tmp_path, monkeypatch):
    few = {name: catalogue.indicator(name) for name in SOME}
    monkeypatch.setattr(catalogue, "indicators", lambda: few)
    base = write_population(tmp_path / "base", size=30)
    profile.build(base, base.path / "profile", memory=Written(), remembered=Remembered(None, "r"))
    now = write_population(tmp_path / "now", size=30)
    frame = now.file("frame_family", "53.02")
    data = pq.read_table(frame)
    changed, gone = data["village_code"][0].as_py(), data["village_code"][-1].as_py()
    decile = pc.if_else(pc.equal(data["village_code"], changed), pa.scalar(1, pa.int8()), data["desil_nasional"])
    data = data.set_column(data.column_names.index("desil_nasional"), "desil_nasional", decile)
    for path in (frame, now.file("frame_person", "53.02")):
        data = data if path == frame else pq.read_table(path)
        pq.write_table(data.filter(pc.not_equal(data["village_code"], gone)), path)
    rest = frozenset(pc.unique(pq.read_table(frame)["village_code"]).to_pylist()) - {changed}
    whole = profile.build(now, tmp_path / "whole" / "profile")
    asked = []
    build = sql.build
    monkeypatch.setattr(sql, "build", lambda query, on: asked.append(query) or build(query, on))
    same = {"53.01": None, "53.02": rest}
    made = profile.build(
        now, now.path / "profile", before=Kept(base.path, "r", same), remembered=Remembered(base.path, "r")
    )
    assert [p.read_bytes() for p in made] == [p.read_bytes() for p in whole]
    assert [q.villages for q in asked] == [(changed,)] * 2
    again = profile.build(now, tmp_path / "other" / "profile", before=Kept(base.path, "other rules", same))
    assert len(asked) == 4 and not asked[-1].villages and len(again) == len(whole)
