"""A problem tree with the region's figures: the picture, and the same as a table. Causes are its makers' judgement."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sepakat import charts
from sepakat.analysis import trees
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import shelf, tabled
from sepakat.documents.making import Ask
from sepakat.documents.parts import Part, Picture, Run, Tabulated
from sepakat.engine.tabulating.answer import place

LABEL = Text("Pohon masalah", "Problem tree")
OPTIONS: Mapping[str, Text] = {
    "pohon": Text(
        "Contoh dari katalog (kemiskinan, stunting, …), atau `daerah:` dan kode pohon yang disimpan dari lamannya.",
        "An example of the catalogue, or `daerah:` and the code of a tree that was kept from its page.",
    ),
    "isi": Text("`semua`, `gambar`, atau `tabel`.", "`semua`, `gambar` or `tabel`."),
}
_VERDICTS = {"worse": "lebih buruk", "better": "lebih baik", "same": "tidak jelas berbeda"}
_ONCE = ("level", "label", "interventions")  # said in the first of several rows of a cause
_ASIDE = re.compile(r" \((bukti [^)]*)\)")
FORMULA = "Nilai indikator menurut definisi katalog"
LEAVE = ("number", "places", "groups")


def make(ask: Ask) -> tuple[Part, ...]:
    tree = _tree(ask, ask.text("pohon", "kemiskinan"))
    signs = trees.read(tree, ask.release)
    parts: list[Part] = []
    title = Text(f"Pohon masalah: {tree.title.id}, {ask.name}", f"Problem tree: {tree.title.en}")
    if ask.text("isi") != "tabel":
        laid = trees.picture(tree, signs)
        compared = any(sign.verdict for sign in signs.values())
        key = "✗ lebih buruk, ✓ lebih baik daripada wilayah di atasnya." if compared else ""
        svg = ask.drawn(lambda: charts.draw("problem_tree", laid, title=title))
        parts.append(Picture(title.id, svg, laid.description, key))
    if ask.text("isi") != "gambar":
        parts.append(_table(ask, tree, signs, title.id))
    return tuple(parts)


def _tree(ask: Ask, id_: str) -> trees.Tree:
    """An example for the region, or a kept tree, which has a region of its own. UserErrors of `trees.load`, `shelf`."""
    if not id_.startswith(shelf.OWN):
        return trees.load(id_, ask.region)
    tree = shelf.tree(ask.lake, id_)
    if tree.region != ask.region:
        raise UserError(
            Text(f"Pohon ini untuk {place(tree.region)}, bukan {ask.name}.", f"This tree is of {place(tree.region)}."),
            hint=Text("Masukkan ke dokumen wilayah itu.", "Put it into a document of that region."),
            code="block-option",
        )
    return tree


def _table(ask: Ask, tree: trees.Tree, signs: Mapping[str, trees.Sign], caption: str) -> Tabulated:
    found = trees.table(tree, signs, ask.release)
    ids = {sign.label.id: sign.indicator for sign in signs.values()}
    alone = not any(sign.verdict for sign in signs.values())  # nothing stands above
    left = {*LEAVE, "reference", "statement"} if alone else set(LEAVE)
    columns = [c for c in found.columns if c.name not in left]
    rows: list[tuple[Run, ...]] = []
    last: str | None = None
    asides = {aside for row in found.rows() for aside in _ASIDE.findall(row["interventions"] or "")}
    for row in found.rows():
        cells: list[Run] = []
        for c in columns:
            text = "" if c.name in _ONCE and row["number"] == last else str(row[c.name] or "")
            if len(asides) == 1:
                text = _ASIDE.sub("", text)
            if c.name in ("value", "reference") and any(ch.isdigit() for ch in text):
                name = ids.get(row["indicator"], "")
                runs = tabled.sentence(
                    ask,
                    f"{row['number']}:{name}:{c.name}",
                    text,
                    measure=name,
                    label=row["indicator"],
                    formula=FORMULA if c.name == "value" else f"{FORMULA}, untuk wilayah di atasnya",
                    period=f"rilis {ask.release.id}",
                    source=f"Hitungan SEPAKAT atas rilis {ask.release.id}",
                )
                cells.append(runs[0])
            elif c.name == "statement":
                sign = signs.get(ids.get(row["indicator"], ""))
                cells.append(_VERDICTS.get(sign.verdict, "tidak dapat dibandingkan") if sign else "")
            else:
                cells.append(text)
        rows.append(tuple(cells))
        last = row["number"]
    note = " ".join(
        [
            *(f"Untuk semua intervensi ini: {aside}." for aside in asides if len(asides) == 1),
            *(n.id for n in found.notes),
        ]
    )
    heads = tuple(c.label.id.partition(" (")[0] if len(asides) == 1 else c.label.id for c in columns)
    return Tabulated(caption, heads, tuple(rows), f"{note} Sumber: rilis {ask.release.id}.", wide=True)
