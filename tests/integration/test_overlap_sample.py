"""Overlaps of the sample's registries against the truth of who is who; noise, corrections and the poor in no list."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from sepakat.core import UserError
from sepakat.core.duck import parquet
from sepakat.lake import Lake, Release
from sepakat.matching import overlap
from sepakat.matching.overlap.correcting import PairQuality, Share
from tests import overlap_runs

LISTS = ("regsosek", "dtks", "p3ke")
MOST = 8  # of the noise


@pytest.fixture(scope="module")
def lake(sample_lake: Path) -> Lake:
    return Lake.open(sample_lake)


@pytest.fixture(scope="module")
def release(lake: Lake) -> Release:
    return lake.release("current")


@pytest.fixture(scope="module")
def truth(raw_files: Path) -> np.ndarray:
    """Living, present people by the lists that they are in, by bits."""
    people = raw_files / "truth" / "people.parquet"
    found = duckdb.sql(
        f"SELECT (regsosek_row > 0)::INT + 2 * (dtks_row > 0)::INT + 4 * (p3ke_row > 0)::INT, count(*) "
        f"FROM '{people}' WHERE keberadaan IN (1, 5) GROUP BY 1"
    ).fetchall()
    counts = np.zeros(8)
    for bits, n in found:
        counts[bits] = n
    return counts


@pytest.fixture(scope="module")
def measured(raw_files: Path) -> dict[frozenset[str], PairQuality]:
    """Recall of equal NIK between two lists, measured on the truth: of people in both, who carries one NIK in both."""
    links = raw_files / "truth" / "links.parquet"
    names = {"regsosek": "regsosek2022k", "dtks": "dtks_bdt", "p3ke": "p3ke"}
    files = {"regsosek": "regsosek2022k_anggota.csv", "dtks": "dtks_bdt_individu.csv", "p3ke": "p3ke_individu.csv"}
    con = duckdb.connect()
    for name, source in names.items():
        columns = [
            c[0]
            for c in con.execute(f"DESCRIBE FROM read_csv('{raw_files / files[name]}', all_varchar=true)").fetchall()
        ]
        nik = next(c for c in columns if c.lower() in ("nik", "r403"))
        con.execute(
            f"CREATE TABLE {name} AS SELECT l.person_true_id, r.nik FROM '{links}' l JOIN (SELECT row_number() OVER () "
            f"AS n, \"{nik}\" AS nik FROM read_csv('{raw_files / files[name]}', all_varchar=true, parallel=false)) r "
            f"ON r.n = l.file_row WHERE l.registry = '{source}'"
        )
    found = {}
    for a, b in (("regsosek", "dtks"), ("regsosek", "p3ke"), ("dtks", "p3ke")):
        both, same = con.execute(
            f"SELECT count(*), count_if(length(a.nik) = 16 AND a.nik = b.nik) FROM {a} a JOIN {b} b "
            "USING (person_true_id)"
        ).fetchall()[0]
        recall = same / both
        error = 2 * (recall * (1 - recall) / both) ** 0.5
        share = Share(recall, recall - error, recall + error)
        found[frozenset((a, b))] = PairQuality(Share(0.9995, 0.999, 0.9999), share)
    return found


def test_equal_nik_alone_falls_short_and_the_correction_comes_close(
    lake: Lake, release: Release, truth: np.ndarray, measured: dict[frozenset[str], PairQuality]
) -> None:
    table = overlap.overlap(lake, release, LISTS, "53", quality=measured)
    rows = {
        sum(1 << i for i, x in enumerate(LISTS) if r[x]): r for r in table.rows() if None not in [r[x] for x in LISTS]
    }
    raw = np.array([0, *(rows[b]["value"] for b in range(1, 8))], float)
    mended = np.array([0, *(rows[b]["corrected"] for b in range(1, 8))], float)
    assert raw[7] < 0.8 * truth[7] < mended[7] < 1.05 * truth[7]
    assert np.abs(mended - truth).sum() < 0.25 * np.abs(raw - truth).sum()
    everybody = next(r for r in table.rows() if r["irisan"] == "semua")
    # 862 people too many by equal numbers, 166-192 after the correction, by the noise of the lake
    assert abs(everybody["corrected"] - truth.sum()) < 0.25 * abs(everybody["value"] - truth.sum())


def test_families_need_only_one_member_to_be_found(lake: Lake, release: Release, raw_files: Path) -> None:
    families = raw_files / "truth" / "families.parquet"
    true = dict(
        duckdb.sql(
            f"SELECT (dtks_row > 0)::INT + 2 * (p3ke_row > 0)::INT, count(*) FROM '{families}' GROUP BY 1"
        ).fetchall()
    )
    table = overlap.overlap(lake, release, ["dtks", "p3ke"], "53", unit="keluarga")
    found = {r["irisan"]: r["value"] for r in table.rows()}
    for name, bits in (("-dtks-p3ke", 0), ("dtks-p3ke", 1), ("-dtks+p3ke", 2), ("dtks+p3ke", 3)):
        assert abs(found[name] - true[bits]) <= 0.06 * true[bits] + MOST, name


def test_memberships_are_one_row_each_and_name_nobody(lake: Lake, release: Release) -> None:
    for unit, table, number in (("orang", "frame_person", "person_id"), ("keluarga", "frame_family", "family_id")):
        found = overlap.memberships(lake, release, LISTS, unit)
        assert found.schema.names == [
            "id", "person_id", "family_id", "village_code", "regsosek", "dtks", "p3ke", "probability"
        ]  # fmt: skip
        ids = found["id"].to_pylist()
        assert len(set(ids)) == len(ids)
        base = [n for n in found[number].to_pylist() if n is not None]
        known = duckdb.sql(f"SELECT {number} FROM {parquet(release.files(table))}").fetchall()
        # two entries of the base that carry one NIK and one birth date are one person
        assert set(base) <= {k[0] for k in known} and len(base) > 0.995 * len(known)
        outside = [r for r in found.to_pylist() if r["family_id"] is None]
        assert all(not r["regsosek"] and (r["dtks"] or r["p3ke"]) for r in outside) and outside


def test_entries_of_people_who_died_or_moved_are_left_out(lake: Lake, release: Release) -> None:
    """DTKS entries that carry the NIK of somebody whom the base tells to be gone stand in no row."""
    key = parquet(release.files("key_registry_dtks"))
    person, there = parquet(release.files("key_person")), parquet(release.files("person"))
    gone = duckdb.sql(
        f"SELECT e.entry_id FROM {key} e JOIN {person} k USING (nik_hash) WHERE k.person_id NOT IN "
        f"(SELECT person_id FROM {there}) AND e.nik_hash NOT IN (SELECT nik_hash FROM {person} JOIN {there} "
        "USING (person_id) WHERE nik_hash IS NOT NULL)"
    ).fetchall()
    ids = set(overlap.memberships(lake, release, LISTS)["id"].to_pylist())
    assert len(gone) > 20 and not {f"dtks:{e[0]}" for e in gone} & ids


def test_counts_are_those_of_the_memberships_up_to_the_noise(lake: Lake, release: Release) -> None:
    rows = overlap.memberships(lake, release, ["dtks", "p3ke", "pkh"]).to_pylist()
    table = overlap.overlap(lake, release, ["dtks", "p3ke", "pkh"], "53", level="kabupaten")
    shown = 0
    for r in table.rows():
        if None in (r["dtks"], r["p3ke"], r["pkh"]) or r["value"] is None:
            continue
        true = sum(
            (m["dtks"], m["p3ke"], m["pkh"]) == (r["dtks"], r["p3ke"], r["pkh"])
            and m["village_code"].startswith(r["region"])
            for m in rows
        )
        assert abs(true - r["value"]) <= MOST
        shown += 1
    assert shown > 60


def test_free_tables_and_overlaps_give_the_same_people_the_same_noise(lake: Lake, release: Release) -> None:
    from sepakat import engine

    free = engine.tabulate(release, "keluarga", (), "53.01")
    table = overlap.overlap(lake, release, ["dtks", "pkh"], "53.01", unit="keluarga")
    everybody = next(r for r in table.rows() if r["irisan"] == "semua")["value"]
    outside = sum(r["family_id"] is None for r in _families(lake, release) if r["village_code"].startswith("53.01"))
    assert abs(everybody - free.rows()[0]["value"]) <= outside + 2 * MOST
    inside = overlap.overlap(lake, release, ["regsosek", "dtks"], "53.01", unit="keluarga", by=["jenis_kelamin_kk"])
    ours = {r["jenis_kelamin_kk"]: r["value"] for r in inside.rows() if r["irisan"] == "semua"}
    theirs = {
        r["jenis_kelamin_kk"]: r["value"]
        for r in engine.tabulate(release, "keluarga", (), "53.01", ["jenis_kelamin_kk"])
    }
    assert {k: v for k, v in ours.items() if v is not None}.items() <= theirs.items()


def _families(lake: Lake, release: Release) -> list[dict[str, Any]]:
    return overlap.memberships(lake, release, ["dtks", "pkh"], "keluarga").to_pylist()


def test_a_run_tells_who_is_who_and_unmeasured_quality_is_said(sample_lake: Path, tmp_path: Path) -> None:
    copy = tmp_path / "lake"
    shutil.copytree(sample_lake, copy, ignore=shutil.ignore_patterns("intake", "vault", "models"))
    shutil.copytree(sample_lake / "vault", copy / "vault")
    lake = Lake.open(copy)
    release = lake.release("current")
    overlap_runs.write(lake, near=300, region="53")
    table = overlap.overlap(lake, release, LISTS, "53")
    assert table.meta["run"].endswith("padan-001") and set(table.column("version")) == {table.meta["run"]}
    assert any("belum diukur" in n.id for n in table.notes) and table.meta["corrected"]
    plain = overlap.memberships(lake, release, ["regsosek", "dtsen"])  # that run has no DTSEN: NIK stands in
    assert plain.schema.metadata[b"run"] == b""
    estimated = overlap.unlisted(table)
    assert (estimated.meta["basis"] == "terkoreksi") == bool(len(estimated))


def test_without_a_run_no_estimate_of_people_in_no_list_is_given(lake: Lake, release: Release) -> None:
    estimated = overlap.unlisted(overlap.overlap(lake, release, LISTS, "53"))
    assert len(estimated) == 0 and "pencocokan belum dijalankan" in estimated.notes[0].id


def test_the_poor_in_none_of_the_lists_are_those_of_the_memberships(lake: Lake, release: Release) -> None:
    table = overlap.poor_in_none(lake, release, LISTS, "53")
    frame = parquet(release.files("frame_family"))
    deciles = dict(duckdb.sql(f"SELECT family_id, desil_nasional FROM {frame}").fetchall())
    rows = [r for r in overlap.memberships(lake, release, ["dtks", "p3ke"], "keluarga").to_pylist() if r["family_id"]]
    for name, high in (("desil_1_2", 2), ("desil_1_4", 4)):
        row = next(r for r in table.rows() if r["set"] == name)
        poor = [r for r in rows if (deciles[r["family_id"]] or 99) <= high]
        none = [r for r in poor if not r["dtks"] and not r["p3ke"]]
        assert abs(row["poor"] - len(poor)) <= MOST and abs(row["none"] - len(none)) <= MOST
        assert row["share"] == pytest.approx(100 * row["none"] / row["poor"])
    assert {r["set"] for r in table.rows()} == {"desil_1", "desil_1_2", "desil_1_4", "kekurangan"}


@pytest.mark.parametrize(
    ("sources", "more", "code"),
    [
        (["dtks", "pkx"], {}, "overlap-source"),
        (["dtks"], {}, "overlap-few"),
        (["regsosek", "dtks", "p3ke", "pkh", "pip"], {}, "overlap-many"),
        (["dtks", "p3ke"], {"by": ["pekerjaan"]}, "dimension-unknown"),
        (["regsosek", "dtks", "p3ke"], {"by": ["desil_nasional", "tipe_daerah"]}, "table-attributes"),
        (["dtks", "p3ke"], {"region": "11.01"}, "region-empty"),
        (["dtks", "p3ke"], {"unit": "rumah"}, "overlap-unit"),
    ],
)
def test_what_cannot_be_asked_is_said(
    lake: Lake, release: Release, sources: list[str], more: dict[str, Any], code: str
) -> None:
    with pytest.raises(UserError) as problem:
        overlap.overlap(lake, release, sources, **({"region": "53"} | more))
    assert problem.value.code == code
