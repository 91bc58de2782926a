"""Two rankings of the same families side by side: official decile, our simulation, DTKS. None of them is the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sepakat.core.table import Table
from sepakat.core.text import Text, number
from sepakat.documents import tabled, worded
from sepakat.documents.making import Ask, no_figure
from sepakat.documents.parts import Missing, Paragraph, Part, Run, Tabulated
from sepakat.targeting import errors
from sepakat.targeting.errors.comparing import available
from sepakat.targeting.errors.groups import ATTRIBUTES
from sepakat.targeting.errors.ranked import RANKS, Families

LABEL = Text("Banding desil", "Deciles compared")
OPTIONS: Mapping[str, Text] = {
    "pasangan": Text("resmi-simulasi, dtks-simulasi, atau dtks-resmi; bila kosong, yang ada.", "Which pair."),
    "isi": Text("`matriks` (biasa), `kelompok`, atau `wilayah`.", "`matriks` (usual), `kelompok` or `wilayah`."),
    "baris": Text("Baris tabel paling banyak (40).", "Most rows (40)."),
}
PARTS = {"matriks": "", "kelompok": "menurut kelompok", "wilayah": "menurut wilayah"}


def make(ask: Ask) -> tuple[Part, ...]:
    by = worded.part(ask, PARTS, "matriks")
    held = errors.families(ask.release, ask.region)
    known = available(held)
    if not known:
        said = f"Peringkat lain untuk keluarga di {ask.name} belum ada dalam rilis ini."
        step = "Minta registri yang memuat desil resmi atau DTKS, masukkan, lalu susun rilis baru."
        return (Missing(said, ask.owner("desil_resmi"), step),)
    pair = ask.text("pasangan", known[0])
    names = [RANKS[name].id for name in pair.split("-")] if pair in known else []
    facts: dict[str, Any] = {
        "measure": "banding_desil", "label": "Banding desil", "period": f"rilis {ask.release.id}",
        "source": f"Hitungan SEPAKAT atas rilis {ask.release.id}",
    }  # fmt: skip
    whole = errors.compare(held, ask.region, pair=pair)
    names = names or [RANKS[name].id for name in pair.split("-")]
    title = " ".join(filter(None, (f"{names[0]} dan {names[1].lower()}", PARTS[by]))) + f", {ask.name}"
    lead = _lead(ask, whole.rows()[0], names, facts)
    if by == "matriks":
        return (lead, _matrix(ask, errors.matrix(held, ask.region, pair), names, title, facts))
    found, keys = _agreement(ask, held, pair, by)
    made = tabled.table(ask, found, keys, caption=title, leave=("sign", "release"), facts=facts,
                        most=ask.whole("baris", 40), names={"n": "Keluarga"})  # fmt: skip
    rows = tuple(tuple("#" if one == "…" else one for one in row) for row in made.rows)  # all of it is hidden
    return (lead, replace(worded.seen(ask, made), rows=rows))


def _lead(ask: Ask, row: Mapping[str, Any], names: list[str], facts: Mapping[str, Any]) -> Paragraph:
    if row["sign"] or row["sama"] is None or row["tiga_lebih"] is None:
        raise no_figure(f"{names[0]} dan {names[1]}", ask.name, hidden=True)
    same, far = (
        ask.number(f"kalimat:{k}", number(row[k], 0, "id"), row[k], unit="persen", formula=words, **facts)
        for k, words in (("sama", "Keluarga dengan desil yang sama, dari 100"),
                         ("tiga_lebih", "Keluarga yang berbeda tiga desil atau lebih, dari 100"))
    )  # fmt: skip
    runs = (f"Dari 100 keluarga di {ask.name}, ", same, f" ada di desil yang sama menurut {names[0].lower()} dan "
            f"{names[1].lower()}; ", far, " berbeda 3 desil atau lebih.")  # fmt: skip
    return Paragraph(runs, key="banding_desil")


def _matrix(ask: Ask, found: Table, names: list[str], title: str, facts: Mapping[str, Any]) -> Tabulated:
    held = {(r["first"], r["second"]): r["n"] for r in found.rows()}
    words: dict[str, Any] = {
        "unit": "keluarga",
        "formula": "Keluarga pada pasangan desil itu, dengan gangguan kecil yang konsisten",
    }
    rows: list[tuple[Run, ...]] = [
        (f"Desil {a}", *(worded.cell(ask, f"{a}:{b}", held.get((a, b)), **facts, **words) for b in range(1, 11)))
        for a in range(1, 11)
    ]
    note = f"Baris: {names[0].lower()}; kolom: {names[1].lower()}; isinya banyaknya keluarga. # disembunyikan. "
    note += " ".join(tabled.plain_note(n.id) for n in found.notes)
    return worded.seen(ask, Tabulated(title, ("Desil", *map(str, range(1, 11))), tuple(rows), note, wide=True))


def _agreement(ask: Ask, held: Families, pair: str, by: str) -> tuple[Table, tuple[str, ...]]:
    """How far apart, by part of the region or by group."""
    if by == "wilayah":
        return worded.placed(errors.compare(held, ask.region, level=worded.below(ask), pair=pair)), ("region",)
    tables = []
    for name in held.codes:
        about = ATTRIBUTES[name]
        klass = {code: k.label.id for k in about.classes for code in k.codes}
        tables.append(_group(errors.compare(held, ask.region, by=(name,), pair=pair), name, klass))
    return worded.stacked(tables, ("kunci_kata",)), ("kunci_kata",)


def _group(found: Table, name: str, klass: Mapping[int, str]) -> Table:
    """The known classes of one group, in words, with a key that tells it from other groups."""
    return worded.worded(
        worded.kept(found, lambda row: row[name] is not None),
        {
            "kelompok": (Text("Kelompok", "Group"), lambda row: klass.get(row[name], str(row[name]))),
            "kunci": (Text("Kunci", "Key"), lambda row: f"{name}:{row[name]}"),
        },
    )
