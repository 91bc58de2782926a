"""What the page of one box offers: indicators by theme, interventions that fit, the worst places and groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sepakat.analysis import trees
from sepakat.analysis.trees import Branch, Spot, Tree
from sepakat.analysis.trees.model import LEVELS
from sepakat.catalogue.interventions import intervention
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import places, themes
from sepakat.web.trees.presenters.shown import OptionView, option


@dataclass(frozen=True)
class Choice:
    """A box to tick. spot: what is known of it there; none for what was chosen before and is no longer worst."""

    id: str
    label: str
    spot: Spot | None
    on: bool


@dataclass(frozen=True)
class Filling:
    """indicators: offered, by theme; fitting: (option, chosen?, fits?); places, groups: choices; parents: boxes it may
    hang below; places_by, groups_by: the indicator that they are worst in."""

    branch: Branch
    level: Text
    indicators: list[tuple[str, Text, list[IndicatorView]]]
    held: list[tuple[str, Text]]
    fitting: list[tuple[OptionView, bool, bool]]
    places: list[Choice]
    groups: list[Choice]
    parents: list[tuple[str, str, bool]]
    places_by: Text | None
    groups_by: Text | None
    deepest: bool


def filling(tree: Tree, id_: str) -> Filling:
    branch = tree.get(id_)
    known = data.source().indicators()
    fit = trees.fitting(branch)
    fits = {i.id for i in fit}
    options = [(option(i), i.id in branch.interventions, True) for i in fit]
    options += [(option(intervention(n)), True, False) for n in branch.interventions if n not in fits]
    places_by, worst = _first(branch, lambda name: trees.places(data.source().profile, name, tree.region, 8))
    groups_by, among = _first(branch, lambda name: trees.groups(data.source().profile, name, tree.region, 6))
    return Filling(
        branch,
        LEVELS[tree.level(id_)],
        themes.grouped([i for i in known.values() if i.id not in branch.indicators]),
        [(name, known[name].name) for name in branch.indicators if name in known],
        options,
        _choices(worst, branch.places, {c: places.title(places.region(c)) for c in branch.places}),
        _choices(among, branch.groups, {g: str(trees.named_group(g)) for g in branch.groups}),
        _parents(tree, branch),
        known[places_by].name if places_by in known else None,
        known[groups_by].name if groups_by in known else None,
        tree.level(id_) + 1 >= len(LEVELS),
    )


def _first(branch: Branch, ask: Callable[[str], list[Spot]]) -> tuple[str, list[Spot]]:
    """The first indicator of a box that has an answer, and the answer: figures of small parts are often hidden."""
    for name in branch.indicators:
        found = ask(name)
        if found:
            return name, found
    return "", []


def _choices(spots: list[Spot], chosen: tuple[str, ...], labels: Mapping[str, str]) -> list[Choice]:
    offered = [Choice(s.id, str(s.label), s, s.id in chosen) for s in spots]
    seen = {s.id for s in spots}
    return [*offered, *(Choice(id_, labels[id_], None, True) for id_ in chosen if id_ not in seen)]


def _parents(tree: Tree, branch: Branch) -> list[tuple[str, str, bool]]:
    """Boxes that this one may hang below: not itself, nothing below it, not too deep."""
    if not branch.parent:
        return []
    own = {b.id for b, _, _ in tree.walk(branch.id)}
    room = len(LEVELS) - 1 - tree.depth(branch.id)
    return [
        (b.id, f"{number} {b.label}".strip(), b.id == branch.parent)
        for b, level, number in tree.walk()
        if b.id not in own and level < room
    ]
