"""Errors as pages tell them: where the library's next step is a command of the terminal, the site has its own."""

from __future__ import annotations

from sepakat.core.errors import UserError
from sepakat.core.text import Text, language

HERE = {  # code of the error → the next step on the site
    "region-empty": Text(
        "Pilih wilayah yang ada datanya: lihat Wilayah di menu.",
        "Choose a region that has data: see Regions in the menu.",
    ),
    "match-none": Text(
        "Minta walidata menjalankan pencocokan rilis ini.", "Ask the data steward to match the lists of this release."
    ),
    "run-unknown": Text("Buka Irisan daftar untuk pencocokan terakhir.", "Open Overlap of lists for the last run."),
    "figure-region": Text("Lihat yang ada di Angka terbitan.", "See what there is under Published figures."),
    "figure-unknown": Text("Lihat yang ada di Angka terbitan.", "See what there is under Published figures."),
    "indicator-none": Text("Lihat Indikator di menu.", "See Indicators in the menu."),
    "profile-missing": Text(
        "Minta walidata menyusun rilis baru.", "Ask the data steward to build a new release."
    ),
}  # fmt: skip


def told(error: UserError) -> dict[str, object]:
    """`as_dict` in the reader's language, with the site's next step in place of a command."""
    words = error.as_dict(language())
    own = HERE.get(error.code)
    if own is not None and "`sepakat " in (error.hint.id if error.hint else ""):
        words["hint"] = str(own)
    return words
