"""From delivered files to an intake and a release: recognising, checking, refusing, undoing, and the whole pipeline
on a tiny sample."""

from __future__ import annotations

import contextlib
import csv
import shutil
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sepakat import releasing, sample
from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.lake import Lake, building, continuing, store, verify
from sepakat.lake.continuing import Journal
from sepakat.releasing import conductor, folder, measuring
from tests.releasing_people import Killed

FAMILIES = 120


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    out = tmp_path_factory.mktemp("mentah") / "raw"
    sample.generate(out, province="53", families=FAMILIES, seed=11)
    return out


@pytest.fixture(scope="module")
def built(raw, tmp_path_factory):
    """One release of the whole pipeline, and the lake it is in. Only to be read."""
    lake = Lake.create(tmp_path_factory.mktemp("danau") / "lake")
    done = releasing.build(lake, from_dir=raw)
    lake.publish(done.release.id)
    return lake, done


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake")


@pytest.fixture
def pair(raw, tmp_path):
    """Copies of the two Regsosek files, to be spoilt."""
    files = {}
    for role, name in (("family", "regsosek2022k_keluarga.csv"), ("member", "regsosek2022k_anggota.csv")):
        files[role] = tmp_path / name
        shutil.copy(raw / name, files[role])
    return files


@pytest.fixture
def unmeasured(monkeypatch):
    """Builds without the profile: it is the engine's, and the slowest step on a handful of families."""
    monkeypatch.setattr(measuring, "write_profile", lambda *_: None)


def facts_of(release):
    """Logical hash of every file but those of the profile."""
    return {n: e["logical"] for n, e in release.manifest["files"].items() if e["table"] not in ("profile", None)}


def rewrite(path, change):
    with open(path, newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    rows = [change(n, row) for n, row in enumerate(rows)]
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def code_of(action):
    with pytest.raises(UserError) as caught:
        action()
    return caught.value.code


def test_the_summary_adds_up_and_the_intake_is_kept(lake, pair):
    taken = releasing.ingest(lake, "regsosek2022k", list(pair.values()))
    assert taken.read == taken.accepted + taken.rejected
    stored = sum(t["rows"] + t["orphans"] for t in taken.manifest["tables"].values())
    assert stored == taken.accepted
    listed = releasing.intake_list(lake)
    assert [(i.id, i.source, i.read) for i in listed] == [(taken.id, "regsosek2022k", taken.read)]
    assert [p.name for p in lake.work.iterdir()] == [".lock"]


def test_the_same_files_are_not_taken_in_twice(lake, pair):
    taken = releasing.ingest(lake, "regsosek2022k", list(pair.values()))
    assert code_of(lambda: releasing.ingest(lake, "regsosek2022k", list(pair.values()))) == "intake-twice"
    assert releasing.ingest(lake, "regsosek2022k", list(pair.values()), dry_run=True).read == taken.read
    releasing.intake_undo(lake, taken.id)
    assert releasing.ingest(lake, "regsosek2022k", list(pair.values())).accepted == taken.accepted


def test_no_identity_column_or_source_key_lies_plain_in_an_intake(lake, pair):
    taken = releasing.ingest(lake, "regsosek2022k", list(pair.values()))
    for path in taken.path.rglob("*.parquet"):
        names = set(pq.read_schema(path).names)
        assert not names & {"nik", "no_kk", "nama", "nama_kk", "alamat", "rt", "rw", "dusun", "lat", "lon"}, path
        assert not names & {"family_key", "person_key", "_baris"}, path


def test_a_dry_run_reports_and_keeps_nothing(lake, pair, tmp_path):
    rewrite(pair["family"], lambda n, row: row | ({"R303": "77"} if n == 3 else {}))
    taken = releasing.ingest(lake, "regsosek2022k", list(pair.values()), dry_run=True, rejected_to=tmp_path / "x.csv")
    assert taken.dry_run and taken.rejected > 0
    assert taken.report["ditolak"] == taken.rejected
    assert list(tmp_path.glob("x*.csv"))
    assert releasing.intake_ids(lake) == [] and not list((lake.path / "vault").glob("*/"))


def test_refused_rows_are_kept_in_the_vault_and_given_out_with_a_grant(lake, pair, tmp_path):
    rewrite(pair["family"], lambda n, row: row | ({"R303": "77"} if n == 3 else {}))
    taken = releasing.ingest(lake, "regsosek2022k", list(pair.values()), ceiling=0.5)
    grant = Grant("petugas", "uji", "perbaikan", ("rejected",))
    files = releasing.rejected_rows(lake, taken.id, grant, tmp_path / "tolak")
    text = "".join(f.read_text(encoding="utf-8-sig") for f in files)
    assert sum(len(f.read_text(encoding="utf-8-sig").splitlines()) - 1 for f in files) == taken.rejected
    assert "_alasan" in text
    assert all(f.stat().st_mode & 0o077 == 0 for f in files)


def test_too_many_refused_rows_keep_nothing(lake, pair):
    rewrite(pair["family"], lambda _, row: row | {"R303": "77"})
    assert code_of(lambda: releasing.ingest(lake, "regsosek2022k", list(pair.values()))) == "rejected-ceiling"
    assert releasing.intake_ids(lake) == []
    assert [p.name for p in lake.work.iterdir()] == [".lock"]


def test_mistakes_of_the_caller_are_told(lake, pair, raw, tmp_path):
    family, member = pair["family"], pair["member"]
    assert code_of(lambda: releasing.ingest(lake, "regsosek", [family])) == "source-unknown"
    assert code_of(lambda: releasing.ingest(lake, "p3ke", [family])) == "source-mismatch"
    assert code_of(lambda: releasing.ingest(lake, "regsosek2022k", [tmp_path / "tidak-ada.csv"])) == "file-missing"
    assert code_of(lambda: releasing.ingest(lake, "regsosek2022k", [])) == "file-none"
    assert code_of(lambda: releasing.ingest(lake, "regsosek2022k", [family, member, family])) == "role-twice"


def test_a_folder_is_looked_through_without_its_sub_folders(raw, tmp_path):
    shutil.copytree(raw, tmp_path / "raw", ignore=shutil.ignore_patterns("truth"))
    (tmp_path / "raw" / "truth").mkdir()
    shutil.copy(raw / "regsosek2022k_keluarga.csv", tmp_path / "raw" / "truth" / "rahasia.csv")
    (tmp_path / "raw" / "catatan.txt").write_text("bukan data\n")
    (tmp_path / "raw" / "lain.csv").write_text("a;b\n1;2\n")
    found = folder.look(tmp_path / "raw")
    assert found.sample
    assert sorted(name for name, _ in found.skipped) == ["catatan.txt", "lain.csv"]
    assert all(str(why) for _, why in found.skipped)
    taken = [p for d in found.deliveries for p in d.files.values()]
    assert all(p.parent == tmp_path / "raw" for p in taken)
    assert {d.source for d in found.deliveries} >= {"regsosek2022k", "dtsen_extract", "p3ke", "susenas_kor", "jkn"}
    assert sum(d.source == "penerima_program" for d in found.deliveries) == 3


def test_an_unknown_or_missing_folder_is_told(tmp_path):
    assert code_of(lambda: folder.look(tmp_path / "tidak-ada")) == "folder-missing"
    (tmp_path / "x.csv").write_text("a;b\n1;2\n")
    assert code_of(lambda: folder.look(tmp_path)) == "folder-unknown"


def test_the_whole_pipeline(built):
    lake, done = built
    release = done.release
    assert release.sample and verify(lake, release).ok
    summary = done.as_dict()
    assert summary["read"] == summary["accepted"] + summary["rejected"]
    assert summary["families"] == release.rows("rank") == release.rows("frame_family")
    assert summary["persons"] == release.rows("frame_person")
    con = duck.connect()
    members = con.sql(f"SELECT sum(members) FROM {duck.parquet(release.files('family'))}").fetchall()[0][0]
    alone = con.sql(
        f"SELECT coalesce(sum(members), 0) FROM {duck.parquet(release.files('family'))} WHERE family_id NOT IN "
        f"(SELECT family_id FROM {duck.parquet(release.files('person'))})"
    ).fetchall()[0][0]
    assert members - alone == release.rows("person")
    assert {"registry_dtks", "registry_p3ke", "registry_dtsen", "receipt", "survey_susenas_household"} <= set(
        release.tables()
    )
    assert set(release.manifest["ids"]) == {"family", "person"}
    assert lake.vault.tables(release.id) == [
        "identity", "location", "registry_dtks", "registry_dtsen", "registry_p3ke",
    ]  # fmt: skip


def test_no_raw_name_or_number_is_plain_in_the_lake(built, raw):
    """Every NIK, No KK and name of the delivered base file, looked for in the bytes of all files of the lake."""
    lake, _ = built
    with open(raw / "regsosek2022k_anggota.csv", newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    secrets = {row["R403"] for row in rows if len(row["R403"]) == 16}
    secrets |= {row["R402"] for row in rows if " " in row["R402"]}
    assert len(secrets) > FAMILIES
    everything = b"\0".join(p.read_bytes() for p in lake.path.rglob("*") if p.is_file())
    assert not [s for s in secrets if s.encode() in everything]


def test_building_again_reads_no_file_twice_and_gives_equal_rows(built, raw, tmp_path, unmeasured):
    lake, done = built
    shutil.copytree(lake.path, tmp_path / "lake")
    copy = Lake.open(tmp_path / "lake")
    again = releasing.build(copy, from_dir=raw)
    assert [i.id for i in again.intakes] == [i.id for i in done.intakes]
    assert facts_of(again.release) == facts_of(done.release)
    assert again.release.manifest["logical_vault"] == done.release.manifest["logical_vault"]


# where the build below is killed: after the first unit of each step (often one regency of many), and at the start of
# what is no unit: the index, counting and protecting, flushing to disk, and between the vault's move and the release's
DEATHS = {
    "identify", "receipts", "pupils", "official", "people", "facts", "vault", "location", "surveys", "sectors", "model",
    "rank", "frames", "write", "build", "profile", "measured", "_settle", "moving", "publish",
}  # fmt: skip


def test_a_build_in_another_lake_killed_at_every_step_gives_equal_rows(built, raw, tmp_path, monkeypatch):
    """Two lakes with one key, no release in common: the same files give the same rows, the vault's included. What a
    killed build had finished is not made again, and nothing plain of a person is in what it leaves."""
    _, done = built
    lake = Lake.create(tmp_path / "lake")
    taken = [releasing.ingest(lake, d.source, d.files, sample=True).id for d in folder.look(raw).deliveries]
    died, made, of_vault = [], Counter(), set()

    def die(at):
        if at not in died:
            died.append(at)
            raise Killed

    def dying(room, name, at=None):
        whole = getattr(room, name)
        monkeypatch.setattr(room, name, lambda *a, **k: die(at or name) or whole(*a, **k))

    add, rename = Journal.add, Path.rename

    def added(self, record):
        add(self, record)
        made[record["unit"]] += 1
        of_vault.update([record["unit"]] if record["vault"] else [])
        die(record["unit"].split("/")[0])

    monkeypatch.setattr(Journal, "add", added)
    monkeypatch.setattr(
        Path, "rename", lambda p, to: (Path(to).parent.name == "releases" and die("moving")) or rename(p, to)
    )
    for room, name in ((conductor.numbers, "write"), (measuring.profile, "build"), (building, "_settle")):
        dying(room, name)
    dying(store, "write_atomic", "publish")
    with open(raw / "regsosek2022k_anggota.csv", newline="", encoding="utf-8") as source:
        names = {row["R402"].encode() for row in csv.DictReader(source, delimiter=";") if " " in row["R402"]}
    under_way, other = lake.work / continuing.NAME, None
    while other is None:
        before = len(died)
        with contextlib.suppress(Killed):
            other = releasing.build(lake, taken)
        assert other is not None or len(died) == before + 1
        if died[before:] and died[-1] in ("vault", "frames", "measured"):
            assert under_way.stat().st_mode & 0o777 == 0o700
            left = b"\0".join(p.read_bytes() for p in under_way.rglob("*") if p.is_file())
            assert not [name for name in names if name in left]
            torn = under_way / "release" / "person" / "half.parquet"
            torn.parent.mkdir(exist_ok=True)
            torn.write_bytes(b"torn")
    with pytest.raises(Killed):
        lake.publish(other.release.id)
    assert lake.current_id is None and lake.publish(other.release.id).id == lake.current_id
    assert set(died) - DEATHS == {step for step in died if step.startswith("registry-")} and set(died) >= DEATHS
    # a vault that had moved without its release is swept, and encrypted once more; the one file of the levels above is
    # written whenever regencies are; nothing else is made twice
    assert {unit for unit, times in made.items() if times > 1} <= of_vault | {"profile/upper"}
    assert other.continued >= len(made) * 0.6
    assert other.release.logical == done.release.logical
    assert other.release.manifest["logical_vault"] == done.release.manifest["logical_vault"]
    assert verify(lake, other.release).ok and [p.name for p in lake.work.iterdir()] == [".lock"]


def test_without_survey_or_model_the_error_says_what_is_missing(lake, pair):
    releasing.ingest(lake, "regsosek2022k", list(pair.values()))
    assert code_of(lambda: releasing.build(lake)) == "welfare-no-survey"
    assert lake.release_ids() == []


def test_a_given_model_needs_no_survey(lake, pair, built, unmeasured):
    taken = releasing.ingest(lake, "regsosek2022k", list(pair.values()))
    model = built[1].release.path / "model.json"
    done = releasing.build(lake, [taken.id], model=model)
    assert done.release.manifest["model"] == built[1].release.manifest["model"]


def test_ranks_export_with_the_columns_of_families(built, tmp_path):
    release = built[1].release
    columns = "family_id,village_code,members,desil_nasional,desil_provinsi,desil_kabupaten,persentil_nasional,lantai"
    out = tmp_path / "peringkat.parquet"
    assert releasing.export(release, "rank", columns.split(","), out) == release.rows("rank")
    assert pq.read_schema(out).names == columns.split(",")


def test_base_intakes_are_those_of_the_first_registry(built):
    assert [one.source for one in conductor.base_intakes(built[1].intakes)] == ["regsosek2022k"]


def test_ranking_again_shares_the_facts(built, tmp_path, unmeasured):
    shutil.copytree(built[0].path, tmp_path / "lake")
    copy = Lake.open(tmp_path / "lake")
    before = copy.release()
    after = releasing.rerank(copy, before, base="keluarga")
    assert all(p.samefile(q) for p, q in zip(before.files("person"), after.files("person"), strict=True))
    assert after.manifest["rank"]["base"] == "keluarga" and after.manifest["model"] == before.manifest["model"]
    assert after.manifest["parameters"]["dasar_desil"] == "keluarga"
    assert verify(copy, after).ok and after.manifest["ids"] == before.manifest["ids"]
    found = releasing.diff(before, after)
    summary = dict(zip(found.summary.column("ukuran"), found.summary.column("jumlah"), strict=True))
    assert summary["keluarga_berubah"] == 0 and summary["keluarga_pindah_desil_nasional"] > 0
