"""Frames: facts and ranks in one row, so that indicators need no join."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.text import Text
from sepakat.lake import Build
from sepakat.lake.continuing import key
from sepakat.releasing import provenance
from sepakat.releasing.columns import columns_of
from sepakat.releasing.groups import pack

FRAMES = Text("Menyusun kerangka indikator", "Putting together the frames of indicators")


def write_frames(con: Connection, build: Build, parts: list[str]) -> None:
    """Write `frame_family` and `frame_person` of some regencies from their family, person and rank files."""
    ranks = _files(build, "rank", parts)
    for frame, table in (("frame_family", "family"), ("frame_person", "person")):
        facts = _files(build, table, parts)
        if not facts:
            continue
        own = columns_of(facts)
        shown = []
        for name, variable in catalogue.table(frame).variables.items():
            if name in own:
                shown.append(f"x.{name}")
            elif ranks:
                shown.append(f"r.{name}")
            else:
                shown.append(f"NULL::{TYPES[variable.type]} AS {name}")
        join = f"LEFT JOIN {duck.parquet(ranks)} r ON r.family_id = x.family_id" if ranks else ""
        build.write_parts(frame, f"SELECT {', '.join(shown)} FROM {duck.parquet(facts)} x {join}", con)


def frame_key(build: Build, part: str) -> str:
    """What the frames of a regency rest on."""
    return key(provenance.maker(), [build.logical(table, part) for table in ("family", "person", "rank")])


def _files(build: Build, table: str, parts: list[str]) -> list[Path]:
    return [path for path in build.files(table) if path.stem in parts]


def regency_groups(build: Build) -> list[list[str]]:
    """Regencies of a build in groups that fit in memory, by their persons."""
    rows = {path.stem: int(pq.read_metadata(path).num_rows) for path in build.files("family")}
    for path in build.files("person"):
        rows[path.stem] = max(rows.get(path.stem, 0), int(pq.read_metadata(path).num_rows))
    return pack(rows)


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
