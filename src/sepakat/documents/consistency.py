"""A draft beside the figures and targets of the regions above it: same indicator, same definition, same period.

For each indicator and series in the draft: the region's figure as the draft has it, those of the province and the
nation as the release publishes them, and the SDG target of the catalogue. What cannot be compared (another definition,
another period, no figure above) is listed as well, with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat.core.table import Column, Table
from sepakat.core.text import Text, reading_in
from sepakat.documents.drafting import Draft

SAME, WORSE, BETTER, DIFFERENT = "sama", "tertinggal", "lebih baik", "berbeda"
LACKING, ELSEWHEN, QUOTED = "tidak ada angka pembanding", "periode berbeda", "angka dalam naskah berbeda dari rilis"
COLUMNS = (
    Column("measure", Text("Kode", "Id"), kind="code"),
    Column("name", Text("Indikator", "Indicator"), kind="text"),
    Column("definition", Text("Definisi", "Definition"), kind="text"),
    Column("period", Text("Periode", "Period"), kind="text"),
    Column("unit", Text("Satuan", "Unit"), kind="text"),
    Column("shown", Text("Dalam naskah", "In the draft"), kind="text"),
    Column("other", Text("Pembanding", "Compared with"), kind="text"),
    Column("other_shown", Text("Angka pembanding", "Its figure"), kind="text"),
    Column("difference", Text("Selisih", "Difference"), decimals=2),
    Column("state", Text("Keadaan", "State"), kind="text"),
)


def consistency(draft: Draft, lake: Any, *, targets: Path | None = None) -> Table:
    """One row for each measure of the draft and each region above it, then one for each target of the region that a
    region above has for the same year (targets: a CSV file as of `analysis.targets`). Columns of COLUMNS; `state`:
    SAME, WORSE, BETTER, DIFFERENT (no good direction), or why they are not compared. UserErrors of the lake,
    `targets-file`."""
    from sepakat.documents import above  # with the engine and its libraries, which a draft alone does not take

    with reading_in("id"):
        rows = above.rows(draft, lake, targets)
    kinds = {c.name: pa.float64() if c.name == "difference" else pa.string() for c in COLUMNS}
    unknown = Text(
        "Sasaran dalam dokumen provinsi dan nasional belum dibandingkan: berikan berkas sasarannya.",
        "Targets in the plans of province and nation are not compared: give a file of targets.",
    )
    notes = (
        Text(
            "Dibandingkan hanya bila indikator, definisi, dan periodenya sama; selain itu alasannya disebut.",
            "Compared only where indicator, definition and period are the same; else the reason is given.",
        ),
        *([] if targets else [unknown]),
    )
    title = Text(f"Keselarasan {draft.title} dengan angka wilayah di atasnya", f"{draft.title} beside figures above it")
    return Table(
        pa.Table.from_pylist(rows, pa.schema(list(kinds.items()))),
        title,
        COLUMNS,
        draft.release,
        protected=True,
        sample=draft.sample,
        notes=notes,
        meta={"region": draft.region},
    )
