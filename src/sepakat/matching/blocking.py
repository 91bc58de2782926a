"""Which pairs are looked at: records that share one of many narrow keys. Keys of many records are left out, so that
the number of pairs grows with the number of records and never with how skewed names or birth dates are.
"""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.core.duck import Connection

MOST = 400  # pairs of one value of a key, unless the rule says less
BUDGET = 40  # pairs a record, over all rules


@dataclass(frozen=True)
class Key:
    """One rule: records with an equal `sql` are a pair to look at. words: the key is over each word of the name
    (`w`), so that one shared word suffices. most: values with more pairs than this are left out."""

    name: str
    sql: str
    most: int = MOST
    words: bool = False


def _quarters() -> list[Key]:
    """Numbers that agree in three of their four quarters: one slip, wherever it is."""
    size = "(len(nik) // 4)"
    cuts = [
        f"substr(nik, {size} + 1)",
        f"left(nik, {size}) || '_' || substr(nik, 2 * {size} + 1)",
        f"left(nik, 2 * {size}) || '_' || substr(nik, 3 * {size} + 1)",
        f"left(nik, len(nik) - {size})",
    ]
    return [Key(f"nik{n}", f"CASE WHEN len(nik) >= 7 THEN {cut} END", 30) for n, cut in enumerate(cuts)]


# In the order in which they are kept when the budget is short.
KEYS = (
    Key("nik", "nik"),
    *_quarters(),
    Key("kk", "kk"),
    Key("lahir_depan", "strftime(lahir, '%Y%m%d') || left(depan, 3)", 2000),
    Key("kunci_tahun", "kunci || th", 900),
    Key("kunci_desa", "kunci || '|' || desa"),
    Key("kunci_hari", "kunci || bl || '-' || hr"),
    Key("lahir_desa", "strftime(lahir, '%Y%m%d') || desa"),
    Key("lahir_kata", "strftime(lahir, '%Y%m%d') || w", 900, words=True),
    Key("tukar", "th || '-' || least(bl, hr) || '-' || greatest(bl, hr) || left(depan, 2)"),
    Key("kunci", "kunci", 60),
    Key("alamat_depan", "alamat || '|' || coalesce(desa, '') || left(depan, 2)", 100),
    Key("alamat_tahun", "alamat || '|' || coalesce(desa, '') || th", 100),
    Key("desa_depan", "desa || '|' || depan"),
    Key("desa_kata", "desa || '|' || w", 200, words=True),
    Key("rapat_desa", "desa || '|' || left(rapat, 4) || th"),
    Key("kata_langka", "w", 60, words=True),
    Key("lahir", "strftime(lahir, '%Y%m%d')", 100),
    Key("desa_tahun", "desa || '|' || th || jk", 100),
)


def pairs(
    con: Connection, table: str, *, within: bool, strangers: bool = False, keys: tuple[Key, ...] = KEYS
) -> dict[str, int]:
    """Make the table `pasangan` (uid_l, uid_r; uid_l < uid_r) of the pairs to look at; gives pairs a rule brought.

    table: records (`rec`, with `tuntas`: bits of the lists in which a record has its partner; pairs of two that are
    done with one another's list are left out; and `baru`: pairs of two that are not are left out too, though they count
    against the budget, so that the same keys are used as in a whole run). within: pairs inside one list instead of
    between lists. strangers: make `asing` too: the pairs inside one list that the same values of the same keys bring.
    """
    made = ("pasangan", "asing") if strangers else ("pasangan",)
    for name in made:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name}(uid_l INTEGER, uid_r INTEGER)")
    records = int(con.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0])
    left, brought = BUDGET * max(records, 1000), {}
    for key in keys:
        source = f"(SELECT *, unnest(kata) AS w FROM {table})" if key.words else table
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE nilai AS
            SELECT hash({key.sql}) AS k, uid, sumber, tuntas, baru FROM {source} WHERE {key.sql} IS NOT NULL""")
        size = "sum(n * (n - 1) / 2)" if within else "(sum(n) * sum(n) - sum(n * n)) / 2"
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE ukuran AS
            SELECT k, {size} AS pairs, bool_or(baru) AS baru, max(n) AS most
            FROM (SELECT k, sumber, count(*) AS n, bool_or(baru) AS baru FROM nilai GROUP BY k, sumber)
            GROUP BY k HAVING {size} BETWEEN 1 AND {key.most}""")
        total = con.sql("SELECT coalesce(sum(pairs), 0) FROM ukuran").fetchall()[0][0]
        if total > left or not total:
            continue
        left -= int(total)
        same = "l.sumber = r.sumber" if within else "l.sumber <> r.sumber"
        asked = [("pasangan", same, "baru")]
        if strangers:  # where one list has a value far more often than the other, its own pairs would be too many
            asked.append(("asing", "l.sumber = r.sumber", f"baru AND most * (most - 1) <= {4 * key.most}"))
        for into, of, where in asked:
            con.execute(f"""
                INSERT INTO {into}
                WITH n AS (SELECT * FROM nilai SEMI JOIN (SELECT k FROM ukuran WHERE {where}) USING (k))
                SELECT DISTINCT l.uid, r.uid FROM n l JOIN n r
                ON l.k = r.k AND {of} AND l.uid < r.uid AND (l.baru OR r.baru)
                   AND NOT ((l.tuntas >> r.sumber) & 1 = 1 AND (r.tuntas >> l.sumber) & 1 = 1)""")
        brought[key.name] = int(total)
    for name in made:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT uid_l, uid_r FROM {name}")
    return brought
