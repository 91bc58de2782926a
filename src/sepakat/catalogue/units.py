"""Units in words, as they follow a figure in a sentence: `1.200 keluarga`, `12,4 persen`."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.core.text import Text

UNIT_WORDS: Mapping[str, Text] = {
    "orang": Text("orang", "persons"),
    "keluarga": Text("keluarga", "families"),
    "desa": Text("desa", "villages"),
    "persen": Text("persen", "percent"),
    "tahun": Text("tahun", "years"),
    "rupiah": Text("rupiah", "rupiah"),
    "indeks": Text("indeks", "index"),
    "poin persen": Text("poin persen", "percentage points"),
}
