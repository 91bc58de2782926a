"""Atomic writes: readers see the old content or the new, and nothing is left behind."""

import pytest

from sepakat.core.files import read_json, sha256_file, write_atomic, write_json


def test_write_atomic_replaces_and_leaves_nothing(tmp_path):
    target = tmp_path / "folder" / "current"
    write_atomic(target, "one")
    write_atomic(target, "two")
    assert target.read_text() == "two"
    assert [p.name for p in target.parent.iterdir()] == ["current"]


def test_a_failed_write_keeps_the_old(tmp_path, monkeypatch):
    target = tmp_path / "current"
    write_atomic(target, "one")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError, match="disk"):
        write_atomic(target, "two")
    assert target.read_text() == "one"


def test_equal_values_give_equal_bytes(tmp_path):
    write_json(tmp_path / "a", {"b": 1, "a": [1, 2]})
    write_json(tmp_path / "b", {"a": [1, 2], "b": 1})
    assert sha256_file(tmp_path / "a") == sha256_file(tmp_path / "b")
    assert read_json(tmp_path / "a") == {"a": [1, 2], "b": 1}
