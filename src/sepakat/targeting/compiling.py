"""A programme's rule as one DuckDB query: who is eligible, who has it, who waits at which place, and why.

Nothing but checked expressions, quoted catalogue columns and literals enters the text. Rows come from `frame_family`,
or from `frame_person` with the family's columns beside; members are counted only where the rule counts them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sepakat import catalogue
from sepakat.catalogue import Programme, Rule
from sepakat.catalogue.dated import Number
from sepakat.catalogue.rules import unit_variables
from sepakat.core.duck import identifier
from sepakat.engine.places import inside_sql

# Bits of `reasons`; those from OWN on are the rule's own (`alasan`), in order.
IN_DECILES, OUT_OF_DECILES, NO_RANK, NOT_MET, NOT_KNOWN, HAS, HAS_NOT, NO_LIST = (1 << i for i in range(8))
OWN = 8
WAITS = "(eligible AND has IS NOT TRUE)"
DECILES = ("desil_nasional", "desil_provinsi", "desil_kabupaten")
_KEPT = ("members", *DECILES, "skor", "peluang_d14")
_SQL_TYPES = {
    "kode": "TINYINT", "ya_tidak": "TINYINT", "bit": "SMALLINT", "bilangan": "INTEGER", "id": "BIGINT",
    "pecahan": "FLOAT", "nyata": "DOUBLE", "lokasi": "DOUBLE", "tanggal": "DATE",
}  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """Table expressions of one region: `family` and `person` frames, with the columns that each holds. members: where
    members are counted, if not in the person frame. where: SQL condition on `village_code`, or empty."""

    family: str
    person: str
    family_columns: frozenset[str]
    person_columns: frozenset[str]
    where: str = ""
    members: str = ""


def judged(programme: Programme, rule: Rule, on: dt.date, sources: Sources) -> str:
    """`WITH` steps that end in `judged`: one row per unit with the deciles, skor, peluang_d14, eligible, has, bits
    (without those of `has`), and `urut_0 …` for the order."""
    values = catalogue.numbers(rule.parameters, on)
    own = f"({rule.syarat_ekspresi.sql(values)})" if rule.syarat_ekspresi is not None else "TRUE"
    decile = identifier(rule.scope)
    inside = f"({decile} BETWEEN {int(rule.decile_min)} AND {int(rule.decile_max)})"
    bits = [
        f"CASE WHEN {decile} IS NULL THEN {NO_RANK} WHEN {inside} THEN {IN_DECILES} ELSE {OUT_OF_DECILES} END",
        f"CASE WHEN {own} THEN 0 WHEN {own} IS NULL THEN {NOT_KNOWN} ELSE {NOT_MET} END",
        *(
            f"CASE WHEN {reason.expression.sql(values)} THEN {1 << (OWN + i)} ELSE 0 END"
            for i, reason in enumerate(rule.alasan)
        ),
    ]
    columns = [
        "unit_id", "family_id", "village_code", *_KEPT,
        f"coalesce({inside} AND {own} AND {inside_sql(programme.region)}, FALSE) AS eligible",
        f"{_has(programme)} AS has",
        f"({' + '.join(bits)})::BIGINT AS bits",
        *(f"({o.expression.sql(values)}) AS urut_{i}" for i, o in enumerate(rule.urutan)),
    ]  # fmt: skip
    listed = ",\n    ".join(columns)
    return (
        f"WITH unit AS (\n{_units(programme, rule, values, sources)}\n), judged AS (\n  SELECT {listed}\n  FROM unit\n)"
    )


def query(programme: Programme, rule: Rule, on: dt.date, sources: Sources) -> str:
    """The SELECT: unit_id, family_id, village_code, members, the deciles, skor, peluang_d14, eligible, has, place,
    reasons. Rows by village, then unit."""
    steps = [f"urut_{i} {'ASC' if o.rising else 'DESC'} NULLS LAST" for i, o in enumerate(rule.urutan)]
    order = ", ".join([*steps, "skor ASC NULLS LAST", "family_id", "unit_id"])
    return (
        f"{judged(programme, rule, on, sources)}, waiting AS (\n"
        f"  SELECT unit_id, row_number() OVER (ORDER BY {order})::INTEGER AS place FROM judged WHERE {WAITS}\n)\n"
        f"SELECT unit_id, family_id, village_code, {', '.join(_KEPT)}, eligible, has, place,\n"
        f"  bits + CASE WHEN has THEN {HAS} WHEN has IS NULL THEN {NO_LIST} ELSE {HAS_NOT} END AS reasons\n"
        "FROM judged LEFT JOIN waiting USING (unit_id) ORDER BY village_code, unit_id"
    )


def keyed(programme: Programme, rule: Rule, on: dt.date, sources: Sources) -> str:
    """The SELECT for those who order the waiting list themselves, over regions that are read piece by piece: unit_id,
    family_id, village_code, members, the deciles, skor, peluang_d14, eligible, `urut_0 …`. Rows by village, then unit.
    The order is that of `query`: `urut_0 …` as `rule.urutan` says, skor, family_id, unit_id; NULL last."""
    keys = "".join(f", urut_{i}" for i in range(len(rule.urutan)))
    return (
        f"{judged(programme, rule, on, sources)}\n"
        f"SELECT unit_id, family_id, village_code, {', '.join(_KEPT)}, eligible{keys}\n"
        "FROM judged ORDER BY village_code, unit_id"
    )


def _units(programme: Programme, rule: Rule, values: Mapping[str, Number], sources: Sources) -> str:
    """One row per unit with the columns that the rule reads, under their own names; absent ones are NULL."""
    persons = programme.unit == "orang"
    alias, key = ("p", "person_id") if persons else ("f", "family_id")
    own = sources.person_columns if persons else sources.family_columns
    known = unit_variables(programme.unit)

    def column(name: str) -> str:
        if name in own:
            return f"{alias}.{identifier(name)}"
        if name in sources.family_columns:
            return f"f.{identifier(name)}"
        return f"NULL::{_SQL_TYPES.get(known[name].type, 'VARCHAR')}"

    read = {c for e in rule.expressions for c in e.columns if c not in rule.anggota} | {*_KEPT, rule.scope}
    listed = [f"{column(name)} AS {identifier(name)}" for name in sorted(read)]
    listed += [f"coalesce(m.{identifier(name)}, 0)::INTEGER AS {identifier(name)}" for name in rule.anggota]
    listed.append(f"{column(programme.listed) if programme.listed else 'NULL::TINYINT'} AS _listed")
    where = f" WHERE {sources.where}" if sources.where else ""
    tables = f"(SELECT * FROM {sources.family}{where}) f"
    if persons:
        tables = f"(SELECT * FROM {sources.person}{where}) p LEFT JOIN {tables} ON f.family_id = p.family_id"
    if rule.anggota:
        counts = ", ".join(
            f"count(*) FILTER (WHERE {e.sql(values)}) AS {identifier(name)}" for name, e in rule.anggota.items()
        )
        members = f"(SELECT family_id, {counts} FROM {sources.members or sources.person}{where} GROUP BY family_id) m"
        tables += f"\n  LEFT JOIN {members} ON m.family_id = {alias}.family_id"
    keys = f"{alias}.{key} AS unit_id, {alias}.family_id AS family_id, {alias}.village_code AS village_code"
    return f"  SELECT {keys}, {', '.join(listed)}\n  FROM {tables}"


def _has(programme: Programme) -> str:
    codes = ", ".join(str(int(code)) for code in programme.listed_codes)
    return f"CASE WHEN _listed IS NOT NULL THEN _listed IN ({codes}) END"
