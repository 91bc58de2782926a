"""Whom a region is fairly compared with: regions of like capacity, by size, poverty, towns and remoteness.

A poor island with few staff is not measured against a city. The features are published figures of the release; how
alike each peer is, is shown.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import pyarrow.parquet as pq

from sepakat import engine
from sepakat.analysis.similar import Similar, similar
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.lake import Release

POOR, SIZE, TOWNS = "penduduk_desil_1_4", "rata_rata_anggota", ("tipe_daerah", 1)
FEATURES: Mapping[str, Text] = {
    "ukuran": Text("banyaknya penduduk (logaritma)", "number of people (logarithm)"),
    "kemiskinan": Text("penduduk desil 1–4", "people in deciles 1-4"),
    "kota": Text("bagian penduduk di kota", "share of people in towns"),
    "jarak": Text("jarak desa ke kantor bupati", "distance from villages to the regent's office"),
}


def peers(release: Release, level: str, count: int) -> dict[str, list[Similar]]:
    """By region of a level, the regions of the release most like it. Empty lists where too few can be compared."""
    known = features(release, level)
    codes = sorted({code for held in known.values() for code in held})
    found = {}
    for code in codes:
        try:
            found[code] = similar(code, known, count)
        except UserError:
            found[code] = []
    return found


def features(release: Release, level: str) -> dict[str, dict[str, float | None]]:
    """What regions are compared by: name → region → value. A hidden figure stays out."""
    out: dict[str, dict[str, float | None]] = {name: {} for name in FEATURES}
    for row in engine.profile.read(release, [POOR, SIZE], "00", level).rows():
        if row["value"] is None:
            continue
        if row["indicator"] == POOR:
            out["kemiskinan"][row["region"]] = float(row["value"])
        elif row["numerator"]:
            out["ukuran"][row["region"]] = math.log(float(row["numerator"]))
    _towns(release, level, out)
    if level == "kabupaten":
        out["jarak"] = _distances(release)
    return {name: held for name, held in out.items() if held}


def _towns(release: Release, level: str, out: dict[str, dict[str, float | None]]) -> None:
    dim, town = TOWNS
    try:
        rows = engine.profile.read(release, [SIZE], "00", level, dim).rows()
    except UserError:
        return
    hidden = {r["region"] for r in rows if r["suppressed"]}
    for code in {r["region"] for r in rows} - hidden:
        whole = sum(r["numerator"] or 0 for r in rows if r["region"] == code)
        urban = sum(r["numerator"] or 0 for r in rows if r["region"] == code and r[dim] == town)
        if whole:
            out["kota"][code] = urban / whole


def _distances(release: Release) -> dict[str, float | None]:
    found: dict[str, list[float]] = defaultdict(list)
    for path in release.files("village_profile"):
        if "jarak_bupati_km" not in pq.read_schema(path).names:
            continue
        for row in pq.read_table(path, columns=["village_code", "jarak_bupati_km"]).to_pylist():
            if row["jarak_bupati_km"] is not None:
                found[row["village_code"][:5]].append(float(row["jarak_bupati_km"]))
    return {code: sum(far) / len(far) for code, far in found.items()}
