"""Two lists may write one village under different codes (BPS and Kemendagri do). Which code is which is seen from the
people who are plainly in both; no table of codes is needed, and none of another country's is missed.
"""

from __future__ import annotations

from sepakat.core.duck import Connection

_SAME = 0.3  # share of plain pairs with equal codes from which the lists are taken to use one system
_PAIRS = 50  # plain pairs below which nothing is said
_LEAST = 3  # pairs a village needs
_SHARE = 0.5  # of which so many lie in one village of the other list

_KEYS = ("nik || '|' || depan", "nama || '|' || strftime(lahir, '%Y%m%d')")


def align(con: Connection, lists: int) -> dict[int, int]:
    """Write the villages of each list with the codes of the first that has any, where the two use different systems.

    Changes `rec.desa`; a village of unknown counterpart gets a code that equals no other. Gives the number of villages
    translated by position of the list.
    """
    first, done = None, {}
    for number in range(lists):
        if not con.sql(f"SELECT count(desa) FROM rec WHERE sumber = {number}").fetchall()[0][0]:
            continue
        if first is None:
            first = number
            continue
        _plain_pairs(con, first, number)
        pairs, same = con.sql("SELECT count(*), count(*) FILTER (l = r) FROM desa_pasangan").fetchall()[0]
        if pairs < _PAIRS or same >= _SAME * pairs:
            continue
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE desa_arti AS
            SELECT r, arg_max(l, n) AS l FROM (SELECT l, r, count(*) AS n FROM desa_pasangan GROUP BY l, r)
            GROUP BY r HAVING max(n) >= {_LEAST} AND max(n) >= {_SHARE} * sum(n)""")
        con.execute(f"""
            UPDATE rec SET desa = coalesce((SELECT d.l FROM desa_arti d WHERE d.r = rec.desa), '{number}:' || desa)
            WHERE sumber = {number} AND desa IS NOT NULL""")
        done[number] = int(con.sql("SELECT count(*) FROM desa_arti").fetchall()[0][0])
    return done


def _plain_pairs(con: Connection, left: int, right: int) -> None:
    """Make `desa_pasangan` (l, r): villages of people single in both lists by number and first name, or by full name
    and date of birth; each pair once."""
    parts = []
    for key in _KEYS:
        sides = [
            f"(SELECT {key} AS k, any_value(uid) AS uid, any_value(desa) AS desa FROM rec "
            f"WHERE sumber = {n} AND {key} IS NOT NULL GROUP BY 1 HAVING count(*) = 1)"
            for n in (left, right)
        ]
        parts.append(
            "SELECT l.uid AS uid_l, r.uid AS uid_r, l.desa AS l, r.desa AS r "
            f"FROM {sides[0]} l JOIN {sides[1]} r USING (k)"
        )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE desa_pasangan AS "
        f"SELECT l, r FROM ({' UNION '.join(parts)}) WHERE l IS NOT NULL AND r IS NOT NULL"
    )
