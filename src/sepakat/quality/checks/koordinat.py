"""Coordinates lie in Indonesia (95 to 141.1 east, 11.1 south to 6.1 north); 0,0 and swapped pairs fall out."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan

BOX = "lon BETWEEN 95 AND 141.1 AND lat BETWEEN -11.1 AND 6.1"


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.has("lat", "lon"):
        yield Rule(
            f"lat IS NOT NULL AND lon IS NOT NULL AND NOT ({BOX})",
            Text(
                "Koordinat di luar Indonesia; mungkin lintang dan bujur tertukar atau titik desimalnya hilang.",
                "Coordinates outside Indonesia; latitude and longitude may be swapped or a decimal point lost.",
            ),
            "lat",
        )
        yield Rule(
            f"({plan.raw('lat')} IS NULL) <> ({plan.raw('lon')} IS NULL)",
            Text(
                "Hanya salah satu dari lintang dan bujur yang terisi.", "Only one of latitude and longitude is filled."
            ),
            "lat",
        )


CHECK = Check(
    "koordinat", REJECT,
    Text("Koordinat di Indonesia", "Coordinates in Indonesia"),
    Text("Ambil ulang titiknya di lapangan.", "Take the point again in the field."),
    rows=rows,
)  # fmt: skip
