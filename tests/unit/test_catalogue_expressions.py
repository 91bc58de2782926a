"""The closed expression language: what it accepts, what it refuses and in which words, and that its SQL is safe."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat import catalogue
from sepakat.catalogue import reference
from sepakat.catalogue.expressions import Expression, check
from sepakat.core import duck
from sepakat.core.errors import UserError


def family(text: str) -> Expression:
    variables = catalogue.table("frame_family").variables
    return check(text, variables, field="pembilang", where="contoh.toml: hitung.pembilang", table="keluarga")


def person(text: str) -> Expression:
    variables = catalogue.table("frame_person").variables
    return check(text, variables, field="penyebut", where="contoh.toml: hitung.penyebut", table="orang")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(SELECT nik FROM identity LIMIT 1) = '1'", "identity-column"),
        ("members IN (SELECT length(nik) FROM identity)", "identity-column"),
        ("nik = '1'", "identity-column"),
        ("NIK = '1'", "identity-column"),
        ('"Nama" IS NULL', "identity-column"),
        ("identity.nik IS NULL", "identity-column"),
        ("lat > 0", "identity-column"),
        ("family_id = 12", "identity-column"),
        ("members IN (SELECT 1)", "expression-subquery"),
        ("EXISTS (SELECT 1)", "expression-subquery"),
        ("members = ALL (SELECT 1)", "expression-subquery"),
        ("(FROM family)", "expression-subquery"),
        ("sum(members) OVER () > 1", "expression-window"),
        ("read_csv('/etc/passwd')", "expression-function"),
        ("read_parquet('x')", "expression-function"),
        ("getenv('HOME') = 'x'", "expression-function"),
        ("count(*) > 1", "expression-function"),
        ("sum(members) > 1", "expression-function"),
        ("random() > 0", "expression-function"),
        ("members::int > 1", "expression-function"),
        ("try_cast(members AS int) > 1", "expression-function"),
        ("COLUMNS('n.*') = 1", "expression-function"),
        ("lantay = 8", "unknown-column"),
        ("LANTAI = 8", "unknown-column"),
        ("umur > 3", "unknown-column"),
        ("lantai = 12", "unknown-code"),
        ("lantai IN (1, 2, 33)", "unknown-code"),
        ("members & 1 = 1", "unknown-code"),
        ("lantai", None),
        ("members AND lantai = 1", "expression-type"),
        ("lantai = 'keramik'", "expression-type"),
        ("village_code", "expression-type"),
        ("NULL", "expression-type"),
        ("CASE WHEN lantai = 1 THEN TRUE ELSE 0 END", "expression-type"),
        ("members > ?", "expression-syntax"),
        ("members > $1", "expression-syntax"),
        ("t.members > 1", "expression-syntax"),
        ("members > 1; DROP TABLE family", "expression-syntax"),
        ("members > 1) FROM family WHERE (1 = 1", "expression-syntax"),
        ("ATTACH 'x'", "expression-syntax"),
        ("COPY family TO 'x'", "expression-syntax"),
        ("members > 1 AND", "expression-syntax"),
        ("lantai IN ()", "expression-syntax"),
        ("members % 2 = 0", "expression-syntax"),
        ("@", "expression-syntax"),
        ("* = 1", "expression-syntax"),
        ("1e400 > members", "expression-syntax"),
        ("", "expression-syntax"),
        ("(" * 200 + "1 = 1" + ")" * 200, "expression-syntax"),
        ("NOT " * 2000 + "TRUE", "expression-syntax"),
    ],
)
def test_what_is_refused(text: str, code: str | None) -> None:
    if code is None:
        assert family(text).kind == "number"
        return
    with pytest.raises(UserError) as caught:
        family(text)
    assert caught.value.code == code
    assert caught.value.where == "contoh.toml: hitung.pembilang"


def test_a_misspelt_column_gets_the_nearest_one() -> None:
    with pytest.raises(UserError) as caught:
        family("lantay = 8")
    assert caught.value.detail is not None
    assert caught.value.detail.id == (
        "`pembilang` menyebut kolom `lantay`, yang tidak ada di tabel keluarga. Maksud Anda `lantai`?"
    )


def test_a_column_of_the_other_unit_says_so() -> None:
    with pytest.raises(UserError) as caught:
        family("umur > 3")
    assert caught.value.detail is not None
    assert "tabel orang" in caught.value.detail.id


@pytest.mark.parametrize("column", sorted(catalogue.vault_columns()))
def test_no_vault_column_can_be_named(column: str) -> None:
    for ask in (family, person):
        with pytest.raises(UserError) as caught:
            ask(f"{column} IS NOT NULL")
        assert caught.value.code == "identity-column"


def test_columns_and_parameters_are_told() -> None:
    found = family("luas_lantai >= $ambang_luas_lantai * members AND lantai <> 8")
    assert found.columns == {"luas_lantai", "members", "lantai"}
    assert found.parameters == {"ambang_luas_lantai"}
    assert found.kind == "boolean"
    with pytest.raises(KeyError):
        found.sql({})


SAFE: list[tuple[str, dict[str, Any], Any]] = [
    ("luas_lantai / members", {"luas_lantai": 10, "members": 0}, None),
    ("luas_lantai / members", {"luas_lantai": 10, "members": 4}, 2.5),
    ("ln(members)", {"members": 0}, None),
    ("ln(members)", {"members": 1}, 0.0),
    ("sqrt(members - 5)", {"members": 1}, None),
    ("lantai * atap * dinding", {"lantai": 100, "atap": 100, "dinding": 100}, 1_000_000),
    ("lantai - atap - dinding", {"lantai": -100, "atap": 100, "dinding": 100}, -300),
    ("-lantai", {"lantai": -128}, 128),
    ("(lantai) + (CASE WHEN TRUE THEN lantai END)", {"lantai": 127}, 254),
    ("luas_lantai / members BETWEEN 3 AND 7.2", {"luas_lantai": 36, "members": 5}, True),
    ("least(lantai, atap)", {"lantai": None, "atap": 3}, 3),
    ("greatest(lantai, atap)", {"lantai": None, "atap": None}, None),
    ("coalesce(lantai, atap, 0)", {"lantai": None, "atap": None}, 0),
    ("round(luas_lantai / members, 1)", {"luas_lantai": 10, "members": 4}, 2.5),
    ("floor(luas_lantai / members)", {"luas_lantai": 11, "members": 4}, 2),
    ("ceil(luas_lantai / members)", {"luas_lantai": 9, "members": 4}, 3),
    ("abs(lantai - 5)", {"lantai": 1}, 4),
    ("nullif(lantai, 9)", {"lantai": 9}, None),
    ("lantai IN (1, 2) OR atap = 1", {"lantai": None, "atap": 1}, True),
    ("lantai IN (1, 2) AND atap = 1", {"lantai": None, "atap": 2}, False),
    ("NOT (lantai = 1)", {"lantai": None}, None),
    ("lantai = 1 IS NOT TRUE", {"lantai": None}, True),
    ("lantai BETWEEN 2 AND atap", {"lantai": 1, "atap": None}, False),
    ("CASE WHEN lantai = 1 THEN 1 WHEN lantai > 5 THEN 2 END", {"lantai": 3}, None),
    ("7.2 * members = 36", {"members": 5}, True),
]


def test_a_product_beyond_every_type_is_unknown_not_an_error() -> None:
    expression = family("luas_lantai * luas_lantai * luas_lantai * luas_lantai > 0")
    query = f"SELECT {expression.sql()} FROM (SELECT 2147483647 AS luas_lantai)"
    assert duck.connect().sql(query).fetchall()[0][0] is None


@pytest.mark.parametrize(("text", "row", "answer"), SAFE)
def test_sql_never_fails_on_a_row_and_agrees_with_the_slow_evaluator(text: str, row: Any, answer: Any) -> None:
    expression = family(text)
    types = {"members": "INTEGER", "luas_lantai": "INTEGER"}
    cells = ", ".join(f"CAST({duck.literal(v)} AS {types.get(k, 'TINYINT')}) AS {k}" for k, v in row.items())
    found = duck.connect().sql(f"SELECT {expression.sql()} AS x FROM (SELECT {cells})").fetchall()[0][0]
    slow = reference.value(expression, row)
    for got in (found, slow):
        if answer is None or isinstance(answer, bool):
            assert got is answer
        else:
            assert math.isclose(float(got), answer)


BITS = [(None, None), (0, False), (1, True), (3, True), (6, False), (15, True), (99, None)]


@pytest.mark.parametrize(("held", "answer"), BITS)
def test_a_bit_sum_is_read_bit_by_bit_and_99_is_unknown(held: int | None, answer: bool | None) -> None:
    for text in ("bit_set(jaminan_kesehatan, 1)", "jaminan_kesehatan & 1 = 1"):
        expression = person(text)
        query = f"SELECT {expression.sql()} FROM (SELECT CAST({duck.literal(held)} AS SMALLINT) AS jaminan_kesehatan)"
        assert duck.connect().sql(query).fetchall()[0][0] is answer
        assert reference.value(expression, {"jaminan_kesehatan": held}) is answer


def test_only_real_bits_of_bit_columns() -> None:
    for text in ("bit_set(jaminan_kesehatan, 3)", "bit_set(umur, 1)", "jaminan_kesehatan & 99 > 0"):
        with pytest.raises(UserError) as caught:
            person(text)
        assert caught.value.code == "unknown-code"


def test_parameters_are_written_as_exact_numbers() -> None:
    sql = family("luas_lantai >= $ambang_luas_lantai * members").sql({"ambang_luas_lantai": Decimal("7.2")})
    assert sql == 'TRY("luas_lantai" >= 7.2 * CAST("members" AS BIGINT))'
    assert "(-3)" in family("members > $x").sql({"x": -3})


def test_comments_do_not_reach_the_sql() -> None:
    assert family("members > 1 -- catatan\n AND /* lagi */ lantai = 8").sql() == '"members" > 1 AND "lantai" = 8'


WORDS = """
members lantai nik ( ) , AND OR NOT IN BETWEEN CASE WHEN THEN ELSE END = <> < + - * / % & 1 8 7.2 'a' NULL TRUE SELECT
FROM WHERE ; -- /* */ :: [ ] { } $p ? . @ ~ || -> LIKE IS least( bit_set( read_csv( COPY " ` \\ é
"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=14).map(" ".join))
def test_anything_written_gives_a_checked_expression_or_a_user_error(text: str) -> None:
    try:
        found = family(text)
    except UserError as problem:
        assert problem.where
        return
    assert found.columns <= set(catalogue.table("frame_family").variables)
    assert "nik" not in found.sql(dict.fromkeys(found.parameters, 1))
