"""A family's coordinates lie inside its own village (or the finest boundary that was imported).

Worked out by `quality.boundary`, which asks the boundaries of the lake.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check

MESSAGE = Text("Koordinat berada di luar batas wilayahnya.", "The coordinates lie outside the boundary of the region.")
CHECK = Check(
    "batas_wilayah", WARN,
    Text("Koordinat di dalam batas wilayah", "Coordinates inside the boundary"),
    Text("Ambil ulang titiknya, atau periksa kode desanya.", "Take the point again, or check the village code."),
)  # fmt: skip
