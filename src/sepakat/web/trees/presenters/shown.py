"""A tree as a page shows it: boxes with their figures, options, places and groups, the picture, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sepakat import catalogue, charts
from sepakat.analysis import trees
from sepakat.analysis.trees import Branch, Sign, Tree
from sepakat.analysis.trees.model import LEVELS
from sepakat.catalogue.interventions import STRENGTH_WORDS, Intervention, intervention
from sepakat.core.table import Table
from sepakat.core.text import Text, language
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.presenters import places


@dataclass(frozen=True)
class OptionView:
    """One intervention in words. doubt: what is not confirmed about it."""

    id: str
    label: Text
    what: Text
    strength: Text
    target: Text
    programmes: str
    budget: str
    needs: Text
    doubt: str


@dataclass(frozen=True)
class BranchView:
    """One box of the outline."""

    branch: Branch
    number: str
    level: Text
    signs: tuple[Sign, ...]
    options: tuple[OptionView, ...]
    places: tuple[tuple[str, str], ...]
    groups: tuple[Text, ...]
    missing: tuple[Text, ...]
    children: tuple[BranchView, ...]


@dataclass(frozen=True)
class TreeView:
    """root: the outline from the problem on; picture: SVG; compared: the region above whose figures are the measure."""

    tree: Tree
    region: Region
    place: str
    root: BranchView
    picture: str
    compared: str
    missing: int


def view(tree: Tree) -> TreeView:
    """The tree with figures of the current release."""
    signs = read(tree)
    region = places.region(tree.region)
    where = places.title(region)
    above = next((s.reference for s in signs.values() if s.reference), "")
    advice: dict[str, list[Text]] = {}
    for id_, words in trees.advice(tree):
        advice.setdefault(id_, []).append(words)
    title = Text(f"Pohon masalah: {tree.title.id}, {where}", f"Problem tree: {tree.title.en}, {where}")
    return TreeView(
        tree,
        region,
        where,
        _branch(tree, tree.root, signs, advice, 0, ""),
        charts.draw("problem_tree", trees.picture(tree, signs), title=title),
        places.title(places.region(above)) if above else "",
        sum(len(found) for found in advice.values()),
    )


def read(tree: Tree) -> Mapping[str, Sign]:
    """Figures of the current release on a tree; kept by release, since pages of one tree follow each other."""
    return _read(data.stamp(), tree)


@lru_cache(maxsize=64)
def _read(_stamp: str, tree: Tree) -> Mapping[str, Sign]:
    return trees.read(tree, data.source().profile, smallest=smallest())


def smallest() -> float:
    """The dated rule for differences without a known error."""
    day = data.release().date
    return float(catalogue.parameter("perubahan_berarti_min", day).value) if day else 0.0


def table(tree: Tree) -> Table:
    return trees.table(tree, read(tree), data.release())


def option(found: Intervention) -> OptionView:
    """An intervention with what is known of it."""
    known = catalogue.programmes()
    names = [str(known[p].label) for p in found.programmes if p in known] + list(found.others)
    doubt = []
    if found.evidence.status == "belum dikonfirmasi":
        doubt.append(str(Text("bukti", "evidence")))
    if found.budget.status == "belum dikonfirmasi":
        doubt.append(str(Text("kode anggaran", "budget code")))
    budget = f"{found.budget.code} {found.budget.label}" if found.budget.code else str(found.budget.label)
    return OptionView(
        found.id,
        found.label,
        found.what,
        STRENGTH_WORDS[found.evidence.strength],
        found.target,
        ", ".join(names),
        budget,
        found.needs,
        str(Text(" dan ", " and ")).join(doubt),
    )


def _branch(
    tree: Tree, branch: Branch, signs: Mapping[str, Sign], advice: Mapping[str, list[Text]], level: int, number: str
) -> BranchView:
    children = tuple(
        _branch(tree, child, signs, advice, level + 1, f"{number}.{i}".lstrip("."))
        for i, child in enumerate(tree.below(branch.id), 1)
    )
    return BranchView(
        branch,
        number,
        LEVELS[level],
        tuple(signs[name] for name in branch.indicators if name in signs),
        tuple(option(intervention(name)) for name in branch.interventions),
        tuple((code, places.title(places.region(code))) for code in branch.places),
        tuple(trees.named_group(name) for name in branch.groups),
        tuple(advice.get(branch.id, ())),
        children,
    )


def lead(shown: TreeView) -> str:
    """How many of the tree's indicators are worse than in the region above, in one sentence."""
    signs = read(shown.tree)
    judged = [s for s in signs.values() if s.verdict]
    worse = sum(s.verdict == "worse" for s in judged)
    if not judged:
        return str(Text(
            f"{len(signs)} indikator di pohon ini; tidak ada wilayah pembanding.",
            f"{len(signs)} indicators on this tree; there is nothing to compare with.",
        ))  # fmt: skip
    return str(Text(
        f"{worse} dari {len(judged)} indikator di pohon ini lebih buruk daripada {shown.compared}.",
        f"{worse} of {len(judged)} indicators on this tree are worse than in {shown.compared}.",
    ))  # fmt: skip


def file_name(tree: Tree) -> str:
    """A name for files: letters and region, no spaces."""
    words = "".join(c if c.isalnum() else "-" for c in tree.title.in_(language()).lower()).strip("-")[:40]
    return f"pohon-masalah-{words}-{tree.region}"
