"""A family whose head is refused is refused: who leads it, and all that hangs on that, would be unknown.

Any other refused member leaves the family in place. Its condition is worked out by `quality.cascade`.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check

MESSAGE = Text(
    "Kepala keluarganya ditolak (baris {rujuk} berkas anggota).",
    "Its head is refused (row {rujuk} of the member file).",
)
CHECK = Check(
    "kepala_ditolak", REJECT,
    Text("Kepala keluarga ditolak", "Head refused"),
    Text("Perbaiki baris kepala keluarganya.", "Mend the row of the head."),
)  # fmt: skip
