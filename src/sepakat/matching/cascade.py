"""The deterministic cascade: links so plain that no model is needed, one rule after the other.

Each rule asks for several things at once, and for one record only on either side; what it links is done. A number that
agrees while name and birth date do not is never enough; where one side tells neither, the number is all there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.core.duck import Connection
from sepakat.core.text import Text
from sepakat.engine import runners

_SAME_NAME = """(l.kunci = r.kunci OR l.rapat = r.rapat OR list_has_all(l.kata, r.kata) OR list_has_all(r.kata, l.kata)
    OR jaro_winkler_similarity(l.kunci, r.kunci) >= 0.9 OR jaro_winkler_similarity(l.rapat, r.rapat) >= 0.9)"""
_NO_OTHER_NUMBER = "(l.nik IS NULL OR r.nik IS NULL)"
_NO_OTHER_SEX = "coalesce(l.jk = r.jk, TRUE)"


@dataclass(frozen=True)
class Step:
    """One rule. key: SQL that must be equal and single on both sides. and_: SQL on `l`, `r` that must hold too."""

    name: str
    key: str
    and_: str
    words: Text


STEPS = (
    Step(
        "nik_nama",
        "nik",
        f"{_SAME_NAME} AND coalesce(l.lahir = r.lahir OR l.th = r.th OR (l.bl = r.bl AND l.hr = r.hr), TRUE) "
        f"AND NOT (l.lahir IS NULL AND r.lahir IS NULL AND NOT {_NO_OTHER_SEX})",
        Text("NIK sama, nama dan tanggal lahir sesuai", "same identity number, name and date of birth agree"),
    ),
    Step(
        "nik_saja",
        "nik",
        f"(l.kunci IS NULL OR r.kunci IS NULL) AND (l.lahir IS NULL OR r.lahir IS NULL) AND {_NO_OTHER_SEX}",
        Text(
            "NIK sama; nama dan tanggal lahir tidak ada untuk dibandingkan",
            "same identity number; no name or date of birth to compare",
        ),
    ),
    Step(
        "nama_lahir_kk",
        "kunci || '|' || strftime(lahir, '%Y%m%d') || kk",
        f"{_NO_OTHER_NUMBER} AND {_NO_OTHER_SEX}",
        Text("nama, tanggal lahir dan No KK sama", "same name, date of birth and family card"),
    ),
    Step(
        "nama_lahir_desa",
        "nama || '|' || strftime(lahir, '%Y%m%d') || jk || '|' || desa",
        f"{_NO_OTHER_NUMBER} AND position(' ' IN l.nama) > 0 AND (l.bl <> 1 OR l.hr <> 1)",
        Text("nama, tanggal lahir, jenis kelamin dan desa sama", "same name, date of birth, sex and village"),
    ),
)


def run(con: Connection, *, within: bool) -> dict[str, int]:
    """Make the table `tautan_pasti` (uid_l, uid_r, rule) from `rec`; gives links by rule.

    Of two records of one list that are alike, neither is linked here: uniqueness is asked of the whole list.
    """
    if (master := runners.spark_master()) is not None:
        from sepakat.matching import spark_linkage

        return spark_linkage.cascade(master, con, within=within)
    con.execute("CREATE OR REPLACE TEMP TABLE tautan_pasti(uid_l INTEGER, uid_r INTEGER, rule VARCHAR)")
    found = {}
    for step in STEPS:
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE kunci_pasti AS
            SELECT {step.key} AS k, sumber, min(uid) AS uid, max(uid) AS uid2, count(*) AS n
            FROM rec WHERE {step.key} IS NOT NULL GROUP BY ALL HAVING count(*) = {2 if within else 1}""")
        if within:
            joined = "FROM kunci_pasti s JOIN rec l ON l.uid = s.uid JOIN rec r ON r.uid = s.uid2"
        else:
            joined = """FROM kunci_pasti a JOIN kunci_pasti b ON a.k = b.k AND a.sumber < b.sumber
                        JOIN rec l ON l.uid = a.uid JOIN rec r ON r.uid = b.uid"""
        con.execute(f"""
            INSERT INTO tautan_pasti
            SELECT l.uid, r.uid, '{step.name}' {joined}
            WHERE {step.and_}
              AND NOT EXISTS (SELECT 1 FROM tautan_pasti t JOIN rec o ON o.uid = t.uid_r
                              WHERE t.uid_l = l.uid AND o.sumber = r.sumber)
              AND NOT EXISTS (SELECT 1 FROM tautan_pasti t JOIN rec o ON o.uid = t.uid_l
                              WHERE t.uid_r = r.uid AND o.sumber = l.sumber)""")
        found[step.name] = int(
            con.sql(f"SELECT count(*) FROM tautan_pasti WHERE rule = '{step.name}'").fetchall()[0][0]
        )
    return found
