"""Performance indicators: unit, formula, the last figure as baseline, places for targets, source and reference code."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.catalogue.published import figure_series
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import counted, published
from sepakat.documents.making import GAPS, Ask, gap_of
from sepakat.documents.narrative import period
from sepakat.documents.parts import Part, Run, Tabulated

LABEL = Text("Daftar indikator kinerja", "Performance indicators")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator dan seri, dipisah koma.", "Indicators and series."),
    "mulai": Text("Tahun sasaran pertama; bila kosong, setahun sesudah rilis.", "First target year."),
    "tahun": Text("Berapa tahun sasaran (5).", "How many target years (5)."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    """The table; target years are empty cells for the planner. What the release lacks has `…` and a gap."""
    first, many = (
        ask.whole("mulai", int(str(ask.release.manifest["created"])[:4]) + 1, 2000, 2100),
        ask.whole("tahun", 5, 1, 6),
    )
    rows: list[tuple[Run, ...]] = []
    gaps: list[Part] = []
    for id_ in ask.need("id", "p0,ipm"):
        name, unit, formula, code, source = _facts(id_)
        try:
            base, when = _base(ask, id_)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            base, when = "…", "–"
            gaps.append(gap_of(ask, id_, problem))
        rows.append((name, unit, formula, base, when, *([""] * many), source, code))
    years = tuple(str(first + i) for i in range(many))
    heads = ("Indikator", "Satuan", "Rumus", "Angka awal", "Periode", *years, "Sumber", "Kode referensi")
    note = "Kolom tahun diisi sasaran yang ditetapkan; usulannya ada pada lintasan sasaran. Kode – : belum ada rujukan."
    return (Tabulated(f"Indikator kinerja, {ask.name}", heads, tuple(rows), note, wide=True), *gaps)


def _facts(id_: str) -> tuple[str, str, str, str, str]:
    if published.known(id_):
        one = figure_series()[id_.removeprefix("seri:").partition("@")[0]]
        return one.label.id, one.unit, "angka terbitan", "–", one.source
    mine = catalogue.indicator(id_.removeprefix("indikator:"))
    return mine.nama, mine.satuan, mine.ukuran, mine.kode_referensi or "–", counted.SOURCES[mine.sources[0]]


def _base(ask: Ask, id_: str) -> tuple[Run, str]:
    if published.known(id_):
        found = published.line(ask, id_, [ask.region])
        last = found.last(ask.region)
        return (published.cell(ask, found, ask.region, last[0]), period(last[0])) if last else ("…", "–")
    name = id_.removeprefix("indikator:")
    held = counted.counts(ask, [name], ask.region, ask.level)
    return counted.cell(ask, held, name, ask.region), f"rilis {ask.release.id}"
