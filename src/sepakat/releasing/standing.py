"""Where a region's own sector figures stand: taken in, in a release that waits for the steward, or in use.

Acceptance is the steward's act of publishing (ADR 0027): nobody sees a figure before, and publishing is its own right,
recorded with a reason. A figure is in use exactly where the published release holds it.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.releasing.intakes import Intake, intake, intake_ids

TAKEN, WAITING, IN_USE = "masuk", "menunggu", "berlaku"
WORDS = {
    TAKEN: Text("diterima, belum masuk rilis", "taken in, in no release yet"),
    WAITING: Text("menunggu walidata menerbitkan rilis", "waits for the steward to publish"),
    IN_USE: Text("berlaku sejak diterbitkan", "in use since publication"),
}
_OWN = "data_daerah"


def standing(lake: Lake, region: str = "00") -> list[dict[str, Any]]:
    """Every delivery of own figures inside a region: series, regions, periods, source, formula, and its state
    (`masuk`, `menunggu`, `berlaku`), oldest delivery first. release: the published one that holds it, else the latest
    unpublished one."""
    current = lake.current_id
    used: dict[str, list[str]] = {}
    for name in lake.release_ids():
        for source in lake.release(name).manifest.get("sources", ()):
            used.setdefault(str(source.get("intake")), []).append(name)
    out = []
    for one in (intake(lake, name) for name in intake_ids(lake)):
        if one.source != _OWN or not one.has("figure"):
            continue
        releases = used.get(one.id, [])
        state = IN_USE if current in releases else WAITING if releases else TAKEN
        shown = current if current in releases else releases[-1] if releases else None
        out += [{**line, "intake": one.id, "state": state, "release": shown} for line in _lines(one, region)]
    return out


def _lines(one: Intake, region: str) -> list[dict[str, Any]]:
    data = pa.concat_tables([pq.read_table(path) for path in one.files("figure")])
    if region != "00":
        code = data["region_code"]
        data = data.filter(pc.or_(pc.equal(code, region), pc.starts_with(code, pattern=region + ".")))
    grouped = data.group_by(["seri", "nama_seri", "satuan", "rumus", "sumber", "penanggung_jawab"]).aggregate(
        [("region_code", "count_distinct"), ("periode", "min"), ("periode", "max"), ("nilai", "count")]
    )
    return [
        {
            "series": row["seri"], "name": row["nama_seri"], "unit": row["satuan"], "formula": row["rumus"],
            "source": row["sumber"], "office": row["penanggung_jawab"], "regions": row["region_code_count_distinct"],
            "first": row["periode_min"], "last": row["periode_max"], "figures": row["nilai_count"],
        }
        for row in grouped.sort_by([("seri", "ascending"), ("sumber", "ascending")]).to_pylist()
    ]  # fmt: skip
