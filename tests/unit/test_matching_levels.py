"""Levels of agreement: two rows written out, and what they must come to."""

from __future__ import annotations

import pyarrow as pa

from sepakat.core import duck
from sepakat.matching import comparing, normalising
from sepakat.matching.lists import COLUMNS, PersonList

Row = dict[str, str]


def levels(name: str, cases: list[tuple[Row, Row, str]]) -> list[str]:
    """For each case the words (English) of the level at which its two records agree in a comparison."""
    one = comparing.named(name)
    con = duck.connect()
    rows = [[{**case[side], "id": str(n)} for n, case in enumerate(cases)] for side in (0, 1)]
    lists = [
        PersonList(str(n), pa.table({c: pa.array([r.get(c) for r in side], pa.string()) for c in COLUMNS}), "")
        for n, side in enumerate(rows)
    ]
    normalising.load(con, lists)
    sides = ", ".join(f"l.{c} AS {c}_l, r.{c} AS {c}_r" for c in one.columns)
    found = con.sql(
        f"SELECT {comparing.level_sql(one)} FROM (SELECT l.id::INT AS n, {sides} FROM rec l JOIN rec r "
        "ON l.sumber = 0 AND r.sumber = 1 AND l.id = r.id) ORDER BY n"
    ).fetchall()
    words = [level.words.en for level in one.levels[::-1]]
    return [[one.differs.en, *words, "missing"][at] for (at,) in found]


def check(name: str, cases: list[tuple[Row, Row, str]]) -> None:
    expected = [words for _, _, words in cases]
    found = levels(name, cases)
    assert [(c[0], c[1], f) for c, f in zip(cases, found, strict=True)] == [
        (c[0], c[1], e) for c, e in zip(cases, expected, strict=True)
    ]


def test_names() -> None:
    cases = [
        ("Siti Aminah", "SITI  AMINAH", "same name"),
        ("Moh. Yusuf", "Muhammad Yusuf", "same name"),
        ("Soekarno Hadi", "Hadi Sukarno", "same name, other spelling or order"),
        ("Wulandari", "Wulandri", "same name but for one letter"),
        ("Siti Aminah", "Aminah", "one name contains the other"),
        ("Bambang Prasetyo", "Bambang Wijaya", "same first word of the name"),
        ("Rina Wijaya", "Agus Wijaya", "one word of the name in common"),
        ("Rina", "Bambang", "different name"),
        ("", "Bambang", "missing"),
    ]
    check("nama", [({"nama": a}, {"nama": b}, words) for a, b, words in cases])


def test_dates() -> None:
    cases = [
        ("1980-03-04", "1980-03-04", "same date of birth"),
        ("1980-01-01", "1980-01-01", "same 1 January as date of birth"),
        ("1980-03-04", "1980-04-03", "day and month of birth swapped"),
        ("1980-03-04", "1980-01-01", "same year of birth, one written as 1 January"),
        ("1980-03-04", "1970-03-04", "same day and month of birth, another year"),
        ("1980-03-04", "1980-03-14", "same year of birth and day or month"),
        ("1980-03-14", "1980-05-20", "only the year of birth agrees"),
        ("1980-03-14", "1981-05-20", "years of birth close"),
        ("1980-03-14", "1960-05-20", "different date of birth"),
        ("31/12/1980", "1980-12-31", "missing"),  # dates are ISO; another form is not guessed at
    ]
    check("lahir", [({"tanggal_lahir": a}, {"tanggal_lahir": b}, words) for a, b, words in cases])


def test_numbers() -> None:
    near = "identity numbers one digit apart, similar names"
    cases = [
        (("3201010101800001", "Ani"), ("3201010101800001", "Budi"), "same identity number"),
        (("3201010101800003", "Ani Sari"), ("3201010101800030", "Ani Sari"), near),
        (("320101010180000", "Ani Sari"), ("3201010101800001", "Ani Sari"), near),
        # beside another name a number nearly the same says nothing: it holds district, birth date and sex
        (("3201010101800001", "Ani"), ("3201010101800002", "Bambang"), "missing"),
        (("3201010101800001", "Ani"), ("5371024412990003", "Ani"), "different identity number"),
        (("0000000000000000", "Ani"), ("3201010101800001", "Ani"), "missing"),
        (("AB-1234-X", "Ani"), ("ab1234x", "Ani"), "same identity number"),
    ]
    keys = ("nik", "nama")
    check("nik", [(dict(zip(keys, a, strict=True)), dict(zip(keys, b, strict=True)), w) for a, b, w in cases])


def test_places() -> None:
    check(
        "tempat",
        [
            ({"no_kk": "3201010101120001"}, {"no_kk": "3201010101120001"}, "same family card"),
            ({"kode_desa": "A7", "alamat": "Jl. Mawar 3"}, {"kode_desa": "A7", "alamat": "JL MAWAR 3"}, "same address"),
            ({"kode_desa": "A7"}, {"kode_desa": "A7"}, "same village"),
            ({"kode_desa": "A7"}, {"kode_desa": "B8"}, "different family and address"),
            ({"kode_desa": "A7"}, {"alamat": "Jl. Mawar 3"}, "missing"),
        ],
    )


def test_family_and_village_are_where_the_fit_looks_for_them() -> None:
    words = [one.words.en for one in comparing.PLACE.levels][::-1]
    assert words[comparing.CARD_LEVEL - 1 :] == ["family cards one digit apart", "same family card"]
    assert words[comparing.VILLAGE_LEVEL - 1] == "same village"
