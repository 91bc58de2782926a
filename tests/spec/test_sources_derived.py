"""Columns that follow from others: table in, answer out. Unknown is never "no", and never zero."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from sepakat import catalogue
from sepakat.core import duck
from sepakat.sources import derived

Row = dict[str, Any]
FACTS = {n: v.arrow for n, v in catalogue.table("person").variables.items() if not v.derived and not v.from_list}
EASY = dict.fromkeys((*derived.BASIC, *derived.FROM_FIVE), 4)


def _persons(rows: list[Row]) -> list[Row]:
    con = duck.connect()
    con.register("orang", pa.table({n: pa.array([r.get(n) for r in rows], t) for n, t in FACTS.items()}))
    return duck.arrow(con, f"SELECT * FROM ({derived.person_sql('orang')}) ORDER BY person_id").to_pylist()


def _one(name: str, **answers: Any) -> Any:
    return _persons([{"person_id": 1, "family_id": 1, **answers}])[0][name]


def _family(members: list[Row]) -> Row:
    con = duck.connect()
    rows = [{"person_id": n, "family_id": 1, **m} for n, m in enumerate(members, 1)]
    con.register("orang", pa.table({n: pa.array([r.get(n) for r in rows], t) for n, t in FACTS.items()}))
    con.register("keluarga", pa.table({"family_id": [1]}))
    return duck.arrow(con, derived.family_sql("keluarga", "orang")).to_pylist()[0]


# The worked example of the method: mean 64 / 7.
SCHOOLING = [
    ("never at school", {"partisipasi_sekolah": 1}, 0),
    ("left primary in class 4", {"partisipasi_sekolah": 3, "jenjang": 3, "kelas": 4, "ijazah": 23}, 3),
    ("finished primary", {"partisipasi_sekolah": 3, "jenjang": 3, "kelas": 8, "ijazah": 3}, 6),
    ("left upper secondary in class 2", {"partisipasi_sekolah": 3, "jenjang": 13, "kelas": 2, "ijazah": 8}, 10),
    ("finished upper secondary", {"partisipasi_sekolah": 3, "jenjang": 13, "kelas": 8, "ijazah": 13}, 12),
    ("finished S1", {"partisipasi_sekolah": 3, "jenjang": 19, "kelas": 8, "ijazah": 19}, 16),
    ("studying S2", {"partisipasi_sekolah": 2, "jenjang": 21, "kelas": 1, "ijazah": 19}, 17),
]
MORE_SCHOOLING = [
    ("in class 2 of lower secondary", {"partisipasi_sekolah": 2, "jenjang": 8, "kelas": 2, "ijazah": 3}, 7),
    ("in class 1 of primary", {"partisipasi_sekolah": 2, "jenjang": 3, "kelas": 1, "ijazah": 23}, 0),
    (
        "vocational, equivalency and Islamic schools count alike",
        {"partisipasi_sekolah": 3, "jenjang": 11, "kelas": 8, "ijazah": 16},
        12,
    ),
    ("finished S2", {"partisipasi_sekolah": 3, "jenjang": 21, "kelas": 8, "ijazah": 21}, 18),
    ("class unknown, certificate of that level", {"partisipasi_sekolah": 3, "jenjang": 3, "ijazah": 3}, 6),
    ("class unknown, level above the certificate", {"partisipasi_sekolah": 3, "jenjang": 8, "ijazah": 3}, None),
    ("certificate unknown", {"partisipasi_sekolah": 3, "jenjang": 3, "kelas": 4}, None),
    ("nothing answered", {}, None),
]


@pytest.mark.parametrize(
    ("who", "answers", "years"), SCHOOLING + MORE_SCHOOLING, ids=[w for w, _, _ in SCHOOLING + MORE_SCHOOLING]
)
def test_years_of_schooling(who: str, answers: Row, years: int | None) -> None:
    assert _one("lama_sekolah", **answers) == years


def test_mean_years_of_the_worked_example() -> None:
    rows = _persons([{"person_id": n, "family_id": 1, **a} for n, (_, a, _) in enumerate(SCHOOLING)])
    assert round(sum(r["lama_sekolah"] for r in rows) / len(rows), 6) == 9.142857


DISABILITY = [
    ("no difficulty", {"umur": 30, **EASY}, 2),
    ("some difficulty", {"umur": 30, **EASY, "sulit_jalan": 3}, 2),
    ("a lot of difficulty", {"umur": 30, **EASY, "sulit_jalan": 2}, 1),
    ("cannot at all", {"umur": 30, **EASY, "sulit_ingat": 1}, 1),
    ("one answer missing", {"umur": 30, **EASY, "sulit_ingat": None}, None),
    ("one answer missing, another is hard", {"umur": 30, **EASY, "sulit_ingat": None, "sulit_lihat": 1}, 1),
    ("age 3: the six basic questions", {"umur": 3, **dict.fromkeys(derived.BASIC, 4)}, 2),
    ("age 5 without the other three", {"umur": 5, **dict.fromkeys(derived.BASIC, 4)}, None),
    ("age 1: not asked", {"umur": 1}, None),
    ("sadness is no disability", {"umur": 30, **EASY, "sedih": 1}, 2),
]


@pytest.mark.parametrize(("who", "answers", "expected"), DISABILITY, ids=[w for w, _, _ in DISABILITY])
def test_disability(who: str, answers: Row, expected: int | None) -> None:
    assert _one("disabilitas", **answers) == expected


INSURANCE = [(0, 2, 2), (1, 1, 1), (2, 1, 2), (3, 1, 1), (5, 1, 1), (8, 1, 2), (99, 1, 2), (None, None, None)]


@pytest.mark.parametrize(("answer", "insured", "pbi"), INSURANCE)
def test_health_insurance_is_a_sum_of_bits_and_99_a_value(
    answer: int | None, insured: int | None, pbi: int | None
) -> None:
    """99 is "another insurance" of the printed form: insured, and not PBI though 99 has bit 1 in it."""
    assert _one("punya_jamkes", jaminan_kesehatan=answer) == insured
    assert _one("pbi", jaminan_kesehatan=answer) == pbi


WORK = [
    ({"bekerja": 1, "lapangan_usaha": 6, "status_pekerjaan": 4}, 1, 1),
    ({"bekerja": 1, "lapangan_usaha": 7, "status_pekerjaan": 7}, 2, 2),
    ({"bekerja": 1, "status_pekerjaan": 3}, None, 1),
    ({"bekerja": 2}, 2, 2),
    ({}, None, None),
]


@pytest.mark.parametrize(("answers", "farm", "formal"), WORK)
def test_work_in_agriculture_and_formal_work(answers: Row, farm: int | None, formal: int | None) -> None:
    assert (_one("pertanian", **answers), _one("formal", **answers)) == (farm, formal)


@pytest.mark.parametrize(
    ("age", "group"), [(0, 1), (4, 1), (5, 2), (14, 2), (15, 3), (24, 3), (25, 4), (59, 4), (60, 5), (None, None)]
)
def test_age_groups_at_their_bounds(age: int | None, group: int | None) -> None:
    assert _one("kelompok_umur", umur=age) == group


@pytest.mark.parametrize(
    ("certificate", "level"),
    [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3), (17, 3), (18, 4), (22, 4), (23, 0), (None, None)],
)
def test_certificate_levels(certificate: int | None, level: int | None) -> None:
    assert _one("tingkat_ijazah", ijazah=certificate) == level


def test_who_never_went_to_school_has_no_certificate() -> None:
    assert _one("tingkat_ijazah", partisipasi_sekolah=1) == 0


def test_a_family_and_its_head() -> None:
    got = _family(
        [
            {"hubungan": 1, "jenis_kelamin": 2, "umur": 61, "status_kawin": 4, "ijazah": 3, "bekerja": 1,
             "lapangan_usaha": 1, "status_pekerjaan": 1, "jaminan_kesehatan": 1, **EASY},
            {"hubungan": 3, "jenis_kelamin": 1, "umur": 17, "partisipasi_sekolah": 2, "ijazah": 8, "bekerja": 2,
             "jaminan_kesehatan": 0, **EASY, "sulit_lihat": 1},
            {"hubungan": 5, "jenis_kelamin": 1, "umur": 4, "jaminan_kesehatan": 99},
        ]
    )  # fmt: skip
    expected = {
        "jenis_kelamin_kk": 2, "umur_kk": 61, "status_kawin_kk": 4, "tingkat_ijazah_kk": 1, "bekerja_kk": 1,
        "pertanian_kk": 1, "formal_kk": 2, "jumlah_balita": 1, "jumlah_anak": 2, "jumlah_usia_sekolah": 1,
        "jumlah_sekolah": 1, "jumlah_dewasa": 1, "jumlah_lansia": 1, "jumlah_bekerja": 1, "jumlah_disabilitas": 1,
        "jumlah_jamkes": 2, "tingkat_ijazah_maks": 2,
    }  # fmt: skip
    assert {k: got[k] for k in expected} == expected
    assert {k for k in got if k != "family_id"} == {
        n for n, v in catalogue.table("family").variables.items() if v.derived
    }


def test_unknown_members_make_unknown_counts() -> None:
    got = _family([{"hubungan": 1}])
    for name in ("umur_kk", "jumlah_anak", "jumlah_bekerja", "jumlah_disabilitas", "jumlah_jamkes", "jumlah_sekolah"):
        assert got[name] is None
    got = _family([{"hubungan": 1, "umur": 3}])
    assert (got["jumlah_bekerja"], got["jumlah_sekolah"], got["jumlah_lansia"]) == (0, 0, 0)  # nobody of that age
    got = _family([{"hubungan": 1, "umur": 30}])
    assert got["jumlah_bekerja"] is None


def test_everyone_carries_the_sex_of_their_head() -> None:
    rows = _persons(
        [
            {"person_id": 1, "family_id": 1, "hubungan": 1, "jenis_kelamin": 2},
            {"person_id": 2, "family_id": 1, "hubungan": 3, "jenis_kelamin": 1},
            {"person_id": 3, "family_id": 2, "hubungan": 3, "jenis_kelamin": 1},
        ]
    )
    assert [r["jenis_kelamin_kk"] for r in rows] == [2, 2, None]


def test_every_derived_column_of_the_catalogue_has_a_rule() -> None:
    person = {n for n, v in catalogue.table("person").variables.items() if v.derived}
    family = {n for n, v in catalogue.table("family").variables.items() if v.derived}
    assert person == set(derived.PERSON) | {"jenis_kelamin_kk"}
    assert family == set(derived.FAMILY)
