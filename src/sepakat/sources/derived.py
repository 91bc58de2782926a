"""Columns that follow from others: a person's years of schooling, a family's head and counts of members.

SQL for DuckDB, composed by `releasing` (registry) and by `finish` (surveys). Every rule here keeps unknown apart from
"no": where the answers do not suffice the result is NULL. Rows passed in are present members only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.sources import canonical

BASIC = ("sulit_lihat", "sulit_dengar", "sulit_jalan", "sulit_tangan", "sulit_belajar", "sulit_perilaku")
FROM_FIVE = ("sulit_bicara", "sulit_rawat_diri", "sulit_ingat")

# Years that a certificate stands for (RLS, methods of BPS): primary 6, lower secondary 9, upper secondary 12,
# D4/S1 16, S2/S3 18. Regsosek puts D1, D2 (14) and D3 (15) under one code: 15 is taken, because most diplomas are D3.
# A profession (after S1) adds a year.
_CERTIFICATE_YEARS = (
    "CASE WHEN ijazah BETWEEN 1 AND 5 THEN 6 WHEN ijazah BETWEEN 6 AND 10 THEN 9 WHEN ijazah BETWEEN 11 AND 17 THEN 12 "
    "WHEN ijazah = 18 THEN 15 WHEN ijazah = 19 THEN 16 WHEN ijazah = 20 THEN 17 WHEN ijazah IN (21, 22) THEN 18 "
    "WHEN ijazah = 23 THEN 0 END"
)


def _step(column: str) -> str:
    """Order of levels and certificates: 0 none, 1 primary … 7 doctorate."""
    return (
        f"CASE WHEN {column} BETWEEN 1 AND 5 THEN 1 WHEN {column} BETWEEN 6 AND 10 THEN 2 "
        f"WHEN {column} BETWEEN 11 AND 17 THEN 3 WHEN {column} BETWEEN 18 AND 22 THEN {column} - 14 "
        f"WHEN {column} = 23 THEN 0 END"
    )


# Never at school 0. At school up to S1: certificate + class - 1; in S2/S3: certificate + 1. Left before finishing:
# certificate + class - 1. Finished: the certificate. Class 8 means finished.
_YEARS = (
    f"CASE WHEN partisipasi_sekolah = 1 THEN 0 WHEN partisipasi_sekolah = 2 THEN CASE WHEN jenjang IN (21, 22) "
    f"THEN {_CERTIFICATE_YEARS} + 1 WHEN kelas BETWEEN 1 AND 7 THEN {_CERTIFICATE_YEARS} + kelas - 1 "
    f"WHEN kelas = 8 THEN {_CERTIFICATE_YEARS} END "
    f"WHEN partisipasi_sekolah = 3 THEN CASE WHEN kelas = 8 OR {_step('jenjang')} <= {_step('ijazah')} "
    f"THEN {_CERTIFICATE_YEARS} WHEN kelas BETWEEN 1 AND 7 THEN {_CERTIFICATE_YEARS} + kelas - 1 END END"
)


def _disability() -> str:
    """1 if any difficulty is "a lot" or "cannot" (codes 1, 2); 2 if every question put at that age says 3 or 4.

    The first six are put from age 2, the other three from age 5; below 2 nothing is asked and nothing is known.
    """
    hard = " OR ".join(f"coalesce({c} IN (1, 2), FALSE)" for c in (*BASIC, *FROM_FIVE))
    basic = " AND ".join(f"{c} IN (3, 4)" for c in BASIC)
    rest = " AND ".join(f"{c} IN (3, 4)" for c in FROM_FIVE)
    return f"CASE WHEN {hard} THEN 1 WHEN umur >= 2 AND {basic} AND (umur < 5 OR ({rest})) THEN 2 END"


# Column → (columns it needs, SQL).
PERSON: dict[str, tuple[tuple[str, ...], str]] = {
    "kelompok_umur": (
        ("umur",),
        "CASE WHEN umur < 5 THEN 1 WHEN umur < 15 THEN 2 WHEN umur < 25 THEN 3 WHEN umur < 60 THEN 4 "
        "WHEN umur >= 60 THEN 5 END",
    ),
    "disabilitas": (("umur", *BASIC, *FROM_FIVE), _disability()),
    "tingkat_ijazah": (
        ("ijazah", "partisipasi_sekolah"),
        "CASE WHEN ijazah BETWEEN 1 AND 5 THEN 1 WHEN ijazah BETWEEN 6 AND 10 THEN 2 WHEN ijazah BETWEEN 11 AND 17 "
        "THEN 3 WHEN ijazah BETWEEN 18 AND 22 THEN 4 WHEN ijazah = 23 OR partisipasi_sekolah = 1 THEN 0 END",
    ),
    "lama_sekolah": (("partisipasi_sekolah", "jenjang", "kelas", "ijazah"), _YEARS),
    # Who does not work works neither in agriculture nor formally: 2, not unknown.
    "pertanian": (
        ("bekerja", "lapangan_usaha"),
        "CASE WHEN bekerja = 2 THEN 2 WHEN lapangan_usaha BETWEEN 1 AND 6 THEN 1 WHEN lapangan_usaha > 6 THEN 2 END",
    ),
    # BPS: employers with permanent workers and employees are formal.
    "formal": (
        ("bekerja", "status_pekerjaan"),
        "CASE WHEN bekerja = 2 THEN 2 WHEN status_pekerjaan IN (3, 4, 5) THEN 1 "
        "WHEN status_pekerjaan IN (1, 2, 6, 7, 8) THEN 2 END",
    ),
    # 431a is a sum of bits in which 99 stands for "another insurance" (printed form), not for bits 1, 2, 32, 64.
    "punya_jamkes": (
        ("jaminan_kesehatan",),
        "CASE WHEN jaminan_kesehatan = 0 THEN 2 WHEN jaminan_kesehatan > 0 THEN 1 END",
    ),
    "pbi": (
        ("jaminan_kesehatan",),
        "CASE WHEN jaminan_kesehatan = 99 THEN 2 WHEN jaminan_kesehatan & 1 = 1 THEN 1 "
        "WHEN jaminan_kesehatan >= 0 THEN 2 END",
    ),
}


def _count(test: str, known: str) -> str:
    """Members for whom `test` holds; NULL if `known` (SQL) is unknown for every member."""
    return f"CASE WHEN count({known}) > 0 THEN count_if(coalesce({test}, FALSE)) END"


def _of_adults(column: str) -> str:
    """Members 15+ with `column` = 1; 0 without adults, NULL if it is unknown for all of them."""
    adults = "count_if(coalesce(umur >= 15, FALSE))"
    known = f"count_if(coalesce(umur >= 15, FALSE) AND {column} IS NOT NULL)"
    return (
        f"CASE WHEN count(umur) = 0 THEN NULL WHEN {adults} = 0 THEN 0 WHEN {known} > 0 "
        f"THEN count_if(coalesce(umur >= 15 AND {column} = 1, FALSE)) END"
    )


_HEAD = ("jenis_kelamin", "umur", "status_kawin", "tingkat_ijazah", "bekerja", "pertanian", "formal")

# Column → (columns it needs of the persons with their derived columns, aggregate SQL over one family's members).
FAMILY: dict[str, tuple[tuple[str, ...], str]] = {
    **{f"{c}_kk": (("hubungan", c), f"min(CASE WHEN hubungan = 1 THEN {c} END)") for c in _HEAD},
    "jumlah_balita": (("umur",), _count("umur <= 4", "umur")),
    "jumlah_anak": (("umur",), _count("umur <= 17", "umur")),
    "jumlah_usia_sekolah": (("umur",), _count("umur BETWEEN 7 AND 18", "umur")),
    "jumlah_sekolah": (
        ("umur", "partisipasi_sekolah"),
        "CASE WHEN count(umur) = 0 THEN NULL WHEN count_if(coalesce(umur BETWEEN 7 AND 18, FALSE)) = 0 THEN 0 "
        "WHEN count_if(coalesce(umur BETWEEN 7 AND 18 AND partisipasi_sekolah IS NOT NULL, FALSE)) > 0 "
        "THEN count_if(coalesce(umur BETWEEN 7 AND 18 AND partisipasi_sekolah = 2, FALSE)) END",
    ),
    "jumlah_dewasa": (("umur",), _count("umur BETWEEN 15 AND 59", "umur")),
    "jumlah_lansia": (("umur",), _count("umur >= 60", "umur")),
    "jumlah_bekerja": (("umur", "bekerja"), _of_adults("bekerja")),
    "jumlah_disabilitas": (("disabilitas",), _count("disabilitas = 1", "disabilitas")),
    "jumlah_jamkes": (("punya_jamkes",), _count("punya_jamkes = 1", "punya_jamkes")),
    "tingkat_ijazah_maks": (("umur", "tingkat_ijazah"), "max(CASE WHEN umur >= 15 THEN tingkat_ijazah END)"),
}


def _all_person_columns() -> set[str]:
    return {n for n, v in catalogue.table("person").variables.items() if not v.derived and not v.from_list}


def person_columns(have: Collection[str]) -> dict[str, str]:
    """Derived columns of a person that can be worked out from these columns: name → SQL.

    A column that is already there (a survey's own certificate levels) is kept where it is filled.
    """
    known = set(have)
    out = {}
    for name, (needs, sql) in PERSON.items():
        if known.issuperset(needs):
            out[name] = f"coalesce({duck.identifier(name)}, {sql})" if name in known else sql
    return out


def person_sql(table: str, key: str = "family_id", have: Collection[str] | None = None) -> str:
    """SELECT of persons with their derived columns, and the sex of the family's head.

    table: a table expression. key: column that names the family. have: its columns (default: all facts of `person`).
    """
    known = set(have) if have is not None else _all_person_columns() | {key}
    made = person_columns(known)
    replaced = [duck.identifier(n) for n in made if n in known]
    star = f"x.* EXCLUDE ({', '.join(replaced)})" if replaced else "x.*"
    listed = "".join(f", {sql} AS {duck.identifier(name)}" for name, sql in made.items())
    if not {"hubungan", "jenis_kelamin"} <= known or "jenis_kelamin_kk" in known:
        return f"SELECT {star}{listed} FROM {table} x"
    heads = (
        f"SELECT {key} AS _keluarga, min(jenis_kelamin) AS jenis_kelamin_kk FROM {table} WHERE hubungan = 1 GROUP BY 1"
    )
    return f"SELECT {star}{listed}, h.jenis_kelamin_kk FROM {table} x LEFT JOIN ({heads}) h ON h._keluarga = x.{key}"


def family_sql(
    families: str,
    persons: str,
    key: str = "family_id",
    have: Collection[str] | None = None,
    family_have: Collection[str] = (),
) -> str:
    """SELECT of families with their derived columns, from their present members.

    families, persons: table expressions. have: columns of `persons` (default: all facts of `person`). family_have:
    derived columns that `families` already carries; they are replaced.
    """
    known = set(have) if have is not None else _all_person_columns() | {key}
    person_known = known | set(person_columns(known))
    made = {name: sql for name, (needs, sql) in FAMILY.items() if person_known.issuperset(needs)}
    counted = ", ".join(f"{sql} AS {duck.identifier(name)}" for name, sql in made.items())
    members = f"SELECT {key} AS _keluarga, {counted} FROM ({person_sql(persons, key, have)}) GROUP BY 1"
    replaced = [duck.identifier(name) for name in made if name in family_have]
    star = f"f.* EXCLUDE ({', '.join(replaced)})" if replaced else "f.*"
    shown = ", ".join(f"d.{duck.identifier(name)}" for name in made)
    return f"SELECT {star}, {shown} FROM {families} f LEFT JOIN ({members}) d ON d._keluarga = f.{key}"


HOUSEHOLD, MEMBER = "survey_susenas_household", "survey_susenas_member"


def finish(con: duck.Connection, accepted: Mapping[str, Path]) -> None:
    """Fill the derived columns of survey tables in place: members' own, and households' from their members.

    accepted: canonical table → Parquet, as checking gives them; tables that are not there are passed over. The
    registry's derived columns are not filled here: they wait until releases know who lives where.
    """
    member, household, workers = accepted.get(MEMBER), accepted.get(HOUSEHOLD), accepted.get("survey_sakernas")
    for table, path in ((MEMBER, member), ("survey_sakernas", workers)):
        if path is not None:
            have, rows = _filled(con, path)
            _rewrite(con, table, path, person_sql(rows, "household_key", have))
    if member is not None and household is not None:
        have, rows = _filled(con, member)
        columns = [f.name for f in canonical.schema(HOUSEHOLD)]
        _rewrite(con, HOUSEHOLD, household, family_sql(duck.parquet(household), rows, "household_key", have, columns))


def _filled(con: duck.Connection, path: Path) -> tuple[list[str], str]:
    """Columns of a file that hold anything, and its rows with those only: an all-empty column was not asked."""
    names = list(pq.read_schema(path).names)
    counts = ", ".join(f"count({duck.identifier(n)}) > 0" for n in names)
    filled = con.sql(f"SELECT {counts} FROM {duck.parquet(path)}").fetchall()[0]
    kept = [n for n, any_ in zip(names, filled, strict=True) if any_ or n in ("household_key", "person_key")]
    return kept, f"(SELECT {', '.join(map(duck.identifier, kept))} FROM {duck.parquet(path)})"


def _rewrite(con: duck.Connection, table: str, path: Path, sql: str) -> None:
    made = con.sql(f"SELECT * FROM ({sql}) LIMIT 0").columns
    listed = ", ".join(
        f"CAST({duck.identifier(f.name) if f.name in made else 'NULL'} AS {canonical.SQL_TYPES[str(f.type)]}) "
        f"AS {duck.identifier(f.name)}"
        for f in canonical.schema(table)
    )
    beside = path.with_suffix(".baru")
    con.execute(
        f"COPY (SELECT {listed} FROM ({sql})) TO {duck.literal(str(beside))} (FORMAT parquet, COMPRESSION zstd)"
    )
    beside.replace(path)
