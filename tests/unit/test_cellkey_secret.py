"""The secret behind the noise: one for a lake's whole life, readable by its owner only."""

from __future__ import annotations

import os
import stat

import pytest

from sepakat.core.errors import UserError
from sepakat.lake import Lake, cells


def test_a_lake_without_the_file_derives_the_secret_that_it_will_write(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    before = cells.secret(lake.path)
    cells.ensure(lake.path)
    assert cells.secret(lake.path) == before
    assert cells.of_release(lake.path / "releases" / "20241101-01") == before


def test_it_is_not_the_key_of_the_vault_and_nobody_else_may_read_it(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    cells.ensure(lake.path)
    path = lake.path / cells.NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.environ["SEPAKAT_KEY"] not in path.read_text(encoding="ascii")


def test_a_begun_release_has_it(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    with lake.begin():
        assert (lake.path / cells.NAME).exists()


def test_it_stays_when_the_key_of_the_vault_changes(tmp_path, monkeypatch):
    lake = Lake.create(tmp_path / "lake")
    cells.ensure(lake.path)
    before = cells.secret(lake.path)
    monkeypatch.setenv("SEPAKAT_KEY", "22" * 32)
    cells.ensure(lake.path)
    assert cells.secret(lake.path) == before


def test_a_wrong_vault_key_never_makes_other_noise(tmp_path, monkeypatch):
    lake = Lake.create(tmp_path / "lake")
    monkeypatch.setenv("SEPAKAT_KEY", "22" * 32)
    with pytest.raises(UserError) as caught:
        cells.secret(lake.path)
    assert caught.value.code == "cell-key-missing"
    assert "release build" in str(caught.value)


def test_a_lake_without_a_vault_gets_a_random_one(tmp_path, monkeypatch):
    monkeypatch.delenv("SEPAKAT_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    lake = Lake.create(tmp_path / "lake", key=False)
    cells.ensure(lake.path)
    assert len(cells.secret(lake.path)) == 32


@pytest.mark.parametrize(
    ("text", "mode", "code"), [("ab" * 32, 0o644, "cell-key-open"), ("zz", 0o600, "cell-key-malformed")]
)
def test_a_file_that_cannot_be_trusted_is_refused(tmp_path, text, mode, code):
    lake = Lake.create(tmp_path / "lake")
    path = lake.path / cells.NAME
    path.write_text(text, encoding="ascii")
    path.chmod(mode)
    with pytest.raises(UserError) as caught:
        cells.secret(lake.path)
    assert caught.value.code == code
