"""Who is in which registry or recipient list: the parts of the overlap, with the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.documents import worded
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.parts import Number, Part, Picture, Run, Tabulated
from sepakat.engine.tabulating.answer import place
from sepakat.matching.overlap import attributes, overlap, usual
from sepakat.matching.overlap.tables import ALL

LABEL = Text("Irisan daftar", "Overlap of lists")
OPTIONS: Mapping[str, Text] = {
    "daftar": Text("Daftar, dipisah koma (regsosek,dtks,p3ke).", "Lists (regsosek,dtks,p3ke)."),
    "satuan": Text("orang atau keluarga.", "orang or keluarga."),
    "tingkat": Text("Juga tiap bagian wilayah pada tingkat ini.", "Parts of the region at this level as well."),
    "menurut": Text("Juga dirinci menurut satu ciri.", "By an attribute as well."),
    "baris": Text("Baris rincian paling banyak (60).", "Most rows of the parts (60)."),
}
FORMULAS: Mapping[str, str] = {
    "value": "Banyaknya yang tercatat di daftar itu",
    "corrected": "Banyaknya yang tercatat di daftar itu, dikoreksi galat pencocokan",
}


def make(ask: Ask) -> tuple[Part, ...]:
    """Every part of the overlap of the region, and the picture of two or three lists. UserErrors of `overlap`."""
    unit = ask.text("satuan", "orang")
    by, level = ask.text("menurut"), ask.text("tingkat") or None
    lists_ = ask.listed("daftar") or usual(ask.release)
    found = overlap(ask.lake, ask.release, lists_, ask.region, unit=unit, level=level, by=[by] if by else [])
    lists: list[str] = found.meta["lists"]
    names = {c.name: c.label.id for c in found.columns if c.name in lists}
    title = f"Irisan {_joined([names[x] for x in lists])}, {ask.name}"
    parts = [row for row in found.meta["whole"] if None not in [row[x] for x in lists] and any(row[x] for x in lists)]
    if not parts or all(row["value"] is None for row in parts):
        raise no_figure(title, ask.name, hidden=True)
    words = UNIT_WORDS[unit].id
    mended = any(row["corrected"] is not None for row in parts)

    def cell(row: Mapping[str, Any], what: str) -> Run:
        if row[what] is None:
            return "#" if what == "value" else "…"
        made: Number = ask.number(
            f"{row['irisan']}:{what}",
            number(row[what], 0, "id"),
            float(row[what]),
            measure="irisan_daftar",
            label=f"{_part(row, lists, names)} ({words})",
            formula="Banyaknya yang tercatat di daftar itu"
            + ("" if what == "value" else ", dikoreksi galat pencocokan"),
            period=f"rilis {ask.release.id}",
            unit=words,
            source=f"rilis {ask.release.id}",
        )
        return made

    heads = ("Tercatat di", words.capitalize(), *(["Terkoreksi galat pencocokan"] if mended else []))
    body = tuple(
        (_part(row, lists, names), cell(row, "value"), *([cell(row, "corrected")] if mended else [])) for row in parts
    )
    note = " ".join(n.id for n in found.notes)
    made: list[Part] = [Tabulated(title, heads, body, note)]
    if len(lists) in (2, 3):
        sizes = {sum(1 << i for i, x in enumerate(lists) if row[x]): row["value"] for row in parts}
        alt = f"Lingkaran untuk {_joined([names[x] for x in lists])}; angkanya di tabel."
        picture: Picture = ask.draw("overlap", title, alt, [names[x] for x in lists], sizes, title=found.title)
        made.insert(0, picture)
    if by or level:
        made.append(_by(ask, found, by, unit, lambda row: _part(row, lists, names), title, note))
    return tuple(made)


def _by(
    ask: Ask, found: Table, by: str, unit: str, said: Callable[[Mapping[str, Any]], str], title: str, note: str
) -> Tabulated:
    """A row a part of the region, or a class; a column each part of the overlap."""
    klass = _klass(ask, unit, by)
    groups: dict[tuple[str, Any], dict[str, Mapping[str, Any]]] = {}
    for row in found.rows():
        if row["irisan"].strip("+-") and not row["irisan"].startswith("+") and row["irisan"] != ALL:
            groups.setdefault((row["region"], row[by] if by else None), {})[row["irisan"]] = row
    parts = {name: said(row) for held in groups.values() for name, row in held.items() if said(row)}
    several = len({code for code, _ in groups}) > 1
    facts: dict[str, Any] = {"measure": "irisan_daftar", "formula": FORMULAS["value"],
             "period": f"rilis {ask.release.id}",
             "unit": UNIT_WORDS[unit].id, "source": f"rilis {ask.release.id}"}  # fmt: skip
    most = ask.whole("baris", 60)
    rows: list[tuple[Run, ...]] = []
    for (code, value), held in list(groups.items())[:most]:
        names = ([place(code)] if several else []) + ([klass(value)] if by else [])
        cells = [
            worded.cell(ask, f"{code}:{value}:{n}", held[n]["value"] if n in held else None, **facts,
                        region=code, label=parts[n], breakdown=klass(value) if by else "")
            for n in parts
        ]  # fmt: skip
        rows.append((*names, *cells))
    heads = (*(["Wilayah"] if several else []), *(["Kelompok"] if by else []), *parts.values())
    more = f"Ditampilkan {most} dari {len(groups)} baris. " if len(groups) > most else ""
    return Tabulated(f"Rincian {title[0].lower()}{title[1:]}", heads, tuple(rows), more + note, wide=True)


def _klass(ask: Ask, unit: str, by: str) -> Callable[[Any], str]:
    if not by:
        return str
    held = {code: k.label.id for k in attributes(ask.release, unit)[by].classes for code in k.codes}
    return lambda value: held.get(value, "tidak diketahui")


def _part(row: Mapping[str, Any], lists: list[str], names: Mapping[str, str]) -> str:
    """`Regsosek dan DTKS, tidak di P3KE`."""
    inside, outside = ([names[x] for x in lists if row[x] is is_in] for is_in in (True, False))
    return _joined(inside) + (f", tidak di {_joined(outside)}" if outside else "")


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} dan {words[-1]}"
