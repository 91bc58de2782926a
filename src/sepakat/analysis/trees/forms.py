"""Trees in and out: an example of the catalogue, an indicator, JSON. Form `pohon-masalah/1`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sepakat import catalogue, regions
from sepakat.analysis.trees import editing
from sepakat.analysis.trees.model import LEVELS, MOST_BRANCHES, Branch, Tree
from sepakat.catalogue.interventions import for_indicator
from sepakat.catalogue.problem_trees import example_tree
from sepakat.core.errors import UserError
from sepakat.core.text import Text

FORM = "pohon-masalah/1"


def load(source: str | Path | Mapping[str, Any], region: str = regions.NATION) -> Tree:
    """A tree: from the id of an example (for `region`), the path of a JSON file, or JSON that has been read.

    UserError `unknown-tree`, `tree-form`, and those of `from_json`.
    """
    if isinstance(source, Mapping):
        return from_json(source)
    path = Path(source)
    if path.suffix == ".json":
        try:
            return from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, ValueError):
            raise _form(path.name) from None
    return from_example(str(source), region)


def from_example(id_: str, region: str) -> Tree:
    """An example of the catalogue for a region. UserError `unknown-tree`, region codes."""
    found = example_tree(id_)
    branches = tuple(Branch(b.id, b.parent, b.label, b.indicators, b.interventions) for b in found.branches)
    return Tree(found.label, regions.load().get(region).code, branches)


def from_indicator(id_: str, region: str) -> Tree:
    """A tree with one box: the problem that an indicator tells. UserError `unknown-indicator`, region codes."""
    found = catalogue.indicator(id_)
    usual = tuple(i.id for i in for_indicator(id_)[:2])
    root = Branch("masalah", "", found.label, (found.id,), usual)
    return Tree(found.label, regions.load().get(region).code, (root,))


def to_json(tree: Tree) -> dict[str, Any]:
    """The tree as plain data: what is kept, downloaded and taken in again."""
    return {
        "bentuk": FORM,
        "judul": tree.title.id,
        "judul_en": tree.title.en,
        "wilayah": tree.region,
        "simpul": [
            {
                "id": b.id,
                "induk": b.parent,
                "teks": b.label.id,
                "teks_en": b.label.en,
                "indikator": list(b.indicators),
                "intervensi": list(b.interventions),
                "wilayah": list(b.places),
                "kelompok": list(b.groups),
            }
            for b in tree.branches
        ],
    }


def from_json(data: Mapping[str, Any]) -> Tree:
    """The tree of `to_json`, checked. UserError `tree-form`; `tree-many`, unknown names and codes as of the edits."""
    try:
        if data["bentuk"] != FORM or not 1 <= len(data["simpul"]) <= MOST_BRANCHES:
            raise _form()
        title = Text(str(data["judul"]), str(data.get("judul_en") or data["judul"]))
        branches = [
            Branch(str(s["id"]), str(s["induk"]), Text(str(s["teks"]), str(s.get("teks_en") or s["teks"])))
            for s in data["simpul"]
        ]
        hung = [
            {
                "indicators": [str(x) for x in s.get("indikator", ())],
                "interventions": [str(x) for x in s.get("intervensi", ())],
                "places": [str(x) for x in s.get("wilayah", ())],
                "groups": [str(x) for x in s.get("kelompok", ())],
            }
            for s in data["simpul"]
        ]
        region = str(data["wilayah"])
    except (KeyError, TypeError, AttributeError):
        raise _form() from None
    _shaped(branches)
    tree = Tree(title, regions.load().get(region).code, tuple(branches))
    for branch, given in zip(branches, hung, strict=True):
        tree = editing.attach(tree, branch.id, **given)
    return tree


def _shaped(branches: list[Branch]) -> None:
    """One problem first, each box once and after the one above it, not deeper than a tree may be."""
    levels: dict[str, int] = {}
    for i, branch in enumerate(branches):
        known = branch.parent in levels if i else not branch.parent
        if not branch.id or branch.id in levels or not known:
            raise _form()
        levels[branch.id] = levels.get(branch.parent, -1) + 1
        if levels[branch.id] >= len(LEVELS):
            raise _form()


def _form(name: str | None = None) -> UserError:
    return UserError(
        Text("Berkas ini bukan pohon masalah.", "This file is no problem tree."),
        detail=Text(f"Bentuknya harus `{FORM}`.", f"Its form must be `{FORM}`."),
        hint=Text("Pakai berkas JSON yang diunduh dari laman pohon.", "Use the JSON downloaded from a tree's page."),
        where=name,
        code="tree-form",
    )
