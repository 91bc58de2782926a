"""Villages of two lists with other codes: which is which is learnt from people plainly in both."""

from __future__ import annotations

import pytest

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.matching import villages

PEOPLE, PLACES = 400, 8


def lists(con: Connection, other: str) -> None:
    """400 people of 8 villages V0–V7 in list 0; the same in list 1, where `other` (SQL on n, v) is the village."""
    con.execute(f"""
        CREATE TABLE rec AS
        SELECT (n + {PEOPLE} * s)::INTEGER AS uid, s::SMALLINT AS sumber, 'N' || n AS nik, 'W' || n AS depan,
               'W' || n AS nama, DATE '1980-01-02' + n::INTEGER AS lahir,
               CASE WHEN s = 0 THEN 'V' || v ELSE {other} END AS desa
        FROM (SELECT n, n % {PLACES} AS v FROM range({PEOPLE}) t(n)), (VALUES (0), (1)) l(s)""")


@pytest.fixture
def con() -> Connection:
    return duck.connect()


def desa(con: Connection) -> dict[str, int]:
    """People of list 1 by village, as it is now."""
    found = con.sql("SELECT desa, count(*) FROM rec WHERE sumber = 1 GROUP BY 1").fetchall()
    return {str(code): int(n) for code, n in found}


def test_other_codes_are_translated_and_what_nobody_tells_equals_nothing(con: Connection) -> None:
    # Every tenth moved to the village next door; village 7 of list 1 has a twin, 99, of whom nobody is in list 0.
    lists(con, f"CASE WHEN n % 10 = 0 THEN 'X' || ((v + 1) % {PLACES}) ELSE 'X' || v END")
    con.execute("INSERT INTO rec SELECT 9000, 1, 'N9000', 'Z', 'Z', DATE '1990-05-05', 'X99'")
    assert villages.align(con, 2) == {1: PLACES}
    assert set(desa(con)) == {f"V{v}" for v in range(PLACES)} | {"1:X99"}
    same = con.sql("SELECT count(*) FROM rec l JOIN rec r USING (nik, desa) WHERE l.sumber < r.sumber").fetchall()
    assert same[0][0] == 0.9 * PEOPLE  # those who moved still live elsewhere


def test_a_village_split_between_two_is_not_guessed(con: Connection) -> None:
    lists(con, "CASE WHEN v < 4 THEN 'X' ELSE 'Y' || v END")  # X is four villages: none has half of it
    assert villages.align(con, 2) == {1: PLACES - 4}
    assert desa(con)["1:X"] == PEOPLE // 2 and desa(con)["V5"] == PEOPLE // PLACES


@pytest.mark.parametrize(
    "other",
    ["CASE WHEN n % 3 = 0 THEN 'V' || v ELSE 'V' || ((v + 3) % 8) END", "NULL"],
    ids=["one system, many moved", "no village"],
)
def test_lists_of_one_system_are_left_alone(con: Connection, other: str) -> None:
    lists(con, other)
    before = desa(con)
    assert villages.align(con, 2) == {} and desa(con) == before


def test_few_people_in_both_say_nothing(con: Connection) -> None:
    lists(con, "'X' || v")
    con.execute("DELETE FROM rec WHERE sumber = 1 AND uid >= 449")  # 49 are left
    assert villages.align(con, 2) == {}
