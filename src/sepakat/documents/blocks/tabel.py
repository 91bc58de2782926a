"""Indicators as a table: beside province and nation, by parts of the region, or by a group."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, regions
from sepakat.analysis.values import UP
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import counted
from sepakat.documents.making import GAPS, Ask, gap_of, no_figure
from sepakat.documents.narrative.phrases import lower
from sepakat.documents.parts import Missing, Number, Part, Run, Tabulated
from sepakat.engine.tabulating.answer import place

LABEL = Text("Tabel indikator", "Table of indicators")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator, dipisah koma.", "Indicators."),
    "tingkat": Text(
        "Baris per bagian wilayah pada tingkat ini; `bawah` untuk tingkat di bawahnya.", "Parts at a level."
    ),
    "rincian": Text("Baris per kelompok: jenis_kelamin, kelompok_umur, disabilitas, desil_nasional, …", "Groups."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "baris": Text("Baris paling banyak (30).", "Most rows (30)."),
    "judul": Text("Judul tabel.", "Caption."),
}
BELOW = {"nasional": "provinsi", "provinsi": "kabupaten", "kabupaten": "kecamatan", "kecamatan": "desa"}


def make(ask: Ask) -> tuple[Part, ...]:
    """The table; indicators that the release cannot give become gaps."""
    ids, gaps = _known(ask, ask.need("id", "sanitasi_layak,air_minum_layak"))
    if not ids:
        return gaps
    made = []
    for same in _by_source(ask, ids):  # figures of a sample and of a full count do not stand in one table
        one = (
            _by_group(ask, same)
            if ask.text("rincian")
            else _by_part(ask, same)
            if ask.text("tingkat")
            else _beside(ask, same)
        )
        made.append(one if _shown(one) else hidden(ask, same))
    return (*made, *gaps)


def _by_source(ask: Ask, ids: tuple[str, ...]) -> list[tuple[str, ...]]:
    held: dict[str, list[str]] = {}
    for id_ in ids:
        held.setdefault(counted.source_of(ask, id_), []).append(id_)
    return [tuple(found) for found in held.values()]


def _shown(made: Tabulated) -> bool:
    """Whether any figure of the table can be read, the last row (of the whole region) aside where there are more."""
    rows = made.rows[:-1] if len(made.rows) > 1 and made.heads[0] == "Wilayah" else made.rows
    return any(isinstance(cell, Number) and cell.value is not None for row in rows for cell in row)


def hidden(ask: Ask, ids: tuple[str, ...]) -> Missing:
    """The gap of a table of which nothing can be shown."""
    said = ", ".join(lower(catalogue.indicator(i).nama) for i in ids)
    refusal = no_figure(said, f"kelompok atau bagian {ask.name}", hidden=True)
    return gap_of(ask, ids[0], refusal)


def _known(ask: Ask, ids: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Missing, ...]]:
    """The indicators of which the region has a row, and the gaps."""
    kept, gaps = [], []
    for id_ in ids:
        catalogue.indicator(id_)
        try:
            found = counted.counts(ask, [id_], ask.region, ask.level)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            gaps.append(gap_of(ask, id_, problem))
            continue
        if found.row(id_, ask.region) is None:
            gaps.append(gap_of(ask, id_, None, catalogue.indicator(id_).nama))
        else:
            kept.append(id_)
    return tuple(kept), tuple(gaps)


def _beside(ask: Ask, ids: tuple[str, ...]) -> Tabulated:
    """One row an indicator: the region and, where it is inside one, its province."""
    codes = [ask.region, *([ask.region[:2]] if ask.level not in ("provinsi", "nasional") else [])]
    held = {c: counted.counts(ask, ids, c, regions.level_of(c)) for c in codes}
    rows: list[tuple[Run, ...]] = []
    for id_ in ids:
        one = catalogue.indicator(id_)
        rows.append(
            (
                one.nama,
                one.satuan,
                *(counted.cell(ask, held[c], id_, c) for c in codes),
                "lebih tinggi" if one.arah == UP else "lebih rendah" if one.arah == "turun" else "–",
            )
        )
    caption = (
        ask.text("judul")
        or f"Indikator {ask.name} menurut {counted.SOURCES[held[ask.region].source].split(' (')[0].lower()}"
    )
    heads = ("Indikator", "Satuan", *(place(c) for c in codes), "Yang diharapkan")
    return Tabulated(caption, heads, tuple(rows), counted.note(held[ask.region], ids), wide=len(heads) > 6)


def _by_part(ask: Ask, ids: tuple[str, ...]) -> Tabulated:
    """One row a part of the region, in the order of codes; the region itself last."""
    level = ask.text("tingkat")
    level = BELOW.get(ask.level, ask.level) if level == "bawah" else regions.check_level(level) or level
    held = counted.counts(ask, ids, ask.region, level)
    whole = counted.counts(ask, ids, ask.region, ask.level)
    codes = sorted({code for _, code, _ in held.rows})
    most = ask.whole("baris", 30, 1, 400)
    rows: list[tuple[Run, ...]] = [(place(c), *(counted.cell(ask, held, i, c) for i in ids)) for c in codes[:most]]
    if ask.level != level:
        rows.append((ask.name, *(counted.cell(ask, whole, i, ask.region) for i in ids)))
    more = f"Ditampilkan {most} dari {len(codes)} wilayah menurut urutan kode. " if len(codes) > most else ""
    heads = ("Wilayah", *(_head(i) for i in ids))
    caption = ask.text("judul") or f"{_names(ids)} menurut {_LEVEL[level]}, {ask.name}"
    return Tabulated(caption, heads, tuple(rows), more + counted.note(held, ids), wide=len(heads) > 5)


def _by_group(ask: Ask, ids: tuple[str, ...]) -> Tabulated:
    """One row a class of the breakdown, unknown last."""
    by = ask.text("rincian")
    held = counted.counts(ask, ids, ask.region, ask.level, by)
    order = sorted({k for _, _, k in held.rows}, key=lambda k: (k is None, k if k is not None else 0))
    rows: list[tuple[Run, ...]] = [
        (counted.klass_words(by, k), *(counted.cell(ask, held, i, ask.region, k) for i in ids)) for k in order
    ]
    label = (catalogue.breakdown_columns("orang").get(by) or catalogue.breakdown_columns("keluarga")[by]).label.id
    heads = (label, *(_head(i) for i in ids))
    caption = ask.text("judul") or f"{_names(ids)} menurut {label[0].lower()}{label[1:]}, {ask.name}"
    return Tabulated(caption, heads, tuple(rows), counted.note(held, ids), wide=len(heads) > 5)


_LEVEL = {"provinsi": "provinsi", "kabupaten": "kabupaten/kota", "kecamatan": "kecamatan", "desa": "desa/kelurahan"}


def _head(id_: str) -> str:
    one = catalogue.indicator(id_)
    return f"{one.nama} ({one.satuan})"


def _names(ids: tuple[str, ...]) -> str:
    return catalogue.indicator(ids[0]).nama if len(ids) == 1 else "Indikator"
