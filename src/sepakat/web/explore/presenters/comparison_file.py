"""The comparison as a file: a row for each region and indicator, with its release and version."""

from __future__ import annotations

import pyarrow as pa

from sepakat import regions
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.explore.presenters.comparison import Chosen, cells_of
from sepakat.web.presenters import compare, places, sentences
from sepakat.web.presenters.cells import LEGEND

_COLUMNS = (
    (Column("region", Text("Kode wilayah", "Region code"), kind="code"), pa.string()),
    (Column("region_name", Text("Wilayah", "Region"), kind="region"), pa.string()),
    (Column("indicator", Text("Id indikator", "Indicator id"), kind="code"), pa.string()),
    (Column("indicator_name", Text("Indikator", "Indicator"), kind="text"), pa.string()),
    (Column("value", Text("Nilai", "Value"), "", 2), pa.float64()),
    (Column("unit", Text("Satuan", "Unit"), kind="text"), pa.string()),
    (Column("rank", Text("Peringkat (1 = terburuk)", "Rank (1 = worst)")), pa.int64()),
    (Column("ranked", Text("Dari", "Of")), pa.int64()),
    (Column("n", Text("n", "n")), pa.int64()),
    (Column("sign", Text("Tanda", "Sign"), kind="text"), pa.string()),
    (Column("release", Text("Rilis", "Release"), kind="code"), pa.string()),
    (Column("version", Text("Versi indikator", "Indicator version"), kind="code"), pa.string()),
)


def table(chosen: Chosen) -> Table:
    """What the page shows, one figure a row."""
    tree, cells, release = regions.load(), cells_of(chosen), data.release()
    levels = {code: tree.get(code).level for code in chosen.wilayah}
    rows = []
    for code in chosen.wilayah:
        for name in chosen.indikator:
            about, cell = data.indicator(name), cells[code, name]
            peers = {c: cells[c, name] for c in chosen.wilayah if levels[c] == levels[code]}
            rank = compare.rank(about, code, peers)
            rows.append(
                {
                    "region": code, "region_name": places.title(tree.get(code)), "indicator": name,
                    "indicator_name": str(about.name), "value": cell.value, "unit": str(sentences.unit(about)),
                    "rank": rank.place if rank else None, "ranked": rank.among if rank else None, "n": cell.n,
                    "sign": "" if cell.state == "value" else cell.words(about), "release": release.id,
                    "version": cell.version or about.version,
                }
            )  # fmt: skip
    schema = pa.schema([(c.name, kind) for c, kind in _COLUMNS])
    signs = "; ".join(f"{sign} {words.id}" for sign, words in LEGEND[:3])
    signs_en = "; ".join(f"{sign} {words.en}" for sign, words in LEGEND[:3])
    return Table(
        pa.Table.from_pylist(rows, schema=schema),
        Text("Perbandingan wilayah", "Comparison of regions"),
        tuple(c for c, _ in _COLUMNS),
        release.id,
        protected=True,
        sample=release.sample,
        notes=(Text(f"Tanda: {signs}.", f"Signs: {signs_en}."),),
    )
