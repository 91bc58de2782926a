"""The way gone, with its word."""

from __future__ import annotations

from sepakat.charts import progress
from sepakat.charts._answers import Drawn, plain
from sepakat.core.table import Table
from sepakat.core.text import Text


def draw(table: Table) -> Drawn | None:
    rows = table.rows()
    names = [f"{r['document']} {r['target_year']}: {plain(r['indicator_name'])}" for r in rows]
    svg = progress.draw([(n, r["effort"], r["state"]) for n, r in zip(names, rows, strict=True)], title=table.title,
                        release=table.release)  # fmt: skip
    return Drawn(svg, Text(
        "Bagian jalan yang sudah ditempuh; garis putus-putus: tepat waktu untuk hari ini.",
        "Share of the way that is gone; the dashed line is on time as of today.",
    ))  # fmt: skip
