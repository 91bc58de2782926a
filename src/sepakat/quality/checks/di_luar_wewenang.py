"""The row lies in a region for which the sender of the file may speak.

Worked out by `quality.bounds`, where the caller says which regions those are.
"""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check

CHECK = Check(
    "di_luar_wewenang", REJECT,
    Text("Wilayah di dalam wewenang pengirim", "Region within the sender's authority"),
    Text("Isi kode desa; baris wilayah lain dikirim oleh wilayah itu sendiri.",
         "Fill in the village code; rows of another region are sent by that region."),
)  # fmt: skip
