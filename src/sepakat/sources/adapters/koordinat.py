"""Coordinates of families: the family key of Regsosek with latitude and longitude (decimal comma or point)."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.sources.adapters.regsosek2022k import FAMILY_KEY, REGION, place_fields
from sepakat.sources.fields import koordinat
from sepakat.sources.model import Role, Source

SOURCE = Source(
    id="koordinat",
    title=Text("Koordinat keluarga", "Family coordinates"),
    roles=(
        Role(
            id="list",
            table="location",
            title=Text("koordinat", "coordinates"),
            fields=(*place_fields(), *koordinat(("lat", "lintang", "latitude"), ("lon", "bujur", "longitude", "lng"))),
            signature=("R101", "R104", "R110", "lat", "lon"),
            key=FAMILY_KEY,
            key_column="family_key",
            region=REGION,
        ),
    ),
    not_covered=Text(
        "Hanya keluarga yang rumahnya sudah ditandai; ketelitian alat tidak tercatat.",
        "Only families whose house was marked; the accuracy of the device is not recorded.",
    ),
    status="susunan sendiri",
    reference=("Kunci keluarga REGSOSEK2022.K",),
    unit="keluarga",
)
