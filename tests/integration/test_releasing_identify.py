"""Stable ids: who was here before keeps their number, whatever happened to their NIK, address or family card."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from sepakat.core import duck
from sepakat.lake import Lake
from sepakat.releasing import identify
from sepakat.releasing.rows import Rows
from tests.releasing_people import FAR, OTHER, VILLAGE, family, keep, person

A, B, C = family("A", kk="5301040101100001"), family("B", kk="5301040101100002"), family("C", OTHER)
ADE, BUDI = person(A, 1, "5301010101800001", "1980-01-01"), person(A, 2, "5301014202820002", "1982-02-02", 2)
CICI = person(A, 3, "5301010303100003", "2010-03-03")
DODI, EKA = person(B, 1, "5301010404700004", "1970-04-04"), person(B, 2, None, "1975-05-05", 2)
FANI = person(C, 1, "5301010606600006", "1960-06-06")
FIRST = {"family": [A, B, C], "person": [ADE, BUDI, CICI, DODI, EKA, FANI]}


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake")


def release(lake, tables):
    """Ids by (family key, serial) of a release made of one intake: keys and facts are enough here."""
    intake = keep(lake, "regsosek2022k", tables)
    base = lake.release() if lake.current_id else None
    with lake.begin() as build:
        con = duck.connect(build.scratch / "spill")
        rows = Rows(con, lake, [intake], base)
        identify.identify(con, build, rows)
        identify.load(con, build, rows, rows.parts)
        for unit in ("person", "family"):
            con.execute(f"CREATE TEMP TABLE found_{unit} AS SELECT {unit}_row, {unit}_id FROM {unit}_ids")
        sealed = build.seal()
    lake.publish(sealed.id)
    order = sorted(tables["person"], key=lambda p: (p["village_code"], p["person_key"]))
    found = con.sql("FROM found_person ORDER BY 1").fetchall()
    ids = {p["person_key"]: i for p, (_, i) in zip(order, found, strict=True)}
    families = sorted(tables["family"], key=lambda f: (f["village_code"], f["family_key"]))
    listed = con.sql("FROM found_family ORDER BY 1").fetchall()
    return ids, {f["family_key"]: i for f, (_, i) in zip(families, listed, strict=True)}, sealed


def moved(one, to, number=None):
    return one | {
        "family_key": to["family_key"],
        "village_code": to["village_code"],
        "person_key": f"{to['family_key']}-{number or one['no_urut']}",
        "no_urut": number or one["no_urut"],
    }


def test_first_release_numbers_from_one_in_order_of_village_and_row(lake):
    persons, families, sealed = release(lake, FIRST)
    assert families == {"A": 1, "B": 2, "C": 3}
    assert persons == {"A-1": 1, "A-2": 2, "A-3": 3, "B-1": 4, "B-2": 5, "C-1": 6}
    assert sealed.manifest["ids"] == {"family": 3, "person": 6}


def test_the_same_file_again_changes_no_id(lake):
    before = release(lake, FIRST)
    after = release(lake, FIRST)
    assert after[:2] == before[:2]
    assert after[2].logical == before[2].logical


def test_rows_in_another_order_change_no_id(lake):
    before = release(lake, FIRST)
    after = release(lake, {t: list(reversed(r)) for t, r in FIRST.items()})
    assert after[:2] == before[:2]


@pytest.mark.parametrize(
    "change",
    [
        {"nik": "5301010101800009"},  # a corrected NIK
        {"nik": None},
        {"no_urut": 7},
        {"tanggal_lahir": None},
        {"jenis_kelamin": 2},
        {"nama": "NAMA LAIN"},
    ],
)
def test_one_corrected_answer_keeps_the_person(lake, change):
    before, _, _ = release(lake, FIRST)
    after, _, _ = release(lake, {**FIRST, "person": [ADE | change, BUDI, CICI, DODI, EKA, FANI]})
    assert after == before


def test_a_person_without_a_nik_is_known_by_family_birth_and_sex(lake):
    before, _, _ = release(lake, FIRST)
    after, _, _ = release(lake, {**FIRST, "person": [ADE, BUDI, CICI, DODI, EKA | {"nik": "5301014505750005"}, FANI]})
    assert after["B-2"] == before["B-2"]


def test_a_nik_typed_for_another_person_does_not_swap_them(lake):
    """Fani's NIK is written for a newborn girl: both birth date and sex speak against it."""
    before, _, _ = release(lake, FIRST)
    baby = person(B, 3, FANI["nik"], "2024-01-01", 2)
    after, _, _ = release(lake, {**FIRST, "person": [ADE, BUDI, CICI, DODI, EKA, baby]} | {"family": [A, B]})
    assert after["B-3"] not in before.values()


def test_a_family_that_moves_keeps_its_id_and_its_members(lake):
    before, families, _ = release(lake, FIRST)
    new = family("Z", FAR, kk=A["no_kk"])
    after, now, _ = release(
        lake, {"family": [new, B, C], "person": [*(moved(p, new) for p in (ADE, BUDI, CICI)), DODI, EKA, FANI]}
    )
    assert now["Z"] == families["A"]
    assert [after["Z-1"], after["Z-2"], after["Z-3"]] == [before["A-1"], before["A-2"], before["A-3"]]


def test_a_split_family_leaves_the_id_with_the_larger_part(lake):
    before, families, _ = release(lake, FIRST)
    new = family("N", VILLAGE, kk="5301040101100077")
    after, now, _ = release(
        lake, {"family": [A, B, C, new], "person": [moved(ADE, new, 1), BUDI, CICI, DODI, EKA, FANI]}
    )
    assert now["A"] == families["A"]
    assert now["N"] not in families.values()
    assert after["N-1"] == before["A-1"]


def test_who_comes_back_is_known_and_no_number_is_used_twice(lake):
    before, families, _ = release(lake, FIRST)
    release(lake, {"family": [A, B], "person": [ADE, BUDI, CICI, DODI, EKA]})
    new = family("N", FAR)
    third, now, sealed = release(
        lake, {"family": [A, B, C, new], "person": [*FIRST["person"], person(new, 1, None, "2000-01-01")]}
    )
    assert (third["C-1"], now["C"]) == (before["C-1"], families["C"])
    assert third["N-1"] == 7 and now["N"] == 4
    keys = pq.read_table(sealed.files("key_person")[0]).to_pylist()
    assert all(k["aktif"] for k in keys)


def test_twins_without_nik_are_told_apart_by_their_serial(lake):
    one, two = person(C, 2, None, "2015-01-01"), person(C, 3, None, "2015-01-01")
    tables = {**FIRST, "person": [*FIRST["person"], one, two]}
    before, _, _ = release(lake, tables)
    after, _, _ = release(lake, tables)
    assert after == before


def test_a_member_who_left_and_was_asked_nothing_keeps_the_id_by_serial(lake):
    gone = person(A, 4, None, "1940-01-01") | {"tanggal_lahir": None, "jenis_kelamin": None, "keberadaan": 2}
    tables = {**FIRST, "person": [*FIRST["person"], gone]}
    before, _, _ = release(lake, tables)
    after, _, _ = release(lake, tables)
    assert after == before
    baby = person(A, 3, None, "2024-02-02", 2)  # takes the serial of Cici, whose birth date and sex differ
    third, _, _ = release(lake, {**FIRST, "person": [ADE, BUDI, baby, DODI, EKA, FANI]})
    assert third["A-3"] not in before.values()


def test_a_family_delivered_twice_counts_once_the_later_one(lake):
    first = keep(lake, "regsosek2022k", FIRST)
    later = keep(lake, "regsosek2022k", {"family": [A], "person": [ADE]})
    with lake.begin() as build:
        con = duck.connect(build.scratch)
        rows = Rows(con, lake, [first, later], None)
        identify.identify(con, build, rows)
        identify.load(con, build, rows, rows.parts)
        assert con.sql("SELECT src, count(*) FROM family_ids GROUP BY 1 ORDER BY 1").fetchall() == [(0, 2), (1, 1)]
        assert con.sql("SELECT src, count(*) FROM person_ids GROUP BY 1 ORDER BY 1").fetchall() == [(0, 3), (1, 1)]
