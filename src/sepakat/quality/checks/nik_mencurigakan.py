"""A NIK of sixteen equal digits or with serial 0000 was made up to fill the cell."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    for column in ("nik", "no_kk"):
        if plan.has(column):
            yield Rule(
                f"{column} = repeat(left({column}, 1), 16) OR right({column}, 4) = '0000'",
                Text(
                    "{kolom} tampak asal isi (angka sama semua atau berakhir 0000).",
                    "{kolom} looks filled at random (all digits equal, or ending in 0000).",
                ),
                column,
            )


CHECK = Check(
    "nik_mencurigakan", WARN,
    Text("NIK atau nomor KK asal isi", "Made-up NIK or family card number"),
    Text("Cocokkan dengan KTP atau Kartu Keluarga.", "Compare with the identity or family card."),
    rows=rows,
)  # fmt: skip
