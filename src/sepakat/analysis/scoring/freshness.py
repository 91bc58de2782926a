"""When each family was last known to change: by comparing its answers over the chain of releases.

A stamp is not evidence: only a changed answer, or a family that was not there before, dates a family. What never
changed has the date of its source, where the source has one (`tanggal_sumber`); else its date is not known. Shared
files are skipped by their hash, so a chain without changes costs nothing.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import duck
from sepakat.core.duck import Connection, identifier, parquet
from sepakat.engine import frames
from sepakat.lake import Lake, Release

MOST_RELEASES = 24
FAMILY_TABLE = "family"


def chain(lake: Lake, release: Release) -> list[Release]:
    """A release and those it was made from, newest first, as far as they are there."""
    found = [release]
    while found[-1].base and len(found) < MOST_RELEASES and found[-1].base in lake.release_ids():
        found.append(lake.release(found[-1].base))
    return found


def dated(con: Connection, releases: Sequence[Release], part: str, rule: Mapping[str, Any]) -> None:
    """Make table `dated(family_id, day)` for the families of a regency: the day each last changed; NULL: not known."""
    newest = releases[0].file(FAMILY_TABLE, part)
    if newest is None:
        con.execute("CREATE OR REPLACE TABLE dated(family_id BIGINT, day DATE)")
        return
    con.execute(f"CREATE OR REPLACE TABLE dated AS SELECT family_id, NULL::DATE AS day FROM {parquet(newest)}")
    for newer, older in itertools.pairwise(releases):
        if not same_files(newer, older, part):
            changed(con, newer, older, part, rule, "changes")
            day = duck.literal(frames.day(newer).isoformat())
            con.execute(
                f"UPDATE dated SET day = {day}::DATE FROM changes c "
                "WHERE dated.family_id = c.family_id AND dated.day IS NULL"
            )
    day_ = source_day(releases[-1], rule)
    if day_ is not None and releases[-1].base is None:
        con.execute(f"UPDATE dated SET day = {duck.literal(day_.isoformat())}::DATE WHERE day IS NULL")


def changed(con: Connection, newer: Release, older: Release, part: str, rule: Mapping[str, Any], name: str) -> None:
    """Make table `name(family_id, one)`: families of `newer` that are new, or answer differently than in `older`.

    one: the single column that differs, NULL where several do or members differ.
    """
    sides = []
    columns = [c for c in rule.get("keluarga", ()) if all(c in _columns(r, FAMILY_TABLE, part) for r in (newer, older))]
    members = [c for c in rule.get("anggota", ()) if all(c in _columns(r, "person", part) for r in (newer, older))]
    for release in (newer, older):
        family, person = release.file(FAMILY_TABLE, part), release.file("person", part)
        kept = "".join(f", {identifier(c)}" for c in columns)
        told = ", ".join(identifier(c) for c in members) or "1"
        people = (
            f"(SELECT family_id, bit_xor(hash(person_id, {told})) AS people FROM {parquet(person)} GROUP BY 1)"
            if person
            else "(SELECT NULL::BIGINT AS family_id, 0::UBIGINT AS people WHERE false)"
        )
        rows = f"SELECT family_id{kept} FROM {parquet(family)}" if family else (
            f"SELECT NULL::BIGINT AS family_id{''.join(f', NULL AS {identifier(c)}' for c in columns)} WHERE false"
        )  # fmt: skip
        sides.append(
            f"(SELECT f.*, coalesce(p.people, 0) AS people FROM ({rows}) f LEFT JOIN {people} p USING (family_id))"
        )
    differs = [f"(a.{identifier(c)} IS DISTINCT FROM b.{identifier(c)})" for c in columns]
    count = " + ".join(f"{d}::INT" for d in differs) or "0"
    which = "CASE " + " ".join(f"WHEN {d} THEN {duck.literal(c)}" for d, c in zip(differs, columns, strict=True))
    which = f"{which} END" if differs else "NULL"
    con.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT a.family_id, CASE WHEN b.family_id IS NOT NULL AND ({count}) = 1 "
        f"AND a.people = b.people THEN {which} END AS one FROM {sides[0]} a LEFT JOIN {sides[1]} b USING (family_id) "
        f"WHERE b.family_id IS NULL OR ({count}) > 0 OR a.people <> b.people"
    )


def same_files(newer: Release, older: Release, part: str) -> bool:
    """Whether both releases share the regency's facts, by hash."""
    return all(
        newer.manifest["files"].get(f"{table}/{part}.parquet", {}).get("sha256")
        == older.manifest["files"].get(f"{table}/{part}.parquet", {}).get("sha256")
        for table in (FAMILY_TABLE, "person")
    )


def source_day(release: Release, rule: Mapping[str, Any]) -> dt.date | None:
    """The day that the families of a first release were collected, as far as its source tells."""
    known = rule.get("tanggal_sumber", {})
    days = [known[s["source"]] for s in release.manifest.get("sources", ()) if s.get("source") in known]
    return max(days) if days else None


def _columns(release: Release, table: str, part: str) -> frozenset[str]:
    path: Path | None = release.file(table, part)
    return frozenset(pq.read_schema(path).names) if path else frozenset()


def as_table(con: Connection) -> pa.Table:
    """`dated` as Arrow, for tests."""
    return con.execute("SELECT * FROM dated ORDER BY family_id").to_arrow_table()
