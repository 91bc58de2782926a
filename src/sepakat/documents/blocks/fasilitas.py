"""Schools, health posts and markets of a region as the release lists them, and how many for 10,000 people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat.analysis.facilities import facilities
from sepakat.core.text import Text
from sepakat.documents import counted, worded
from sepakat.documents.blocks.profil_desil import PERSONS
from sepakat.documents.making import Ask
from sepakat.documents.parts import Missing, Part, Run, Tabulated
from sepakat.engine.tabulating.answer import place
from sepakat.regions import level_of, load

LABEL = Text("Fasilitas", "Facilities")
OPTIONS: Mapping[str, Text] = {
    "isi": Text("`jenis` (biasa), atau `wilayah` untuk tiap bagian.", "`jenis` (usual) or `wilayah`: every part."),
}
PER, COLUMNS = 10_000, 6
PARTS = {"jenis": "menurut jenis", "wilayah": "menurut wilayah"}


def make(ask: Ask) -> tuple[Part, ...]:
    by = worded.part(ask, PARTS, "jenis")
    listed = facilities(ask.release)
    if not listed.get(ask.region):
        said = f"Daftar fasilitas {ask.name} belum ada dalam rilis ini."
        return (Missing(said, ask.owner("fasilitas"), "Minta daftar fasilitasnya, masukkan, lalu susun rilis baru."),)
    kinds = sorted(listed["00"], key=lambda k: (-listed["00"][k], k))
    facts: dict[str, Any] = {"measure": "fasilitas", "formula": "Banyaknya fasilitas yang tercatat", "unit": "buah",
             "period": f"rilis {ask.release.id}", "source": "Daftar fasilitas dalam rilis"}  # fmt: skip
    note = f"Yang tidak tercatat dalam daftar tidak terhitung. Sumber: rilis {ask.release.id}."
    if by == "wilayah":
        parts = [r.code for r in load().children(ask.region) if r.code in listed]
        rows: list[tuple[Run, ...]] = [
            (place(c), *(worded.cell(ask, f"{c}:{k}", listed[c].get(k, 0), **facts | {"region": c, "label": k})
                         for k in kinds[:COLUMNS]))
            for c in parts
        ]  # fmt: skip
        more = f"{len(kinds) - COLUMNS} jenis yang lebih jarang tidak ditampilkan. " if len(kinds) > COLUMNS else ""
        heads = ("Wilayah", *kinds[:COLUMNS])
        return (Tabulated(f"Fasilitas menurut wilayah, {ask.name}", heads, tuple(rows), more + note, wide=True),)
    codes = [ask.region, *ask.above[:1]]
    persons = {c: _persons(ask, c) for c in codes}
    body: list[tuple[Run, ...]] = []
    for kind in kinds:
        cells: list[Run] = [
            worded.cell(ask, f"{kind}:jumlah", listed[ask.region].get(kind, 0), **facts | {"label": kind})
        ]
        for c in codes:
            people = persons[c]
            rate = PER * listed.get(c, {}).get(kind, 0) / people if people else None
            words: dict[str, Any] = {
                "label": kind,
                "region": c,
                "formula": "Banyaknya fasilitas dibagi orang, kali 10.000",
            }
            cells.append(worded.cell(ask, f"{kind}:rasio:{c}", rate, 1, none="…", **facts | words))
        body.append((kind, *cells))
    heads = ("Jenis", "Banyaknya", *(f"Per 10.000 orang, {place(c)}" for c in codes))
    return (Tabulated(f"Fasilitas yang tercatat, {ask.name}", heads, tuple(body), note),)


def _persons(ask: Ask, code: str) -> float | None:
    row = counted.counts(ask, [PERSONS], code, level_of(code)).row(PERSONS, code)
    return None if row is None or row["suppressed"] or row["numerator"] is None else float(row["numerator"])
