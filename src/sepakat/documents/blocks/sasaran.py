"""Targets of programmes: how many are due, how many have it, how many wait, and what closing the gap would cost."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.catalogue.schemes import Benefit
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.documents import tabled
from sepakat.documents.making import GAPS, Ask, gap_of
from sepakat.documents.narrative.phrases import lower
from sepakat.documents.parts import Number, Paragraph, Part, Run, Tabulated
from sepakat.engine import frames
from sepakat.targeting import due_for
from sepakat.targeting.tally import FIGURES

LABEL = Text("Sasaran program", "Targets of programmes")
OPTIONS: Mapping[str, Text] = {
    "program": Text("Program, dipisah koma (pkh,sembako,pbi_jkn).", "Programmes."),
    "biaya": Text("Biaya setahun untuk satu penerima, rupiah, bila katalog tidak memuatnya.", "Yearly cost of one."),
    "judul": Text("Judul tabel.", "Caption."),
    "isi": Text("`semua`, atau `tabel` tanpa kalimatnya.", "`semua`, or `tabel` without the sentences."),
}
SHOWN = ("due", "has", "both", "gap", "outside")
COUNTED = "Dihitung menurut aturan program dan daftar penerima; diberi gangguan kecil yang konsisten"
_YEARLY = {"bulan": 12, "tahun": 1, "sekali": 1}
_CASUAL = {"keluarga": "keluarga", "orang": "orang"}


def make(ask: Ask) -> tuple[Part, ...]:
    """One table of the programmes and a sentence for each; gaps for those that cannot be counted."""
    day = frames.day(ask.release)
    rows: list[tuple[Run, ...]] = []
    said: list[Part] = []
    gaps: list[Part] = []
    notes: dict[str, list[str]] = {}
    basis: list[str] = []  # what each recipient is reckoned to cost
    for id_ in ask.need("program", "pkh,sembako"):
        programme = catalogue.programme(id_)
        try:
            table = due_for(ask.release, programme, ask.region)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            gaps.append(gap_of(ask, id_, problem))
            continue
        row = table.rows()[0]
        for note in table.notes:
            notes.setdefault(tabled.plain_note(note.id), []).append(programme.short.id)
        signs = dict(pair.split(":", 1) for pair in row["sign"].split()) if row["sign"] else {}
        rule = programme.rule(day)
        facts = {
            "measure": id_,
            "version": rule.since.isoformat(),
            "label": programme.label.id,
            "unit": programme.unit,
            "period": f"rilis {ask.release.id}",
            "hidden": len(signs),
            "source": "Registri dan daftar penerima",
        }
        counts = {**facts, "formula": COUNTED}
        cells = [_count(ask, f"{id_}:{name}", row[name], signs.get(name, ""), counts) for name in SHOWN]
        benefit = programme.benefit(day)
        each, why = _each(ask, benefit)
        cost = None if each is None or row["gap"] is None else each * row["gap"]
        if cost is not None and benefit is not None and not ask.text("biaya"):
            amount = f"Rp{number(float(benefit.amount or 0), 0, 'id')} per {benefit.period}"
            basis.append(f"{programme.short.id} {amount} ({benefit.status}; {benefit.source})")
        shown = "…" if cost is None else number(cost / 1_000_000, 1, "id")
        money = ask.number(
            f"{id_}:biaya",
            shown,
            cost,
            formula=f"Berhak belum menerima dikali {why}",
            **{**facts, "unit": "juta rupiah"},
        )
        rows.append((programme.label.id, _CASUAL.get(programme.unit, programme.unit), *cells, money))
        if ask.text("isi") != "tabel":
            said += _sentence(ask, programme.short.id, row, programme.unit, counts)
    costed = any(row[-1].value is not None for row in rows if isinstance(row[-1], Number))
    said_under = _notes(notes, len(rows))
    if basis:
        said_under.append(f"Nilai bantuan satu penerima: {'; '.join(basis)}.")
    if rows and not costed:
        said_under.append("Biaya menutup kekurangan belum dapat dihitung: nilai bantuan per penerima belum ada.")
        rows = [row[:-1] for row in rows]
    heads = (
        "Program",
        "Satuan",
        *(FIGURES[name][0].id for name in SHOWN),
        *(["Biaya menutup kekurangan (juta rupiah setahun)"] if costed else []),
    )
    caption = ask.text("judul") or f"Sasaran program dan kekurangan cakupan, {ask.name}"
    made = (
        [
            Tabulated(
                caption, heads, tuple(rows), " ".join([*said_under, f"Sumber: rilis {ask.release.id}."]), wide=costed
            )
        ]
        if rows
        else []
    )
    return (*said, *made, *gaps)


def _notes(notes: Mapping[str, list[str]], many: int) -> list[str]:
    """Notes of all programmes first, then those of some, with their names."""
    own = [f"{', '.join(names)}: {lower(words)}" for words, names in notes.items() if len(names) < many]
    return [words for words, names in notes.items() if len(names) == many] + own


def _count(ask: Ask, slot: str, value: int | None, sign: str, facts: Mapping[str, object]) -> Number:
    shown = number(value, 0, "id") if value is not None else "…" if sign == "list" else "#"
    return ask.number(
        slot,
        shown,
        None if value is None else float(value),
        **facts,
    )


def _each(ask: Ask, benefit: Benefit | None) -> tuple[float | None, str]:
    """Rupiah a year for one unit, and where it comes from."""
    if ask.text("biaya"):
        return float(ask.whole("biaya", 1, 1, 10**9)), "biaya per penerima dari penyusun"
    if benefit is None or benefit.amount is None:
        return None, "biaya yang belum ada"
    return float(benefit.amount) * _YEARLY[benefit.period], f"nilai bantuan katalog ({benefit.status})"


def _sentence(ask: Ask, name: str, row: Mapping[str, int | None], unit: str, facts: Mapping[str, object]) -> list[Part]:
    due, gap = row["due"], row["gap"]
    if due is None or gap is None:
        return []
    many = [
        ask.number(f"{facts['measure']}:kalimat:{k}", number(v, 0, "id"), float(v), **facts)
        for k, v in (("due", due), ("gap", gap))
    ]
    runs = (
        "Sekitar ",
        many[0],
        f" {unit} di {ask.name} berhak atas {name} menurut aturan dan simulasi peringkat; sekitar ",
        many[1],
        f" {unit} di antaranya belum tercatat menerima.",
    )
    return [Paragraph(runs, key=f"sasaran:{facts['measure']}")]
