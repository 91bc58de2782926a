"""A small cast for tests of releases: families and persons as rows, stored as intakes without going through files.

Names and numbers are made up. `store` does what `ingest` does after its checks.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.lake import Lake
from sepakat.releasing import Intake
from sepakat.releasing.ingest import _next_id, store
from sepakat.sources import canonical

ADDRESS = "JALAN RAHASIA"
VILLAGE, OTHER, FAR = "53.01.04.2001", "53.01.05.2002", "53.02.01.2003"


class Killed(BaseException):
    """As a kill does: no `except Exception` sees it."""


def family(key: str, village: str = VILLAGE, kk: str | None = None, **more: Any) -> dict[str, Any]:
    return {"family_key": key, "village_code": village, "no_kk": kk, "alamat": f"{ADDRESS} {key}", **more}


def person(
    family_: dict[str, Any], number: int, nik: str | None, born: str, sex: int = 1, **more: Any
) -> dict[str, Any]:
    return {
        "family_key": family_["family_key"],
        "person_key": f"{family_['family_key']}-{number}",
        "village_code": family_["village_code"],
        "no_urut": number,
        "hubungan": 1 if number == 1 else 3,
        "nik": nik,
        "nama": f"NAMA RAHASIA {family_['family_key']}{number}",
        "tanggal_lahir": dt.date.fromisoformat(born),
        "umur": 2024 - int(born[:4]),
        "jenis_kelamin": sex,
        **more,
    }


def rows(table: str, found: list[dict[str, Any]]) -> pa.Table:
    """Rows of a canonical table, every column there, `_baris` numbered."""
    schema = canonical.schema(table)
    unknown = {key for row in found for key in row} - set(schema.names)
    assert not unknown, unknown
    numbered = [{"_baris": n, **row} for n, row in enumerate(found, 1)]
    return pa.table({f.name: pa.array([r.get(f.name) for r in numbered], f.type) for f in schema}, schema=schema)


def keep(lake: Lake, source: str, tables: dict[str, list[dict[str, Any]]], **facts: Any) -> Intake:
    """Store rows as an intake of a source; gives it."""
    with lake.writing("test"), lake.scratch("test") as scratch:
        accepted: dict[str, Path] = {}
        for table, found in tables.items():
            accepted[table] = scratch / f"{table}.parquet"
            pq.write_table(rows(table, found), accepted[table])
        count = sum(len(found) for found in tables.values())
        manifest = {
            "id": _next_id(lake, source, dt.date(2026, 3, 1)), "source": source, "created": "2026-03-01T00:00:00+00:00",
            "files": [{"role": t, "name": f"{t}.csv", "bytes": 1, "sha256": f"{t}{count}"} for t in tables],
            "read": count, "accepted": count, "rejected": 0, **facts,
        }  # fmt: skip
        return store(lake, manifest, accepted, {"dibaca": count}, {}, scratch)


def many(count: int) -> dict[str, list[dict[str, Any]]]:
    """A base registry of `count` families of three in three villages."""
    families = [
        family(f"K{n:04}", (VILLAGE, OTHER, FAR)[n % 3], kk=f"53010401011{n:05}", lantai=n % 9 + 1)
        for n in range(count)
    ]
    persons = [
        person(f, i, f"530101{i:02}0180{n:04}{i:02}", f"19{40 + n % 50}-0{i}-11", i % 2 + 1, keberadaan=1)
        for n, f in enumerate(families)
        for i in (1, 2, 3)
    ]
    return {"family": families, "person": persons}


def work_until_killed(lake: Path, families: int) -> None:
    """Take in a registry, build a release and publish it, over and over; tells when it starts. Run in a process of
    its own. The welfare and measuring steps are left out: what is tested is that files appear whole or not at all."""
    from sepakat import releasing
    from sepakat.releasing import conductor

    conductor.rank = lambda *_: None  # type: ignore[assignment]
    conductor.measuring.write_profile = lambda *_: None  # type: ignore[assignment]
    opened = Lake.open(lake)
    tables = many(families)
    print("mulai", flush=True)
    while True:
        for one in releasing.intake_ids(opened):
            releasing.intake_undo(opened, one)
        for row in tables["family"]:
            row["lantai"] = row["lantai"] % 9 + 1  # another answer each time, so that nothing is shared
        keep(opened, "regsosek2022k", tables)
        opened.publish(releasing.build(opened).release.id)
        print("terbit", flush=True)
