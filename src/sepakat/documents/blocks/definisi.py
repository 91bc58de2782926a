"""Two definitions on the same data: whom both count, only one of them, none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sepakat import catalogue
from sepakat.analysis.scope import PLURAL
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.text import Text, number
from sepakat.documents import worded
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.narrative.phrases import lower
from sepakat.documents.parts import Paragraph, Part, Run, Tabulated
from sepakat.engine.comparing import BOTH, CLASS, FIRST, NEITHER, SECOND, compare
from sepakat.engine.tabulating.answer import place

LABEL = Text("Dua definisi dibandingkan", "Two definitions compared")
OPTIONS: Mapping[str, Text] = {
    "pertama": Text("Satu indikator berupa syarat.", "An indicator that is a condition."),
    "kedua": Text("Indikator lain dengan satuan yang sama.", "Another of the same unit."),
    "isi": Text("`desil` (biasa) atau `wilayah`.", "`desil` (usual) or `wilayah`."),
}
SHOWN = (BOTH, FIRST, SECOND, NEITHER)
DECILE = "desil_nasional"
BY = {"desil": "desil nasional", "wilayah": ""}
Counts = dict[int, float | None]


def make(ask: Ask) -> tuple[Part, ...]:
    """A sentence, and the classes by decile or by part. UserErrors of `engine.comparing.compare`."""
    first, second = (catalogue.indicator(ask.need(name, "sanitasi_layak")[0]) for name in ("pertama", "kedua"))
    by = worded.part(ask, BY, "desil")
    whole = compare(ask.release, first, second, ask.region)
    level = worded.below(ask) if by == "wilayah" else ""
    found = compare(ask.release, first, second, ask.region, () if level else (DECILE,), level=level or None)
    unit = UNIT_WORDS[first.satuan_analisis].id
    facts = {
        "measure": f"{first.id},{second.id}",
        "version": f"{first.versi},{second.versi}",
        "label": f"{first.nama} dan {second.nama}",
        "formula": f"Banyaknya {unit} menurut kedua definisi; berbeda = dihitung salah satu saja",
        "period": f"rilis {ask.release.id}",
        "source": f"Hitungan SEPAKAT atas rilis {ask.release.id}",
        "unit": unit,
    }
    every = _counts(whole.rows())
    if all(every.get(k) is None for k in SHOWN[:3]):
        raise no_figure(f"{first.nama} dan {second.nama}", ask.name, hidden=True)
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in found.rows():
        groups.setdefault(row["region" if level else DECILE], []).append(row)
    rows: list[tuple[Run, ...]] = [
        (place(key) if level else f"Desil {key}",
         *_cells(ask, f"{key}", _counts(held), facts | ({"region": key} if level else {"breakdown": f"desil {key}"})))
        for key, held in sorted(groups.items(), key=lambda g: str(g[0]).zfill(20)) if key is not None
    ]  # fmt: skip
    rows.append((ask.name, *_cells(ask, "semua", every, facts)))
    words = f"{lower(first.nama)} dan {lower(second.nama)}"
    title = f"Siapa yang dihitung {words}, menurut {PLURAL[level].id if level else BY[by]}, {ask.name}"
    heads = ("Wilayah" if level else "Desil", f"Keduanya ({unit})", f"Hanya yang pertama ({unit})",
             f"Hanya yang kedua ({unit})", f"Tidak satu pun ({unit})", "Berbeda (persen)")  # fmt: skip
    note = f"Yang pertama: {first.nama}. Yang kedua: {second.nama}. # disembunyikan. "
    note += " ".join(n.id for n in whole.notes if not n.id.startswith("banding:"))
    return (_sentence(ask, every, facts, words), Tabulated(title, heads, tuple(rows), note, wide=True))


def _counts(rows: Sequence[Mapping[str, Any]]) -> Counts:
    return {row[CLASS]: row["value"] for row in rows}


def _cells(ask: Ask, slot: str, held: Counts, facts: dict[str, Any]) -> list[Run]:
    apart = _apart(held)
    made: list[Run] = [worded.cell(ask, f"{slot}:{k}", held.get(k), **facts) for k in SHOWN]
    return [*made, worded.cell(ask, f"{slot}:beda", apart, 1, **facts | {"unit": "persen"})]


def _apart(held: Counts) -> float | None:
    """Percent of those in a base whom only one definition counts."""
    values = [held.get(k) for k in SHOWN]
    known = [v for v in values if v is not None]
    if len(known) < len(values) or not sum(known):
        return None
    return 100 * (known[1] + known[2]) / sum(known)


def _sentence(ask: Ask, held: Counts, facts: dict[str, Any], words: str) -> Paragraph:
    apart = _apart(held)
    if apart is None:
        runs: tuple[Run, ...] = (f"Sebagian hitungan {words} di {ask.name} terlalu kecil untuk ditampilkan.",)
    else:
        said = ask.number("kalimat", number(apart, 1, "id"), apart, **facts | {"unit": "persen"})
        runs = (f"Di {ask.name}, {words} berbeda tentang ", said, f" persen dari {facts['unit']} yang dinilai.")
    return Paragraph(runs, key="definisi")
