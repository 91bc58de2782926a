"""Pupils of Dapodik in a release: facts without names, with the person of the registry that each one is.

Matched by keyed hashes, exactly: by NIK, else by family card with birth date and sex, and only where that names one
person. Names, NIK and NISN stay in the vault of the intake, birth dates in the intake; no release carries them: the
registry's person has the age.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection, identifier
from sepakat.lake import Build
from sepakat.releasing.columns import columns_of
from sepakat.releasing.groups import pack
from sepakat.releasing.intakes import Intake
from sepakat.sources import canonical

_KEYS = {"nik_hash": "BLOB", "kk_hash": "BLOB", "tanggal_lahir": "DATE", "jenis_kelamin": "TINYINT"}


@dataclass(frozen=True)
class Pupils:
    """How pupils matched: entries, by_nik, by_birth (family card, birth date, sex)."""

    entries: int = 0
    by_nik: int = 0
    by_birth: int = 0


def write_pupils(con: Connection, build: Build, intakes: list[Intake]) -> Pupils:
    """Write table `pupil` from the intakes that bring pupils. Needs `receipts.load_lookups` before."""
    found = [one for one in intakes if one.has("pupil")]
    schools = [
        f"SELECT facility_id, jenis FROM {duck.parquet(o.files('facility'))}" for o in found if o.has("facility")
    ]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE school_kinds AS SELECT facility_id, any_value(jenis) AS jenis FROM ("
        + (" UNION ALL ".join(schools) or "SELECT NULL::VARCHAR AS facility_id, NULL::VARCHAR AS jenis WHERE FALSE")
        + ") GROUP BY 1"
    )
    sizes: dict[str, int] = {}
    for one in found:
        for path in one.files("pupil"):
            sizes[path.stem] = sizes.get(path.stem, 0) + int(pq.read_metadata(path).num_rows)
    sums = [0, 0, 0]
    for parts in pack(sizes):
        rows = [sql for one in found if (sql := _rows(one, parts))]
        con.execute(f"CREATE OR REPLACE TEMP TABLE pupil_part AS {' UNION ALL '.join(rows)}")
        counts = con.sql("SELECT count(*), count_if(cocok = 1), count_if(cocok = 2) FROM pupil_part").fetchall()[0]
        sums = [a + int(b) for a, b in zip(sums, counts, strict=True)]
        build.write_parts("pupil", "SELECT * FROM pupil_part", con)
    con.execute("DROP TABLE IF EXISTS pupil_part")
    con.execute("DROP TABLE IF EXISTS school_kinds")
    return Pupils(*sums)


def _rows(one: Intake, parts: list[str]) -> str:
    """The pupils of one intake in some regencies (those of their schools), with their persons."""
    facts = [p for p in one.files("pupil") if p.stem in parts]
    keys = [p for p in one.files("key_pupil") if p.stem in parts]
    if not facts:
        return ""
    have, known = columns_of(facts), columns_of(keys)
    made = {
        "person_id": "coalesce(n.person_id, b.person_id)",
        "family_id": "coalesce(n.family_id, b.family_id)",
        "bentuk_sekolah": "s.jenis",
        "cocok": "CASE WHEN n.person_id IS NOT NULL THEN 1 WHEN b.person_id IS NOT NULL THEN 2 END",
    }
    shown = []
    for name, variable in catalogue.table("pupil").variables.items():
        sql = made.get(name) or (f"r.{identifier(name)}" if name in have else "NULL")
        shown.append(f"({sql})::{canonical.SQL_TYPES[str(variable.arrow)]} AS {identifier(name)}")
    key = ", ".join(f"{c if c in known else 'NULL'}::{kind} AS {c}" for c, kind in _KEYS.items())
    return f"""
        SELECT {", ".join(shown)}
        FROM {duck.parquet(facts)} r
        JOIN (SELECT pupil_row, {key} FROM {duck.parquet(keys)}) k USING (pupil_row)
        LEFT JOIN school_kinds s ON s.facility_id = 'npsn-' || r.npsn
        LEFT JOIN by_nik n ON n.nik_hash = k.nik_hash
        LEFT JOIN by_birth b ON b.kk_hash = k.kk_hash AND b.tanggal_lahir = k.tanggal_lahir
             AND b.jenis_kelamin = k.jenis_kelamin"""
