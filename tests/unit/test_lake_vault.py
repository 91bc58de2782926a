"""The vault: no read without a grant, nothing beyond the grant, every read recorded, and keys that are looked after."""

from __future__ import annotations

import datetime as dt
import json
import os

import pyarrow as pa
import pytest

from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.lake import Lake, access_log, keys

PEOPLE = pa.table(
    {
        "person_id": [1, 2, 3],
        "family_id": [1, 1, 2],
        "village_code": ["53.01.01.2001", "53.01.01.2001", "53.01.02.2002"],
        "nik": ["5301014107900001", None, "5301015508850002"],
        "nama": ["YOSEF CONTOH", "MARIA CONTOH", "ANA CONTOH"],
    }
)


@pytest.fixture
def lake(tmp_path, monkeypatch):
    monkeypatch.delenv("SEPAKAT_KEY", raising=False)
    monkeypatch.setenv("SEPAKAT_KEY_FILE", str(tmp_path / "kunci" / "lake.key"))
    made = Lake.create(tmp_path / "lake")
    with made.begin() as build:
        build.write_arrow("family", "53.01", pa.table({"village_code": ["53.01.01.2001"], "family_id": [1]}))
        build.write_vault("identity", "53.01", PEOPLE)
        release = build.seal()
    made.publish(release.id)
    return made


def grant(**changes):
    facts = {"by": "petugas", "role": "uji", "purpose": "menguji brankas", "tables": ("identity",)} | changes
    return Grant(**facts)


def code_of(action):
    with pytest.raises(UserError) as caught:
        action()
    return caught.value.code


def test_a_grant_opens_its_regions_and_columns_only(lake):
    reader = lake.vault.open(grant(regions=("53.01.02",), columns=("person_id", "nama")), lake.current_id)
    assert reader.read("identity").to_pylist() == [{"person_id": 3, "nama": "ANA CONTOH"}]
    assert reader.read("identity", columns=["nama"]).column_names == ["nama"]
    assert lake.vault.open(grant(regions=("53.01.02",))).read("identity").num_rows == 1  # the published release


def test_one_village(lake):
    reader = lake.vault.open(grant(), lake.current_id)
    assert reader.read("identity", village="53.01.01.2001")["person_id"].to_pylist() == [1, 2]
    assert reader.read("identity", regencies=["53.02"]).num_rows == 0


@pytest.mark.parametrize(
    ("changes", "request_", "code"),
    [
        ({"tables": ("location",)}, {}, "grant-table"),
        ({"regions": ("53.02",)}, {"regencies": ["53.01"]}, "grant-region"),
        ({"regions": ("53.01.02",)}, {"village": "53.01.01.2001"}, "grant-region"),
        ({"columns": ("nama",)}, {"columns": ["nik"]}, "grant-column"),
    ],
)
def test_beyond_the_grant_is_refused(lake, changes, request_, code):
    assert code_of(lambda: lake.vault.open(grant(**changes), lake.current_id).read("identity", **request_)) == code


def test_no_grant_no_read(lake):
    for nothing in (None, "petugas", {"by": "x"}):
        assert code_of(lambda given=nothing: lake.vault.open(given, lake.current_id)) == "grant-none"
    assert code_of(lambda: lake.vault.open(grant(purpose=""), lake.current_id)) == "grant-incomplete"
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert code_of(lambda: lake.vault.open(grant(expires=past), lake.current_id)) == "grant-expired"


def test_every_read_is_recorded_without_values_and_chained(lake):
    reader = lake.vault.open(grant(), lake.current_id)
    reader.read("identity")
    list(reader.each("identity", columns=["nama"]))
    log = lake.path / "vault" / "access.jsonl"
    lines = access_log.read(log)
    assert [(e["by"], e["table"], e["rows"]) for e in lines] == [
        ("petugas", "identity", 3),
        ("petugas", "identity", None),
    ]
    assert "CONTOH" not in log.read_text() and "5301014107900001" not in log.read_text()
    assert lake.vault.check_log() == []


@pytest.mark.parametrize("harm", ["change", "drop", "swap"])
def test_a_touched_log_shows(lake, harm):
    reader = lake.vault.open(grant(), lake.current_id)
    for _ in range(4):
        reader.read("identity")
    log = lake.path / "vault" / "access.jsonl"
    lines = log.read_text().splitlines()
    if harm == "change":
        lines[1] = json.dumps(json.loads(lines[1]) | {"by": "orang lain"})
    elif harm == "drop":
        del lines[1]
    else:
        lines[1], lines[2] = lines[2], lines[1]
    log.write_text("\n".join(lines) + "\n")
    assert 2 in lake.vault.check_log()


def test_a_cut_line_does_not_stop_the_next_read_and_shows(lake):
    reader = lake.vault.open(grant(), lake.current_id)
    reader.read("identity")
    log = lake.path / "vault" / "access.jsonl"
    log.write_bytes(log.read_bytes() + b'{"by": "pet')
    reader.read("identity")
    assert lake.vault.check_log() == [2]


def test_wrong_key_is_told(lake, monkeypatch):
    monkeypatch.setenv("SEPAKAT_KEY", "00" * 32)
    assert code_of(lambda: Lake.open(lake.path).vault.open(grant(), lake.current_id)) == "key-wrong"
    monkeypatch.setenv("SEPAKAT_KEY", "abc")
    assert code_of(lambda: Lake.open(lake.path).vault.open(grant(), lake.current_id)) == "key-malformed"


def test_missing_key_is_told_and_facts_still_open(lake, monkeypatch):
    monkeypatch.setenv("SEPAKAT_KEY_FILE", str(lake.path / "tidak-ada.key"))
    again = Lake.open(lake.path)
    assert again.release().rows("family") == 1
    assert not again.vault.has_key
    assert code_of(lambda: again.vault.open(grant(), again.current_id)) == "key-missing"


@pytest.mark.skipif(os.name != "posix", reason="file rights of POSIX")
def test_key_file_is_made_for_its_owner_only_and_refused_otherwise(lake):
    path = keys.key_path(lake.id)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    assert code_of(lambda: Lake.open(lake.path).vault.check_key()) == "key-file-open"


def test_names_are_not_on_disk(lake):
    everything = b"".join(p.read_bytes() for p in lake.path.rglob("*") if p.is_file())
    assert b"CONTOH" not in everything and b"5301014107900001" not in everything


def test_files_are_bound_to_their_place(lake):
    folder = lake.path / "vault" / lake.current_id
    listed = folder / "vault.json"
    listed.chmod(0o600)
    entry = json.loads(listed.read_text())["files"]["identity/53.01.parquet"]
    (folder / "identity" / "53.02.parquet").write_bytes((folder / "identity" / "53.01.parquet").read_bytes())
    listed.write_text(json.dumps({"files": {"identity/53.02.parquet": entry}}))
    assert code_of(lambda: lake.vault.open(grant(), lake.current_id).read("identity")) == "vault-damaged"


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_an_altered_file_does_not_open(lake, place):
    path = lake.path / "vault" / lake.current_id / "identity" / "53.01.parquet"
    path.chmod(0o600)
    raw = bytearray(path.read_bytes())
    raw[int(len(raw) * place)] ^= 1
    path.write_bytes(raw)
    assert code_of(lambda: lake.vault.open(grant(), lake.current_id).read("identity")) == "vault-damaged"


def test_keyed_hashes_join_and_do_not_tell(lake):
    hashed = lake.vault.nik_hash(["5301014107900001", None, "", "5301014107900001"]).to_pylist()
    assert hashed[0] == hashed[3] and len(hashed[0]) == 16 and hashed[1] is None and hashed[2] is None
    assert lake.vault.key_hash(["5301014107900001"]).to_pylist() != hashed[:1]


def test_hkdf_agrees_with_the_published_test_vector():
    """RFC 5869, test case 1."""
    made = keys.hkdf(bytes.fromhex("0b" * 22), bytes(range(0xF0, 0xFA)), bytes(range(13)), 42)
    assert made.hex() == ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
