"""Overlaps by equal NIK from the index of numbers give the very groups that the memberships give."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat.core import cellkey
from sepakat.core.text import Text
from sepakat.lake import numbers
from sepakat.lake.reading import Tables
from sepakat.matching.overlap import numbered
from sepakat.matching.overlap.lists import BASE, REGISTRY, Listing

SECRET = b"\7" * 32
BORN = dt.date(1980, 1, 1)
OTHER = dt.date(1990, 1, 1)


class _Release(Tables):
    def __init__(self, path):
        self.path, self.id = path, "x"


def _hash(name):
    return None if name is None else bytes([name]) * 16


def _write(folder, table, village, rows):
    """rows: (id, name of the hash, born, active)."""
    person = table == "key_person"
    data = {
        "person_id" if person else "entry_id": pa.array([r[0] for r in rows], pa.int64()),
        "village_code": [village] * len(rows),
        "nik_hash": pa.array([_hash(r[1]) for r in rows], pa.binary()),
        "tanggal_lahir": pa.array([r[2] for r in rows], pa.date32()),
    }
    if person:
        data["aktif"] = [r[3] for r in rows]
    path = folder / table / f"{village[:5]}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(data), path)


@pytest.fixture
def release(tmp_path):
    """1 is in all lists; 2 is gone; 3 twice in the base with two birth dates; 4 only in a list; some have no number."""
    base = [
        (1, 1, BORN, True), (2, 2, BORN, True), (3, 3, BORN, True), (4, 3, OTHER, True),
        (5, None, BORN, True), (6, 9, BORN, False),
    ]  # fmt: skip
    _write(tmp_path, "key_person", "53.01.01.2001", base)
    _write(tmp_path, "key_person", "53.02.01.2001", [(7, 200, BORN, True)])
    _write(tmp_path, "key_registry_dtks", "53.01.01.2002", [
        (1, 1, BORN), (2, 2, BORN), (3, 3, OTHER), (4, 4, BORN), (5, None, BORN), (6, 9, BORN), (7, 4, BORN),
    ])  # fmt: skip
    _write(tmp_path, "key_registry_p3ke", "53.02.01.2002", [(1, 1, None), (2, 4, BORN), (3, 200, None)])
    for village, ids in (("53.01", [1, 3, 4, 5, 6]), ("53.02", [7])):
        path = tmp_path / "frame_person" / f"{village}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(pa.table({"person_id": pa.array(ids, pa.int64())}), path)
    return _Release(tmp_path)


LISTS = (
    Listing("regsosek", Text("R", "R"), BASE, "orang"),
    Listing("dtks", Text("D", "D"), REGISTRY, "orang"),
    Listing("p3ke", Text("P", "P"), REGISTRY, "orang"),
)


def _told(found):
    return {
        (numbers.code(v), b): (n, k)
        for v, b, n, k in zip(*(c.tolist() for c in (found.village, found.bits, found.n, found.key)), strict=True)
    }


def _key(unit, *ids):
    return sum(cellkey.record_key(SECRET, unit, n) for n in ids) % 2**48


EXPECTED = {
    ("53.01.01.2001", 0b111): (1, _key("orang", 1)),
    ("53.01.01.2001", 0b001): (2, _key("orang", 3, 5)),
    ("53.01.01.2001", 0b011): (1, _key("orang", 4)),
    ("53.01.01.2002", 0b110): (1, _key("orang:dtks", 4)),
    ("53.01.01.2002", 0b010): (2, _key("orang:dtks", 5, 6)),
    ("53.02.01.2001", 0b101): (1, _key("orang", 7)),
}


def test_who_shares_a_number_is_one_person(release):
    assert _told(numbered.count(release, LISTS, SECRET)) == EXPECTED


def test_the_index_in_the_release_is_taken_and_the_number_of_buckets_changes_nothing(release, tmp_path, monkeypatch):
    monkeypatch.setattr(numbers, "_AT_MOST", 1)
    numbers.write(release, tmp_path / "index", tmp_path / "work")
    made = numbers.of_release(release)
    assert (made.bits, len(list(made.buckets())), (tmp_path / "work").exists()) == (3, 9, False)
    with monkeypatch.context() as patch:
        patch.setattr(numbers, "write", None)
        assert _told(numbered.count(release, LISTS, SECRET)) == EXPECTED
    (tmp_path / "index" / "villages.pq").unlink()  # as in the layout before: another is made for the moment
    assert not numbers.of_release(release).has(["key_person"])
    assert _told(numbered.count(release, LISTS, SECRET)) == EXPECTED


def test_a_look_up_finds_all_that_carry_a_hash_and_nobody_else(release, tmp_path, monkeypatch):
    monkeypatch.setattr(numbers, "_AT_MOST", 2)
    numbers.write(release, tmp_path / "index", tmp_path / "work")
    index = numbers.of_release(release)
    head = int.from_bytes(_hash(3)[:8], "big")
    assert index.find("key_person", head).id.tolist() == [3, 4]
    assert index.find("key_person", head + 1).id.tolist() == []
    assert index.find("key_person", int.from_bytes(_hash(9)[:8], "big")).id.tolist() == []  # not active


def test_lists_without_the_base_count_the_same_people(release):
    found = _told(numbered.count(release, LISTS[1:], SECRET))
    expected = {}
    for (village, bits), (n, key) in EXPECTED.items():
        was = expected.get((village, bits >> 1), (0, 0))
        expected[village, bits >> 1] = (was[0] + n, (was[1] + key) % 2**48)
    assert found == expected


def test_places_of_a_region_its_surroundings_and_beyond():
    one = np.ones(3, np.int64)
    counts = numbered.Counts(np.array([5301012001, 5301022001, 5401012001]), one, one, one)
    names, at = counts.places("53.01.01", "53.01", "kecamatan", "")
    assert (names, at.tolist()) == (("", "53.01.01"), [1, 0, -1])
    assert counts.places("00", "00", "provinsi", "")[0] == ("53", "54")
