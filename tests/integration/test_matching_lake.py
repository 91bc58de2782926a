"""Registries of a release matched: against the sample's truth, kept in the lake, with ids that stay."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sepakat.cli import main
from sepakat.core import duck
from sepakat.lake import Lake
from sepakat.matching import store


@pytest.fixture(scope="module")
def matched(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A copy of the sample's lake in which DTKS was matched twice with Regsosek."""
    home = tmp_path_factory.mktemp("matched") / "lake"
    shutil.copytree(sample_lake, home)
    for _ in range(2):
        assert main(["match", "regsosek", "dtks", "--lake", str(home)]) == 0
    return Lake.open(home)


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
    assert read == {"identity", "registry_dtks"}
    assert matched.vault.check_log() == []
