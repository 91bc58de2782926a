"""Registries of a release matched: against the sample's truth, kept in the lake, with ids that stay."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import duckdb
import pytest

from sepakat.cli import main
from sepakat.core import duck
from sepakat.lake import Lake, Release
from sepakat.matching import clerical, decided, keeping, neighbours, overlap, registered, splinking, store
from sepakat.matching.apart import GONE, REFUSED
from sepakat.matching.clerical import Pair
from sepakat.matching.overlap import runs
from sepakat.targeting.errors import linked as errors_linked


@pytest.fixture(scope="module")
def matched(sample_lake: Path, raw_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A copy of the sample's lake in which DTKS was matched with Regsosek, scored on who is who; then again, since."""
    home = tmp_path_factory.mktemp("matched") / "lake"
    shutil.copytree(sample_lake, home)
    truth = home.parent / "truth.csv"
    who_is_who(Lake.open(home), raw_files, truth)
    with pytest.MonkeyPatch.context() as patch:
        for room, fewer in ((splinking, 100_000), (neighbours, 20_000)):  # seconds saved; these lists are easy
            patch.setattr(room, "_PAIRS", fewer)
        for more in ([], ["--since", "last"]):
            assert main(["match", "regsosek", "dtks", "--lake", str(home), "--truth", str(truth), *more]) == 0
    return Lake.open(home)


def who_is_who(lake: Lake, raw: Path, out: Path) -> None:
    """True pairs by the ids of the release: rows of the raw files are found again by number and name."""
    con = duckdb.connect()
    for source, file, nik, name, registry in (
        ("regsosek", "regsosek2022k_anggota.csv", "R403", "R402", "regsosek2022k"),
        ("dtks", "dtks_bdt_individu.csv", "NIK", "Nama", "dtks_bdt"),
    ):
        holder = registered.grant("uji", "uji", purpose="uji")
        con.register("known", registered.read_registry(lake, lake.release(), source, holder).rows)
        turn = "row_number() OVER (PARTITION BY nik, nama ORDER BY n) AS ke"
        con.execute(f"""
            CREATE TABLE {source} AS
            SELECT l.person_true_id, v.id FROM (SELECT *, {turn} FROM (
                SELECT row_number() OVER () AS n, {nik} AS nik, {name} AS nama
                FROM read_csv('{raw / file}', all_varchar=true, parallel=false))) r
            JOIN (SELECT id, nik, nama, {turn} FROM (SELECT *, id::BIGINT AS n FROM known)) v
                ON r.nik IS NOT DISTINCT FROM v.nik AND r.nama = v.nama AND r.ke = v.ke
            JOIN '{raw / "truth" / "links.parquet"}' l ON l.registry = '{registry}' AND l.file_row = r.n""")
    pairs = "SELECT a.id AS left_id, b.id AS right_id FROM regsosek a JOIN dtks b USING (person_true_id)"
    con.execute(f"COPY ({pairs}) TO '{out}' (HEADER)")


def test_measured_quality_is_kept_and_what_reads_it_finds_it(matched: Lake) -> None:
    run, release = store.latest(matched), matched.release()
    assert run is not None
    told = run.quality("dtks", "regsosek")
    assert told is not None and told["by"] == "truth"
    for what in ("precision", "recall", "f1"):
        assert 0.985 < told[f"{what}_low"] <= told[what] <= told[f"{what}_high"] <= 1
    known = runs.quality(matched, release, ["regsosek", "dtks"])
    assert known is not None and known.measured
    pair = known.pairs[frozenset(("regsosek", "dtks"))]
    assert (pair.precision.value, pair.recall.low) == (told["precision"], told["recall_low"])
    linked = errors_linked.latest(release)
    assert linked is not None and (linked.precision, linked.recall) == (told["precision"], told["recall"])


def test_every_cell_of_the_overlap_is_the_truth_s(matched: Lake, raw_files: Path) -> None:
    """By regency and lists. People whose row was refused count in the base; those it tells to be gone count nowhere."""
    run = store.latest(matched)
    assert run is not None and run.refused().num_rows > 20 and set(run.apart()["kind"].to_pylist()) == {GONE, REFUSED}
    assert set(run.refused().column_names) == {"number", "family", "village_code", "hadir"}  # no name, number, date
    con = duckdb.connect()
    con.register("m", overlap.memberships(matched, matched.release(), ["regsosek", "dtks"]))
    told = "SELECT left(village_code, 5) AS kab, {} AS bits, count(*) AS n FROM {} GROUP BY ALL"
    truth = raw_files / "truth"
    people = (
        f"(SELECT * FROM '{truth / 'people.parquet'}' JOIN '{truth / 'families.parquet'}' f USING (family_true_id) "
        "WHERE keberadaan IN (1, 5)) p WHERE p.regsosek_row > 0 OR p.dtks_row > 0"
    )
    shown, true = (
        {(kab, bits): n for kab, bits, n in con.sql(told.format(bits, rows)).fetchall()}
        for bits, rows in (
            ("regsosek::INT + 2 * dtks::INT", "m"),
            ("(p.regsosek_row > 0)::INT + 2 * (p.dtks_row > 0)::INT", people),
        )
    )
    off = {at: shown.get(at, 0) - true.get(at, 0) for at in shown | true}
    assert len(off) >= 44 and max(map(abs, off.values())) <= 3 and sum(map(abs, off.values())) <= 12, off
    table = overlap.overlap(matched, matched.release(), ["regsosek", "dtks"], "53")
    assert not table.meta["corrected"] and any("Tidak dikoreksi" in n.id for n in table.notes)


def test_a_run_since_compares_only_what_is_new(matched: Lake) -> None:
    first, second = store.runs(matched)[-2:]
    assert second.manifest["since"] == first.id
    assert first.manifest["compared"] > 10_000 and second.manifest["compared"] == 0
    assert second.links().equals(first.links())


def test_records_stay_in_the_vault_as_long_as_their_run(matched: Lake, tmp_path: Path) -> None:
    run = store.runs(matched)[-1]
    folder = matched.vault.folder(run.id)
    (matched.path / "vault" / "20990101-01-padan-001").mkdir()  # of a run that never came to be
    with matched.writing("uji"):
        pass
    assert folder.is_dir() and not (matched.path / "vault" / "20990101-01-padan-001").exists()
    assert b"PARE" in (folder / keeping.TABLE / "all.parquet").read_bytes()[:4]  # encrypted, footer and all
    arguments = ["match", "regsosek", "--lake", str(matched.path), "--save-records", str(tmp_path / "out.parquet")]
    assert main(arguments) == 1 and not (tmp_path / "out.parquet").exists()


def test_a_run_is_kept_with_ids_only(matched: Lake) -> None:
    run = store.latest(matched, matched.release().id)
    assert run is not None and run.sources == ("regsosek", "dtks")
    assert run.links().schema == store.LINKS and run.clusters().schema == store.CLUSTERS
    release = matched.release()
    assert run.clusters().num_rows == release.rows("person") + release.rows("registry_dtks")
    assert run.model().threshold == run.threshold == 0.5
    text = json.dumps(run.manifest)
    assert str(matched.path) not in text and run.manifest["files"]


def test_links_are_those_of_the_keyed_hashes_and_more(matched: Lake) -> None:
    """Exact NIK, unique on both sides, is nearly always a link; and there are links where it is missing."""
    run, release = store.latest(matched), matched.release()
    assert run is not None
    con = duck.connect()
    con.register("links", run.links())
    exact, found = con.sql(f"""
        SELECT count(*), count(l.left_id) FROM
            (SELECT nik_hash, any_value(person_id) AS p FROM {duck.parquet(release.files("key_person"))}
             WHERE nik_hash IS NOT NULL AND aktif GROUP BY 1 HAVING count(*) = 1) a
        JOIN (SELECT nik_hash, any_value(entry_id) AS e FROM {duck.parquet(release.files("key_registry_dtks"))}
              WHERE nik_hash IS NOT NULL GROUP BY 1 HAVING count(*) = 1) b USING (nik_hash)
        LEFT JOIN links l ON l.left_id = p AND l.right_id = e""").fetchall()[0]
    assert found > 0.97 * exact
    assert run.links().num_rows > 1.1 * exact


def test_ids_of_clusters_stay_from_run_to_run(matched: Lake) -> None:
    first, second = store.runs(matched)[-2:]
    assert first.id != second.id
    assert (
        first.clusters()
        .sort_by([("source", "ascending"), ("id", "ascending")])
        .equals(second.clusters().sort_by([("source", "ascending"), ("id", "ascending")]))
    )


def test_reading_names_is_in_the_access_log(matched: Lake) -> None:
    lines = [json.loads(line) for line in (matched.path / "vault" / "access.jsonl").read_text().splitlines()]
    read = {line["table"] for line in lines if line.get("purpose") == "memadankan registri"}
    assert read == {"identity", "registry_dtks", keeping.TABLE, "rejected"}
    assert matched.vault.check_log() == []


def test_what_people_settled_holds_in_the_next_run_and_over_releases(matched: Lake) -> None:
    """The last test here: it adds a run."""
    before = store.runs(matched)[-1]
    wrong, other = (Pair(*row[:4]) for row in zip(*(c.to_pylist()[:2] for c in before.links().columns), strict=True))
    lone = Pair("regsosek", wrong.left_id, "dtks", other.right_id)
    decided.write(matched, before.id, {wrong: "different", lone: "same", other: "unsure"})
    assert main(["match", "regsosek", "dtks", "--lake", str(matched.path), "--since", "last"]) == 0
    run = store.runs(matched)[-1]
    linked = {Pair(*row[:4]) for row in zip(*(c.to_pylist() for c in run.links().columns), strict=True)}
    assert lone in linked and wrong not in linked
    assert run.manifest["decided"] == 2 and run.manifest["labels"] == 1  # of `lone` the model is sure: no label
    assert not {r.pair for r in clerical.pairs_to_review(run, 400)} & {wrong, lone}
    assert [store.has_records(matched, one) for one in store.runs(matched)[-3:]] == [False, True, True]

    # another release numbers the entries of DTKS anew: they are known by what they say
    release, holder = matched.release(), registered.grant("uji", "uji", purpose="uji")
    later = cast(Release, SimpleNamespace(id="20990101-01", manifest=release.manifest))
    told = decided.gather(matched, later, ["regsosek", "dtks"], holder).to_pylist()
    assert {(r["left_id"], r["right_id"], r["said"]) for r in told} == {(str(wrong.left_id), None, n) for n in (1, -1)}
    assert all(r["right_print"] for r in told)
    decided.write(matched, before.id, {lone: "same"})  # a verdict taken back is gone from what later runs are told
    same = decided.gather(matched, release, ["regsosek", "dtks"], holder).to_pylist()
    assert {r["said"] for r in same} == {1} and {r["run"] for r in same} == {before.id}
