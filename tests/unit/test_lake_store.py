"""A lake: making, opening, publishing, one writer at a time, and tidying up after a crash."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys

import pyarrow as pa
import pytest

from sepakat.core.errors import UserError
from sepakat.lake import Lake, verify

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def lake(tmp_path, monkeypatch):
    monkeypatch.setenv("SEPAKAT_KEY", "11" * 32)
    return Lake.create(tmp_path / "lake")


def families(*rows, **extra):
    return pa.table({"village_code": ["53.01.01.2001"] * len(rows), "family_id": pa.array(rows, pa.int64()), **extra})


def seal(lake, *rows, **options):
    with lake.begin(on=DAY, **options) as build:
        build.write_arrow("family", "53.01", families(*rows))
        build.write_vault("location", "53.01", families(*rows, lat=[1.0] * len(rows)))
        return build.seal()


def code_of(action):
    with pytest.raises(UserError) as caught:
        action()
    return caught.value.code


def test_opening_what_is_no_lake_says_so(tmp_path):
    assert code_of(lambda: Lake.open(tmp_path / "tidak-ada")) == "lake-none"
    (tmp_path / "lake.json").write_text("[]")
    assert code_of(lambda: Lake.open(tmp_path)) == "lake-none"
    (tmp_path / "lake.json").write_text("{")
    assert code_of(lambda: Lake.open(tmp_path)) == "lake-none"


def test_a_newer_lake_is_refused(lake):
    facts = json.loads((lake.path / "lake.json").read_text())
    (lake.path / "lake.json").write_text(json.dumps(facts | {"schema": 99}))
    assert code_of(lambda: Lake.open(lake.path)) == "lake-newer"


def test_making_a_lake_never_takes_over_a_folder(lake, tmp_path):
    assert code_of(lambda: Lake.create(lake.path)) == "lake-exists"
    (tmp_path / "penuh").mkdir()
    (tmp_path / "penuh" / "surat.txt").write_text("x")
    assert code_of(lambda: Lake.create(tmp_path / "penuh")) == "lake-folder-full"


def test_releases_are_numbered_by_day_and_listed_oldest_first(lake):
    first, second = seal(lake, 1), seal(lake, 1, 2)
    assert [first.id, second.id] == ["20260301-01", "20260301-02"]
    assert [(r.id, r.families, r.current) for r in lake.releases()] == [
        ("20260301-01", 1, False),
        ("20260301-02", 2, False),
    ]
    assert lake.current_id is None
    assert code_of(lake.release) == "release-none"


def test_publishing_moves_the_pointer_and_can_go_back(lake):
    first, second = seal(lake, 1), seal(lake, 2)
    for release in (first, second, first):
        lake.publish(release.id)
        assert lake.current_id == release.id == Lake.open(lake.path).release().id
    assert code_of(lambda: lake.publish("20260301-09")) == "release-unknown"
    assert code_of(lambda: lake.publish("../keluar")) == "release-unknown"
    assert lake.current_id == first.id


def test_a_reader_never_sees_half_a_pointer(lake):
    """Readers in another process look at the pointer while it is swapped back and forth."""
    first, second = seal(lake, 1), seal(lake, 2)
    lake.publish(first.id)
    script = (
        "import sys; from sepakat.lake import Lake\n"
        "lake = Lake.open(sys.argv[1]); seen = {lake.release().id for _ in range(300)}\n"
        "print(' '.join(sorted(seen)))"
    )
    reader = subprocess.Popen([sys.executable, "-c", script, str(lake.path)], stdout=subprocess.PIPE, text=True)
    with reader:
        while reader.poll() is None:
            lake.publish(second.id)
            lake.publish(first.id)
        assert reader.stdout is not None
        assert set(reader.stdout.read().split()) <= {first.id, second.id}
    assert reader.returncode == 0


def test_sealed_files_are_read_only_and_hold_what_was_written(lake):
    release = seal(lake, 1, 2)
    assert verify(lake, release).ok
    for path in release.path.rglob("*"):
        assert path.is_dir() or not path.stat().st_mode & 0o222
    assert release.tables() == ["family"] and release.kabupaten() == ["53.01"]
    assert release.file("family", "53.01") and release.file("family", "53.02") is None


def test_unchanged_files_are_shared_with_the_base(lake):
    lake.publish(seal(lake, 1, 2).id)
    first, second = lake.release(), seal(lake, 1, 2)
    assert first.files("family")[0].samefile(second.files("family")[0])
    vaults = [lake.vault.folder(r.id) / "location" / "53.01.parquet" for r in (first, second)]
    assert vaults[0].samefile(vaults[1])
    assert first.logical == second.logical and verify(lake, second).ok
    third = seal(lake, 1, 3)
    assert third.logical != first.logical
    assert not first.files("family")[0].samefile(third.files("family")[0])


def test_without_hard_links_files_are_copied(lake, monkeypatch):
    lake.publish(seal(lake, 1).id)

    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    monkeypatch.setattr("os.link", refuse)
    second = seal(lake, 1)
    assert not lake.release().files("family")[0].samefile(second.files("family")[0])
    assert verify(lake, second).ok


@pytest.mark.parametrize(
    ("harm", "kind"),
    [("edit", "bytes"), ("remove", "missing"), ("cut", "unreadable"), ("add", "extra"), ("rows", "logical")],
)
def test_verify_finds_harm(lake, harm, kind):
    release = seal(lake, 1, 2)
    path = release.files("family")[0]
    path.chmod(0o600)
    if harm == "edit":
        raw = bytearray(path.read_bytes())
        raw[6] ^= 1
        path.write_bytes(raw)
    elif harm == "remove":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    elif harm == "rows":
        pa.parquet.write_table(families(1, 3), path)
    else:
        (release.path / "family" / "53.02.parquet").write_bytes(b"x")
    found = verify(lake, release)
    assert kind in {k for _, k in found.problems}
    assert len(found.table()) == len(found.problems)


def test_verify_finds_harm_in_the_vault(lake):
    release = seal(lake, 1)
    path = lake.vault.folder(release.id) / "location" / "53.01.parquet"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-5] + b"12345")
    assert ("vault/location/53.01.parquet", "bytes") in verify(lake, release).problems


def test_two_writers_at_once(lake):
    with lake.begin():
        other = Lake.open(lake.path)
        error = None
        try:
            with other.begin():
                pass
        except UserError as problem:
            error = problem
    assert error is not None and error.code == "lake-busy" and str(os.getpid()) in error.render()
    with other.begin():  # free again
        pass


def test_a_build_that_fails_leaves_nothing(lake):
    with pytest.raises(RuntimeError), lake.begin() as build:
        build.write_arrow("family", "53.01", families(1))
        raise RuntimeError
    assert lake.release_ids() == []
    assert [p.name for p in (lake.path / "work").iterdir()] == [".lock"]


def test_an_empty_release_is_not_sealed(lake):
    with lake.begin() as build:
        assert code_of(build.seal) == "release-empty"


def test_leftovers_of_a_crash_are_wiped_but_not_those_of_a_running_build(lake):
    def litter():
        (lake.path / "work" / "build.1.abc").mkdir()
        (lake.path / "work" / "build.1.abc" / "nama.parquet").write_bytes(b"x")
        (lake.path / "vault" / "20260301-07").mkdir()  # sealed vault whose release never came to be
        (lake.path / ".current.999999999.tmp").write_text("x")

    litter()
    Lake.open(lake.path)
    assert [p.name for p in (lake.path / "work").iterdir()] == [".lock"]
    assert not (lake.path / "vault" / "20260301-07").exists() and not (lake.path / ".current.999999999.tmp").exists()
    with lake.begin() as build:
        Lake.open(lake.path)
        assert build.path.exists()
    litter()
    with lake.begin():
        assert not (lake.path / "work" / "build.1.abc").exists()
