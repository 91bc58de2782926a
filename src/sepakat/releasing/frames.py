"""Frames: facts and ranks in one row, so that indicators need no join."""

from __future__ import annotations

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.lake import Build
from sepakat.releasing.columns import columns_of


def write_frames(con: Connection, build: Build, part: str) -> None:
    """Write `frame_family` and `frame_person` of one regency from its family, person and rank files."""
    ranks = build.file("rank", part)
    for frame, table in (("frame_family", "family"), ("frame_person", "person")):
        facts = build.file(table, part)
        if facts is None:
            continue
        own = columns_of(facts)
        shown = []
        for name, variable in catalogue.table(frame).variables.items():
            if name in own:
                shown.append(f"x.{name}")
            elif ranks is not None:
                shown.append(f"r.{name}")
            else:
                shown.append(f"NULL::{TYPES[variable.type]} AS {name}")
        join = f"LEFT JOIN {duck.parquet(ranks)} r ON r.family_id = x.family_id" if ranks is not None else ""
        build.write(frame, part, f"SELECT {', '.join(shown)} FROM {duck.parquet(facts)} x {join}", con)


TYPES = {
    "kode": "TINYINT",
    "ya_tidak": "TINYINT",
    "bit": "SMALLINT",
    "bilangan": "INTEGER",
    "id": "BIGINT",
    "wilayah": "VARCHAR",
    "teks": "VARCHAR",
    "identitas": "VARCHAR",
    "tanggal": "DATE",
    "lokasi": "DOUBLE",
    "pecahan": "FLOAT",
    "nyata": "DOUBLE",
}
