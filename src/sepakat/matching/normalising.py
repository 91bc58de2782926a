"""Records made comparable: one table `rec`, one row a record, worked out once and kept for the next run."""

from __future__ import annotations

from collections.abc import Sequence

from sepakat.core.duck import Connection
from sepakat.matching import names, sexes
from sepakat.matching.lists import COLUMNS, PersonList

_PLACEHOLDER_ROWS = 6  # a number that this many rows of one list share is no one's number
_MISSING = "('', '-', '0', 'NULL', 'NONE', 'NAN', 'NA', 'N/A', 'TIDAK ADA', 'KOSONG', 'UNKNOWN')"


def load(con: Connection, lists: Sequence[PersonList]) -> None:
    """Make `rec` (uid INTEGER, sumber SMALLINT = position in `lists`, id, and normalised columns) in `con`.

    nama: words as written. kunci: folded words, sorted. rapat: folded words, in order, without spaces. kata: folded
    words. depan: the first folded word. lahir DATE, th/bl/hr its parts. jk `1` man, `2` woman, or a code of one's own
    (`sexes`). nik, kk: letters and digits. desa: as given. alamat: letters and digits. rumah: the household, by family
    id or family card. tuntas: bits of the lists in which its partner is known (filled by `run`). baru: not in the run
    before.
    """
    parts = []
    for number, one in enumerate(lists):
        con.register(f"list_{number}", one.rows)
        shown = ", ".join(f"{c}::VARCHAR AS {c}" for c in COLUMNS)
        house = "rumah::VARCHAR" if "rumah" in one.rows.column_names else "NULL::VARCHAR"
        parts.append(f"SELECT {number}::SMALLINT AS sumber, {shown}, {house} AS rumah FROM list_{number}")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE mentah AS
        SELECT row_number() OVER (ORDER BY sumber, len(id), id)::INTEGER AS uid, *
        FROM ({" UNION ALL ".join(parts)})""")
    for number in range(len(lists)):
        con.unregister(f"list_{number}")
    _fields(con)
    names.words(con, "bidang")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE bentuk AS
        SELECT uid, string_agg(w.kata, ' ' ORDER BY ke) AS nama,
               list_sort(list_distinct(list(k.lipat))) AS kata,
               string_agg(k.lipat, '' ORDER BY ke) AS rapat,
               arg_min(k.lipat, CASE WHEN len(k.lipat) > 1 THEN ke ELSE ke + 100 END) AS depan
        FROM nama_kata w JOIN kata k USING (kata) GROUP BY uid""")
    con.execute("""
        CREATE OR REPLACE TABLE rec AS
        SELECT b.uid, sumber, id, n.nama, array_to_string(n.kata, ' ') AS kunci, n.rapat, n.kata, n.depan,
               lahir, year(lahir)::SMALLINT AS th, month(lahir)::TINYINT AS bl, day(lahir)::TINYINT AS hr,
               jk, nik, kk, desa, alamat, coalesce(rumah, kk) AS rumah, 0::BIGINT AS tuntas,
               TRUE AS baru
        FROM bidang b LEFT JOIN bentuk n USING (uid) ORDER BY b.uid""")
    for name in ("mentah", "bidang", "bentuk", "nama_kata"):
        con.execute(f"DROP TABLE {name}")


def _fields(con: Connection) -> None:
    """Every column but the words of the name. A number that many rows of one list share, or of one digit, is none."""

    def number(column: str) -> str:
        text = f"upper(regexp_replace({column}, '[^0-9A-Za-z]', '', 'g'))"
        text = f"regexp_replace({text}, '^([0-9]+)[.]0$', '\\1')"
        return (
            f"CASE WHEN len({text}) >= 4 AND NOT regexp_full_match({text}, '0*|9*|1*|X*') "
            f"AND {text} NOT IN ('1234567890123456', '1234567890') THEN {text} END"
        )

    absent = f"upper(trim(nama)) IN {_MISSING}"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE bidang AS
        SELECT uid, sumber, id, CASE WHEN NOT {absent} THEN {names.cleaned("nama")} END AS nama,
               CASE WHEN try_cast(left(tanggal_lahir, 10) AS DATE) BETWEEN DATE '1850-01-01' AND DATE '2200-01-01'
                    THEN try_cast(left(tanggal_lahir, 10) AS DATE) END AS lahir,
               {sexes.SQL} AS jk,
               {number("nik")} AS nik, {number("no_kk")} AS kk,
               nullif(upper(trim(kode_desa)), '') AS desa,
               nullif(trim(regexp_replace(upper(strip_accents(alamat)), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), '')
               AS alamat,
               rumah
        FROM mentah""")
    sexes.settle(con, "bidang")
    for column, most in (("nik", _PLACEHOLDER_ROWS), ("kk", 40)):
        con.execute(f"""
            UPDATE bidang SET {column} = NULL WHERE {column} IN (
                SELECT {column} FROM bidang GROUP BY sumber, {column} HAVING count(*) >= {most})""")
