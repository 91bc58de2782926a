"""Regions side by side: the published figures of some indicators for regions that somebody chose."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from sepakat import catalogue, regions
from sepakat.core.text import Text
from sepakat.documents import counted
from sepakat.documents.blocks.tabel import hidden
from sepakat.documents.counted import Counts
from sepakat.documents.making import Ask
from sepakat.documents.parts import Number, Part, Run, Tabulated
from sepakat.engine.tabulating.answer import place

LABEL = Text("Wilayah berdampingan", "Regions side by side")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator, dipisah koma.", "Indicators."),
    "dengan": Text("Kode wilayah yang berdampingan, dipisah koma.", "Codes of the regions."),
    "bagian": Text("Atau semua bagian langsung dari wilayah ini.", "Or all parts right below this region."),
    "baris": Text("Baris tabel paling banyak (60).", "Most rows (60)."),
    "judul": Text("Judul tabel.", "Caption."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    """One row a region, in the order of codes. UserErrors of region codes, `unknown-indicator`."""
    ids = ask.need("id", "sanitasi_layak")
    codes = _codes(ask)
    held = {id_: _held(ask, id_, codes) for id_ in ids}
    shown, most = codes[: ask.whole("baris", 60, 1, 400)], len(codes)
    rows: list[tuple[Run, ...]] = [(place(c), *(counted.cell(ask, held[i][c], i, c) for i in ids)) for c in shown]
    if all(cell.value is None for row in rows for cell in row if isinstance(cell, Number)):
        return (hidden(ask, ids),)
    about = [catalogue.indicator(i) for i in ids]
    caption = ask.text("judul") or f"{_named(about[0].nama, len(ids))} menurut wilayah pilihan"
    more = f"Ditampilkan {len(shown)} dari {most} wilayah menurut urutan kode. " if len(shown) < most else ""
    heads = ("Wilayah", *(f"{one.nama} ({one.satuan})" for one in about))
    alike: dict[str, list[str]] = {}
    for i in ids:
        alike.setdefault(next(iter(held[i].values())).source, []).append(i)
    notes = [counted.note(next(iter(held[same[0]].values())), same) for same in alike.values()]
    return (Tabulated(caption, heads, tuple(rows), more + " ".join(notes), wide=len(heads) > 5),)


def _codes(ask: Ask) -> list[str]:
    """The chosen regions, checked; the region itself among them."""
    inside = ask.text("bagian")
    below = [r.code for r in regions.load().children(inside)] if inside else []
    named = [regions.load().get(code).code for code in ask.listed("dengan")]
    return sorted(dict.fromkeys(chain(below or [ask.region], named)), key=lambda c: (len(c), c))


def _held(ask: Ask, id_: str, codes: list[str]) -> dict[str, Counts]:
    """The figures of one indicator by region: one reading for each region above them."""
    read: dict[tuple[str, str], Counts] = {}
    found = {}
    for code in codes:
        level = regions.level_of(code)
        at = (code.rpartition(".")[0] or (regions.NATION if code != regions.NATION else code), level)
        if at not in read:
            read[at] = counted.counts(ask, [id_], *at)
        found[code] = read[at]
    return found


def _named(name: str, many: int) -> str:
    return name if many == 1 else f"{name} dan {many - 1} indikator lain" if many > 2 else f"{name} dan satu lagi"
