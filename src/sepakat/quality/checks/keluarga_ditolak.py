"""Members of a refused family are refused with it: without their family they could not be counted anywhere.

Its condition is worked out by `quality.cascade`, after all other checks.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check

MESSAGE = Text(
    "Keluarganya ditolak (baris {rujuk} berkas keluarga).", "Its family is refused (row {rujuk} of the family file)."
)
SCHOOL = Text("Sekolahnya ditolak (baris {rujuk} berkas sekolah).", "Its school is refused (row {rujuk} of that file).")
CHECK = Check(
    "keluarga_ditolak", REJECT,
    Text("Keluarga ditolak", "Family refused"),
    Text("Perbaiki baris keluarganya; anggota ikut diterima.", "Mend the family's row; its members follow."),
)  # fmt: skip
