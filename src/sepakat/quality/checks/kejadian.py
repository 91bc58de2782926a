"""Disaster events: the date exists; an event counts as one or a fraction of one."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Rule
from sepakat.sources.plan import Plan


def rows(plan: Plan) -> Iterator[Rule]:
    if plan.role.table != "event":
        return
    if plan.has("tahun"):
        yield Rule(f"{plan.raw('tahun')} IS NULL", Text("{kolom} kosong; wajib diisi.", "{kolom} is empty."), "tahun")
        yield Rule(
            "tahun > year(current_date)", Text("{kolom} ada di masa depan.", "{kolom} lies in the future."), "tahun"
        )
    if plan.has("tahun", "bulan", "hari"):
        yield Rule(
            "bulan IS NOT NULL AND hari IS NOT NULL AND "
            "try_cast(printf('%04d-%02d-%02d', tahun, bulan, hari) AS DATE) IS NULL",
            Text("Tanggal kejadian tidak ada di kalender.", "The date of the event is no date of the calendar."),
            "hari",
        )
    if plan.has("jumlah_kejadian"):
        yield Rule(
            "jumlah_kejadian = 0",
            Text("{kolom} nol; satu kejadian bernilai 1 atau pecahannya.", "{kolom} is zero."),
            "jumlah_kejadian",
        )


CHECK = Check(
    "kejadian", REJECT,
    Text("Kejadian bencana", "Disaster events"),
    Text("Cocokkan dengan laporan kejadiannya.", "Compare with the report of the event."),
    rows=rows,
)  # fmt: skip
