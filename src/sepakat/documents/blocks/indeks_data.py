"""The index of a region's data in a month that was computed: its parts, its peers, its months, or every regency.

A proposal of ours, no official assessment, and said so under every table. A month that was computed again changes; the
query names the month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat.analysis import scoring
from sepakat.analysis.scoring import Kept, tabling
from sepakat.analysis.scoring.history import Line
from sepakat.catalogue.scores import OURS, ScoreFormula, score_formula
from sepakat.core.text import Text
from sepakat.documents import tabled, worded
from sepakat.documents.making import Ask
from sepakat.documents.parts import Missing, Part, Run, Tabulated
from sepakat.engine.tabulating.answer import place

LABEL = Text("Indeks data", "Data index")
OPTIONS: Mapping[str, Text] = {
    "bulan": Text("Bulan yang dihitung (2026-11); bila kosong, yang terakhir.", "Month (2026-11); else the last."),
    "isi": Text("`bagian` (biasa), `setara`, `riwayat`, atau `semua` kabupaten/kota.",
                "`bagian`: parts (usual), `setara`: peers, `riwayat`: months, or `semua`: all regencies."),
    "baris": Text("Baris tabel paling banyak (40).", "Most rows (40)."),
}  # fmt: skip
SCORE = ("Skor (0–100)", "Paling rendah", "Paling tinggi")
PARTS = {"bagian": "", "setara": "", "riwayat": "", "semua": ""}
_FORMULA = "Rumus indeks data, usulan SEPAKAT: rata-rata tertimbang bagian-bagiannya, dengan batas atas dan bawah"


def make(ask: Ask) -> tuple[Part, ...]:
    what = worded.part(ask, PARTS, "bagian")
    formula, found = score_formula(OURS), scoring.kept(ask.lake, ask.text("bulan") or None)
    if found is None or (what != "semua" and ask.region not in found.lines):
        said = f"Indeks data {ask.name}{f' bulan {found.month}' if found else ''} belum ada."
        return (Missing(said, ask.owner("indeks_data"), "Hitung indeks data dari laman Indeks data, lalu susun lagi."),)
    facts: dict[str, Any] = {
        "measure": formula.id, "version": found.version, "label": formula.label.id, "formula": _FORMULA,
        "period": f"bulan {found.month}", "source": f"Indeks data atas rilis {found.release}",
    }  # fmt: skip
    if what == "bagian":
        table = scoring.components(formula, found, ask.region)
        title = f"Bagian indeks data {ask.name}, {found.month}"
        return (tabled.table(ask, table, ("component",), caption=title, facts=facts, leave=("meaning",)),)
    if what == "semua":
        lines = sorted((x for x in found.lines.values() if x.level == "kabupaten"), key=lambda x: x.region)
        table = scoring.league(formula, found, lines)
        return (tabled.table(ask, table, ("region",), caption=f"Indeks data kabupaten/kota, {found.month}", facts=facts,
                             leave=("peers",), most=ask.whole("baris", 40, 1, 600)),)  # fmt: skip
    return (_setara(ask, formula, found, facts) if what == "setara" else _riwayat(ask, formula, found, facts),)


def _setara(ask: Ask, formula: ScoreFormula, found: Kept, facts: Mapping[str, Any]) -> Tabulated:
    rows: list[tuple[Run, ...]] = [
        (place(code), worded.cell(ask, f"{code}:jarak", far, 2, **facts),
         *_score(ask, found.lines[code], code, {**facts, "region": code}))
        for code, far in found.lines[ask.region].peers if code in found.lines
    ]  # fmt: skip
    rows.append((ask.name, "–", *_score(ask, found.lines[ask.region], ask.region, facts)))
    heads = ("Wilayah", "Jarak", *SCORE)
    return Tabulated(f"Wilayah setara {ask.name}, {found.month}", heads, tuple(rows), _notes(formula, found))


def _riwayat(ask: Ask, formula: ScoreFormula, found: Kept, facts: Mapping[str, Any]) -> Tabulated:
    rows: list[tuple[Run, ...]] = []
    for month, line in scoring.over_months(ask.lake, ask.region):
        if month <= found.month:
            rows.append((month, *_score(ask, line, month, {**facts, "period": f"bulan {month}"}), line.mark))
    heads = ("Bulan", *SCORE, "Tanda kepercayaan")
    return Tabulated(f"Indeks data {ask.name} tiap bulan", heads, tuple(rows), _notes(formula, found))


def _score(ask: Ask, line: Line, slot: str, facts: Mapping[str, Any]) -> list[Run]:
    """The score and its bounds."""
    figures = (("skor", line.value), ("rendah", line.low), ("tinggi", line.high))
    return [worded.cell(ask, f"{slot}:{name}", value, 1, none="…", **facts) for name, value in figures]


def _notes(formula: ScoreFormula, found: Kept) -> str:
    return " ".join([*(n.id for n in tabling.notes(formula, found)), f"Sumber: rilis {found.release}."])
