"""A map of an indicator by the parts of a region: imported boundaries, else equal tiles that say they are no map."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, charts
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import counted
from sepakat.documents.blocks.tabel import BELOW
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.parts import Part, Picture
from sepakat.engine.tabulating.answer import place

LABEL = Text("Peta", "Map")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Satu indikator berupa persen.", "One indicator in percent."),
    "tingkat": Text("Bagian wilayah pada tingkat ini.", "Parts at this level."),
}
WIDTH = 440


def make(ask: Ask) -> tuple[Part, ...]:
    id_ = ask.need("id", "penduduk_desil_1_4")[0]
    one, about = catalogue.indicator(id_), counted.subject(id_)
    level = ask.text("tingkat") or BELOW.get(ask.level, ask.level)
    level = BELOW.get(ask.level, ask.level) if level == "bawah" else level
    held = counted.counts(ask, [id_], ask.region, level)
    codes = held.regions(id_)
    if sum(held.figure(id_, c).value is not None for c in codes) < 2:
        raise no_figure(one.nama, f"bagian {ask.name}", hidden=True)
    outlines = _outlines(ask, level, codes)
    areas = []
    for code in codes:
        row, value = held.row(id_, code), held.figure(id_, code).value
        state = "value" if value is not None else "hidden" if row and row["suppressed"] else "none"
        path, x, y = outlines.get(code, ("", 0.0, 0.0)) if outlines else ("", 0.0, 0.0)
        areas.append(charts.Area(code, place(code), value, counted.shown(row, about)[0], state, "", path, x, y))
    caption = f"{one.nama} menurut {_LEVEL.get(level, level)}, {ask.name}"
    title = Text(caption, caption)
    if outlines:
        size, words = outlines[""][1:], Text(outlines[""][0], outlines[""][0])
        svg = ask.drawn(lambda: charts.draw("choropleth", areas, *size, title=title, unit=one.satuan, note=words))
        note = words.id
    else:
        svg = ask.drawn(lambda: charts.draw("tiles", areas, title=title, unit=one.satuan))
        note = (
            f"Batas wilayah belum diimpor (pemilik: {ask.owner('batas_wilayah')}): tata letak menurut kode, bukan peta."
        )
    listed = "; ".join(f"{a.name}: {a.words}" for a in areas)
    return (Picture(caption, svg, f"{listed} ({one.satuan}).", f"{note} {counted.note(held, [id_])}"),)


_LEVEL = {"provinsi": "provinsi", "kabupaten": "kabupaten/kota", "kecamatan": "kecamatan", "desa": "desa/kelurahan"}


def _outlines(ask: Ask, level: str, codes: list[str]) -> dict[str, tuple[str, float, float]] | None:
    """Paths by code, and under "" the note and the size; None without boundaries of this level."""
    from sepakat.regions import boundaries

    path = ask.lake.path
    if level not in boundaries.levels(path):
        return None
    try:
        drawn = boundaries.svg_paths(path, codes, WIDTH)
    except UserError:
        return None
    if not drawn.paths:
        return None
    found = {c: (d, float(drawn.labels[c][0]), float(drawn.labels[c][1])) for c, d in drawn.paths.items()}
    return {**found, "": (drawn.note.id, float(drawn.width), float(drawn.height))}
