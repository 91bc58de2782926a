"""Entries of people whom the base knows and does not count: who died or moved away, and whose row was refused.

A run leaves entries of other registries without anyone of the base. Some of those people the base has met all the same:
it tells them to have died or moved away (they are no "not in the base"), or their row was refused when it was taken in
(they are in it). The run's own model holds those entries against them; names stay in memory, and ids are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sepakat.core import duck
from sepakat.lake import Lake, Release
from sepakat.matching import registered
from sepakat.matching.lists import COLUMNS, PersonList
from sepakat.matching.model import Model

GONE, REFUSED = "pergi", "ditolak"
# Entry `id` of list `source` is of somebody who is gone (number 0), or of the refused person `number`.
SCHEMA = pa.schema([("kind", pa.string()), ("number", pa.int64()), ("source", pa.string()), ("id", pa.int64())])


def found(
    lake: Lake, release: Release, lists: Sequence[PersonList], clusters: pa.Table, model: Model, away: pa.Table
) -> pa.Table:
    """SCHEMA. lists, clusters, model: of the run; away: `refused.people`."""
    from sepakat.matching.run import match

    base = registered.base_source(release)
    if base not in {one.source for one in lists} or len(lists) < 2:
        return SCHEMA.empty_table()
    loose = [alone for one in lists if one.source != base and (alone := _loose(one, base, clusters)).rows.num_rows]
    known = [one for one in (_gone(lake, release, away), _refused(away)) if one.rows.num_rows]
    if not loose or not known:
        return SCHEMA.empty_table()
    with match([*known, *loose], model=model) as done:
        links = done.links()
    mine = pc.is_in(links["left_source"], value_set=pa.array([GONE, REFUSED]))
    mine = pc.and_(mine, pc.invert(pc.is_in(links["right_source"], value_set=pa.array([GONE, REFUSED]))))
    kept = links.filter(mine)
    number = pc.if_else(pc.equal(kept["left_source"], REFUSED), kept["left_id"], "0")
    columns = [kept["left_source"], number, kept["right_source"], kept["right_id"]]
    return pa.table(dict(zip(SCHEMA.names, columns, strict=True))).cast(SCHEMA)


def _loose(one: PersonList, base: str, clusters: pa.Table) -> PersonList:
    """The entries of a list in whose cluster nobody of the base is."""
    con = duck.connect()
    try:
        con.register("member", clusters)
        ids = duck.arrow(
            con,
            f"SELECT id::VARCHAR AS id FROM member WHERE source = {duck.literal(one.source)} AND cluster_id NOT IN "
            f"(SELECT cluster_id FROM member WHERE source = {duck.literal(base)})",
        )["id"]
    finally:
        con.close()
    return PersonList(one.source, one.rows.filter(pc.is_in(one.rows["id"], value_set=ids.combine_chunks())), one.hash)


def _gone(lake: Lake, release: Release, away: pa.Table) -> PersonList:
    """Those whom the base, or a refused row of it, tells to have died or moved away; ids are of no matter."""
    rows = [away.filter(pc.invert(away["hadir"])).select([*COLUMNS, "rumah"])]
    files = release.files("departed")
    if files:
        con = duck.connect()
        try:
            facts = duck.arrow(con, f"SELECT person_id, tanggal_lahir, jenis_kelamin FROM {duck.parquet(files)}")
            holder = registered.grant("matching", "sistem")
            names = lake.vault.open(holder, release.id).read(
                "identity",
                columns=["person_id", "family_id", "village_code", "nik", "no_kk", "nama", "alamat"],
                only=("person_id", facts["person_id"].to_pylist()),
            )
            con.register("facts", facts)
            con.register("names", names)
            rows.append(
                duck.arrow(
                    con,
                    "SELECT '-' || person_id AS id, nik, no_kk, nama, tanggal_lahir::VARCHAR AS tanggal_lahir, "
                    "jenis_kelamin::VARCHAR AS jenis_kelamin, village_code AS kode_desa, alamat, "
                    "family_id::VARCHAR AS rumah FROM names JOIN facts USING (person_id) ORDER BY person_id",
                )
            )
        finally:
            con.close()
    return PersonList(GONE, pa.concat_tables(rows), "")


def _refused(away: pa.Table) -> PersonList:
    return PersonList(REFUSED, away.filter(away["hadir"]).select([*COLUMNS, "rumah"]), "")
