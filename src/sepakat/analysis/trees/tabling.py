"""The tree as a table: one row a box and indicator, with what hangs on the box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat.analysis.tables import Spec, build, text
from sepakat.analysis.trees.model import LEVELS, Tree
from sepakat.analysis.trees.readings import Sign, named_group
from sepakat.catalogue.interventions import STRENGTH_WORDS, intervention
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

COLUMNS: tuple[Spec, ...] = (
    text("number", "Nomor", "Number", kind="code"),
    text("level", "Tingkat", "Level"),
    text("label", "Masalah atau penyebab", "Problem or cause"),
    text("indicator", "Indikator", "Indicator"),
    text("value", "Nilai wilayah", "Value of the region"),
    text("reference", "Nilai wilayah di atasnya", "Value of the region above"),
    text("statement", "Pernyataan", "Statement"),
    text("interventions", "Intervensi (kekuatan bukti; kode anggaran)", "Interventions (evidence; budget code)"),
    text("places", "Wilayah sasaran", "Places"),
    text("groups", "Kelompok sasaran", "Groups"),
)
UNCONFIRMED = Text("kode belum dikonfirmasi", "code not confirmed")
NOTES = (
    Text(
        "Angka dari indikator yang terbit; selisih diuji terhadap wilayah di atasnya. Sebab-akibat di pohon ini adalah "
        "penilaian penyusun, bukan hasil uji.",
        "Figures are published indicators, tested against the region above. Causes in this tree are the judgement of "
        "its makers, not a test.",
    ),
    Text(
        "Pustaka intervensi belum ditelaah ahli bila bukti atau kodenya bertanda belum dikonfirmasi.",
        "Interventions whose evidence or code is marked unconfirmed have not been assessed by experts.",
    ),
)


def table(tree: Tree, signs: Mapping[str, Sign], release: Any) -> Table:
    """The tree's table, in the reader's language."""
    rows = []
    for branch, level, number in tree.walk():
        common = {
            "number": number,
            "level": LEVELS[level],
            "label": branch.label,
            "interventions": "; ".join(_option(name) for name in branch.interventions),
            "places": "; ".join(place(code) for code in branch.places),
            "groups": "; ".join(str(named_group(name)) for name in branch.groups),
        }
        held = [signs[name] for name in branch.indicators if name in signs]
        if not held:
            rows.append(common)
        for sign in held:
            rows.append(common | {"indicator": sign.label, "value": sign.value, "statement": sign.words,
                                  "reference": sign.reference_value})  # fmt: skip
    where = place(tree.region)
    title = Text(f"Pohon masalah: {tree.title.id}, {where}", f"Problem tree: {tree.title.en}, {where}")
    return build(COLUMNS, rows, title, release, notes=NOTES, meta={"region": tree.region})


def _option(name: str) -> str:
    found = intervention(name)
    strength = STRENGTH_WORDS[found.evidence.strength]
    code = found.budget.code or str(UNCONFIRMED)
    return f"{found.label} ({strength}; {code})"
