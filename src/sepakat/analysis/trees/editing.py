"""Edits: each gives a new tree or a UserError that says what stands in the way.

Codes: tree-label, tree-many, tree-deep, tree-root, tree-branch, tree-move, and those of what is attached
(unknown-indicator, unknown-intervention, region codes, tree-place, tree-group).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sepakat import catalogue, regions
from sepakat.analysis.trees.model import LEVELS, MOST, MOST_BRANCHES, MOST_LETTERS, Branch, Tree
from sepakat.analysis.trees.readings import named_group
from sepakat.catalogue.interventions import intervention
from sepakat.core.errors import UserError
from sepakat.core.text import Text

KINDS = {
    "indicators": Text("indikator", "indicators"),
    "interventions": Text("intervensi", "interventions"),
    "places": Text("wilayah", "places"),
    "groups": Text("kelompok", "groups"),
}


def add(tree: Tree, parent: str, label: str) -> Tree:
    """A new last cause below a box."""
    above = tree.get(parent)
    if len(tree.branches) >= MOST_BRANCHES:
        raise UserError(
            Text(f"Pohon ini sudah memuat {MOST_BRANCHES} simpul.", f"This tree has {MOST_BRANCHES} boxes already."),
            hint=Text("Hapus yang tidak dipakai, atau buat pohon lain.", "Remove some, or make another tree."),
            where="teks",
            code="tree-many",
        )
    if tree.level(parent) + 1 >= len(LEVELS):
        raise _deep()
    used = [int(m[1]) for b in tree.branches if (m := re.fullmatch(r"s(\d+)", b.id))]
    made = Branch(f"s{max(used, default=0) + 1}", above.id, _label(label))
    return replace(tree, branches=(*tree.branches, made))


def rename(tree: Tree, id_: str, label: str) -> Tree:
    words = _label(label)
    return _with(tree, replace(tree.get(id_), label=words))


def remove(tree: Tree, id_: str) -> Tree:
    """The tree without a box and all below it. The problem itself stays."""
    if not tree.get(id_).parent:
        raise UserError(
            Text("Masalah pokok tidak dapat dihapus.", "The problem itself cannot be removed."),
            hint=Text("Ubah kalimatnya, atau hapus pohonnya.", "Change its words, or delete the tree."),
            code="tree-root",
        )
    gone = {b.id for b, _, _ in tree.walk(id_)}
    return replace(tree, branches=tuple(b for b in tree.branches if b.id not in gone))


def move(tree: Tree, id_: str, step: int) -> Tree:
    """One place up (-1) or down (+1) among its siblings; at the end the tree stays as it is."""
    own = tree.get(id_)
    row = [b.id for b in tree.below(own.parent)] if own.parent else [own.id]
    at = row.index(id_)
    to = min(max(at + (1 if step > 0 else -1), 0), len(row) - 1)
    row.insert(to, row.pop(at))
    order = {name: place for place, name in enumerate(row)}
    siblings = iter(sorted((b for b in tree.branches if b.id in order), key=lambda b: order[b.id]))
    return _settled(replace(tree, branches=tuple(next(siblings) if b.id in order else b for b in tree.branches)))


def place_under(tree: Tree, id_: str, parent: str) -> Tree:
    """The box with all below it, as the last one under another box."""
    own, above = tree.get(id_), tree.get(parent)
    if not own.parent or parent in {b.id for b, _, _ in tree.walk(id_)}:
        raise UserError(
            Text("Simpul tidak dapat dipindah ke bawah dirinya sendiri.", "A box cannot hang below itself."),
            hint=Text("Pilih simpul lain sebagai induk.", "Choose another box above it."),
            where="induk",
            code="tree-move",
        )
    if tree.level(parent) + 1 + tree.depth(id_) >= len(LEVELS):
        raise _deep()
    rest = tuple(b for b in tree.branches if b.id != id_)
    return _settled(replace(tree, branches=(*rest, replace(own, parent=above.id))))


def attach(
    tree: Tree,
    id_: str,
    *,
    indicators: Sequence[str] | None = None,
    interventions: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
) -> Tree:
    """What hangs on a box; None leaves a kind as it is. Places lie inside the tree's region."""
    given = {"indicators": indicators, "interventions": interventions, "places": places, "groups": groups}
    wanted = {k: tuple(dict.fromkeys(v)) for k, v in given.items() if v is not None}
    for kind, names in wanted.items():
        if len(names) > MOST[kind]:
            raise UserError(
                Text(
                    f"Satu simpul memuat paling banyak {MOST[kind]} {KINDS[kind].id}.",
                    f"A box holds at most {MOST[kind]} {KINDS[kind].en}.",
                ),
                hint=Text("Pilih yang terpenting.", "Keep the most important."),
                where=kind,
                code="tree-many",
            )
    for name in wanted.get("indicators", ()):
        catalogue.indicator(name)
    for name in wanted.get("interventions", ()):
        intervention(name)
    for code in wanted.get("places", ()):
        _inside(code, tree.region)
    for name in wanted.get("groups", ()):
        named_group(name)
    own = tree.get(id_)
    return _with(
        tree,
        replace(
            own,
            indicators=wanted.get("indicators", own.indicators),
            interventions=wanted.get("interventions", own.interventions),
            places=wanted.get("places", own.places),
            groups=wanted.get("groups", own.groups),
        ),
    )


def _inside(code: str, region: str) -> None:
    regions.load().get(code)
    if region != regions.NATION and code != region and not code.startswith(region + "."):
        raise UserError(
            Text("Wilayah itu di luar wilayah pohon ini.", "That place lies outside the tree's region."),
            hint=Text("Pilih bagian dari wilayah pohon.", "Choose a part of the tree's region."),
            where="places",
            code="tree-place",
        )


def _label(words: str) -> Text:
    said = " ".join(words.split())
    if not 3 <= len(said) <= MOST_LETTERS:
        raise UserError(
            Text(
                f"Tulis masalah atau penyebabnya, 3 sampai {MOST_LETTERS} huruf.",
                f"Write the problem or cause, in 3 to {MOST_LETTERS} letters.",
            ),
            hint=Text("Misalnya: Sekolah lanjutan jauh dari desa.", "For example: Secondary schools are far away."),
            where="teks",
            code="tree-label",
        )
    return Text(said, said)


def _deep() -> UserError:
    return UserError(
        Text(f"Pohon paling dalam {len(LEVELS)} tingkat.", f"A tree has at most {len(LEVELS)} levels."),
        hint=Text("Letakkan di bawah simpul yang lebih atas.", "Put it below a higher box."),
        where="induk",
        code="tree-deep",
    )


def _with(tree: Tree, changed: Branch) -> Tree:
    return replace(tree, branches=tuple(changed if b.id == changed.id else b for b in tree.branches))


def _settled(tree: Tree) -> Tree:
    """Every box after the one above it, siblings in the order they stand in."""
    return replace(tree, branches=tuple(b for b, _, _ in tree.walk()))
