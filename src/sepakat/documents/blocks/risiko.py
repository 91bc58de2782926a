"""Hazards inside a region: places by kind and class of hazard, as the hazard study gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow.parquet as pq

from sepakat.core.text import Text, number
from sepakat.documents.making import Ask
from sepakat.documents.parts import Missing, Number, Part, Run, Tabulated

LABEL = Text("Risiko bencana", "Hazards")
OPTIONS: Mapping[str, Text] = {}
CLASSES = {3: "Tinggi", 2: "Sedang", 1: "Rendah"}


def make(ask: Ask) -> tuple[Part, ...]:
    """How many villages or districts lie in each class of each hazard, at the finest level that the study has."""
    rows = [
        row
        for path in ask.release.files("hazard")
        for row in pq.read_table(path).to_pylist()
        if row["region_code"].startswith(ask.region + ".") and row["kelas_bahaya"] in CLASSES
    ]
    if not rows:
        said = f"Kajian bahaya bencana untuk {ask.name} belum ada dalam rilis ini."
        return (Missing(said, ask.owner("bahaya"), "Minta kajian risiko (InaRISK), masukkan, lalu susun rilis baru."),)
    finest = max(row["region_code"].count(".") for row in rows)
    kept = [row for row in rows if row["region_code"].count(".") == finest]
    unit = {1: "kabupaten/kota", 2: "kecamatan", 3: "desa/kelurahan"}[finest]
    many = Counter((row["jenis_bahaya"], row["kelas_bahaya"]) for row in kept)
    years = sorted({str(row["tahun"]) for row in kept})
    source = "; ".join(sorted({row["sumber"] for row in kept if row["sumber"]}))

    def cell(kind: str, klass: int) -> Number:
        n = many[(kind, klass)]
        return ask.number(
            f"{kind}:{klass}",
            number(n, 0, "id"),
            float(n),
            measure="bahaya",
            label=f"Bahaya {kind.replace('_', ' ')}",
            formula=f"Banyaknya {unit} pada kelas {CLASSES[klass].lower()}",
            period=", ".join(years),
            unit=unit,
            source=source,
        )

    kinds = sorted({row["jenis_bahaya"] for row in kept})
    body: list[tuple[Run, ...]] = [(k.replace("_", " ").capitalize(), *(cell(k, c) for c in CLASSES)) for k in kinds]
    heads = ("Jenis bahaya", *(f"{name} ({unit})" for name in CLASSES.values()))
    note = f"Yang dihitung {unit}, bukan orang. Tahun kajian: {', '.join(years)}. Sumber: {source}."
    return (Tabulated(f"Kelas bahaya bencana, {ask.name}", heads, tuple(body), note),)
