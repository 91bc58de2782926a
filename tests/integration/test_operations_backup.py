"""Backup and restore as an operator does them: real commands, on SQLite and on PostgreSQL, and from one to the other.

Somebody goes on writing the audit while the backup is taken: the restored chain must hold all the same, because the
backup shows one moment.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sepakat.core import UserError
from sepakat.lake import Lake, verify
from sepakat.web.operations import archive
from tests.operations_site import ROOT, Installation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, sample_lake: Path) -> tuple[Installation, dict[str, Any]]:
    """One installation on SQLite with people, decisions and the sample release, which the tests only add to; and what
    it answers."""
    site = Installation(tmp_path_factory.mktemp("kantor") / "situs")
    site.folder.mkdir()
    shutil.copytree(sample_lake, site.lake)
    return site, site.ask("fill")


def backed_up(site: Installation, kept: Path) -> None:
    """A backup, while somebody works on."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.operations_site", "write_on"], cwd=ROOT, env=site.environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as busy:  # fmt: skip
        assert busy.stdout is not None
        assert busy.stdin is not None
        assert busy.stdout.readline() == "mulai\n"
        said = site.run("site", "backup", kept)
        busy.stdin.close()
        assert '"written": 0' not in busy.stdout.read()
    assert "terpisah" in said.stderr  # the keys are elsewhere, and it says so
    assert kept.stat().st_mode & 0o077 == 0
    with tarfile.open(kept) as tar:
        names = tar.getnames()
    # the key of the table noise opens nothing that the facts beside it would not; without it figures would change
    secret = [n for n in names if "key" in Path(n).suffix and n != "lake/cells.key"]
    assert not secret and not [n for n in names if "session" in n], names


def test_a_restored_site_answers_the_same(
    tmp_path: Path, office: tuple[Installation, dict[str, Any]], postgres: Callable[[], str]
) -> None:
    """From SQLite to PostgreSQL, and from there to SQLite again; on each somebody works on."""
    site, before = office
    assert before["passwords"] == [True] * 3
    for target in (postgres(), ""):
        kept = tmp_path / f"{site.folder.name}.tar"
        backed_up(site, kept)
        site = Installation(tmp_path / ("server" if target else "baru"), target)
        site.folder.mkdir()
        site.run("site", "restore", kept)
        after = site.ask("tell_and_add")
        assert after["told"] == before
        assert after["told"]["broken"] == []
        assert after["entry"] > 300
        assert after["person"] > 3
        before = before | {"people": ["Baru", *before["people"]], "passwords": [False, *before["passwords"]]}
    restored = Lake.open(site.lake)
    found = verify(restored, restored.release())
    assert found.ok and found.vault_checked, found.problems
    refused = site.run("site", "restore", kept, check=False)
    assert refused.returncode == 1
    assert "tidak pernah menimpa" in refused.stderr


def test_backups_in_a_folder_are_thinned(tmp_path: Path, office: tuple[Installation, dict[str, Any]]) -> None:
    site, _ = office
    folder = tmp_path / "cadangan"
    folder.mkdir()
    (folder / "sepakat-20200101-000000.tar").write_bytes(b"lama")
    (folder / "catatan.txt").write_text("bukan cadangan")
    site.run("site", "backup", folder, "--keep", "1")
    kept = sorted(p.name for p in folder.iterdir())
    assert len(kept) == 2, kept
    assert "sepakat-20200101-000000.tar" not in kept
    assert "catatan.txt" in kept
    made = next(folder.glob("*.tar"))
    assert "Utuh" in site.run("site", "verify", made).stderr
    again = site.run("site", "backup", made, check=False)
    assert again.returncode == 1
    assert "sudah ada" in again.stderr


def backup_of(folder: Path, files: dict[str, bytes]) -> Path:
    """A small archive with these files."""
    home = folder / "isi"
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    out = archive.Writer(folder / "x.tar")
    out.folder(home, "lake")
    out.finish({"rows": {}})
    return folder / "x.tar"


def test_a_backup_read_back_is_the_same(tmp_path: Path) -> None:
    path = backup_of(tmp_path, {"a/b.bin": b"isi" * 1000, "kosong": b""})
    listed = archive.unpack(path, tmp_path / "keluar")
    assert sorted(listed["files"]) == ["lake/a/b.bin", "lake/kosong"]
    assert (tmp_path / "keluar" / "lake" / "a" / "b.bin").read_bytes() == b"isi" * 1000


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"isi-rahasia")] ^= 1
    path.write_bytes(raw)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1500])


def no_list(path: Path) -> None:
    path.write_bytes(b"bukan tar sama sekali" * 100)


@pytest.mark.parametrize("damage", [flip, cut, no_list])
def test_a_damaged_backup_is_refused(damage: Callable[[Path], None], tmp_path: Path) -> None:
    path = backup_of(tmp_path, {"a": b"isi-rahasia" * 300})
    archive.unpack(path, None)
    damage(path)
    with pytest.raises(UserError) as caught:
        archive.unpack(path, tmp_path / "keluar")
    assert caught.value.code == "backup-damaged"


def add(path: Path, info: tarfile.TarInfo, content: bytes = b"jahat") -> None:
    import io

    with tarfile.open(path, "a") as tar:
        info.size = len(content) if info.type == tarfile.REGTYPE else 0
        tar.addfile(info, io.BytesIO(content))


@pytest.mark.parametrize("name", ["../luar", "/tmp/luar", "lake/../../luar", "lake/tambahan"])
def test_nothing_outside_the_list_is_taken(name: str, tmp_path: Path) -> None:
    path = backup_of(tmp_path, {"a": b"isi"})
    add(path, tarfile.TarInfo(name))
    with pytest.raises(UserError):
        archive.unpack(path, tmp_path / "keluar")
    assert not (tmp_path / "luar").exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    path = backup_of(tmp_path, {"a": b"isi"})
    link = tarfile.TarInfo("lake/a")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    add(path, link)
    with pytest.raises(UserError):
        archive.unpack(path, tmp_path / "keluar")


@pytest.mark.parametrize("name", ["/tmp/x", "../x", "a/../../x", "a//x", "", "a\\..\\x"])
def test_a_listed_name_that_leaves_its_folder_is_refused(name: str) -> None:
    """Even a list that names such a file (made on purpose) is not followed."""
    assert not archive._inside(name)
