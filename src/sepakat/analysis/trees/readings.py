"""Figures on a tree: what each indicator says in the region, whether that is worse than in the region above it, and
where and among whom it is worst. Published figures only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from sepakat import catalogue, engine, regions
from sepakat.analysis import feeding
from sepakat.analysis.trees.model import Tree
from sepakat.analysis.values import Figure, sign
from sepakat.analysis.verdicts import difference
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine import frames
from sepakat.engine.tabulating.answer import place

LEAST_N = 30  # fewer would lead every list by chance
# One decile is enough: the three scales nearly agree.
DIMENSIONS = ("jenis_kelamin", "kelompok_umur", "disabilitas", "desil_nasional", "tipe_daerah", "jenis_kelamin_kk")
WORSE, BETTER, SAME = "worse", "better", "same"


class Profile(Protocol):
    """Published figures, as `engine.profile.read` and the site give them."""

    def __call__(self, ids: Sequence[str], region: str, level: str, dim: str = "") -> Table: ...


@dataclass(frozen=True)
class Sign:
    """One indicator of the region. reference: the region above, empty where there is none to compare with. verdict:
    worse, better, same, or empty; words: the same with its statistical statement."""

    indicator: str
    label: Text
    value: Text
    figure: Figure
    reference: str
    reference_value: Text
    verdict: str
    words: Text


@dataclass(frozen=True)
class Spot:
    """A place or a group where an indicator is worst. id: region code or `dimension:class`."""

    id: str
    label: Text
    value: Text
    n: int


def of_release(release: Any) -> Profile:
    """The figures of a release (library and documents; the site brings its own, with surveys)."""

    def profile(ids: Sequence[str], region: str, level: str, dim: str = "") -> Table:
        return engine.profile.read(release, list(ids), region, level, dim or None)

    return profile


def read(tree: Tree, source: Any, *, smallest: float | None = None) -> dict[str, Sign]:
    """What every indicator of a tree says, by id. source: a release, or a `Profile`. smallest: percent of difference
    that counts where errors are not known (default: the dated parameter on the release's day)."""
    profile: Profile = source if callable(source) else of_release(source)
    if smallest is None:
        day = frames.day(source) if not callable(source) else None
        smallest = float(catalogue.parameter("perubahan_berarti_min", day).value) if day else 0.0
    ids, above = tree.indicators, regions.parent_code(tree.region)
    if not ids:
        return {}
    own = _rows(profile, ids, tree.region)
    upper = _rows(profile, ids, above) if above else {}
    return {name: _sign(name, own.get(name), upper.get(name), above or "", smallest) for name in ids}


def places(profile: Profile, indicator: str, region: str, count: int = 5) -> list[Spot]:
    """The parts of a region where an indicator is worst, worst first; none for a village or without a direction."""
    level = _below(region)
    turn = sign(catalogue.indicator(indicator).arah)
    if level is None or not turn:
        return []
    subject = feeding.subject(catalogue.indicator(indicator))
    found = []
    for row in _listed(profile, [indicator], region, level):
        figure = _figure(indicator, row)
        if figure.value is not None and (figure.n or 0) >= LEAST_N:
            found.append((turn * figure.value, row["region"], figure))
    found.sort(key=lambda f: (f[0], f[1]))
    return [
        Spot(code, Text(place(code), place(code)), _shown(subject, f), int(f.n or 0)) for _, code, f in found[:count]
    ]


def groups(profile: Profile, indicator: str, region: str, count: int = 5) -> list[Spot]:
    """The groups of a region where an indicator is worse than in the whole, the farthest first: at most one a
    breakdown, so that one trait does not fill the list."""
    about = catalogue.indicator(indicator)
    turn, subject = sign(about.arah), feeding.subject(about)
    whole = _rows(profile, [indicator], region).get(indicator)
    mine = _figure(indicator, whole) if whole else Figure(None)
    if not turn or mine.value is None:
        return []
    found = []
    for dim in DIMENSIONS:
        if dim == "desil_nasional" and "desil" in indicator:
            continue  # it would only repeat its definition
        worst: tuple[float, Any, Figure] | None = None
        for row in _listed(profile, [indicator], region, regions.level_of(region), dim):
            figure = _figure(indicator, row)
            if row["region"] != region or figure.value is None or (figure.n or 0) < LEAST_N:
                continue
            gap = turn * (figure.value - mine.value)
            if gap < 0 and (worst is None or gap < worst[0]):
                worst = gap, row[dim], figure
        if worst:
            found.append((worst[0], f"{dim}:{worst[1]}", worst[2]))
    found.sort(key=lambda f: (f[0], f[1]))
    return [Spot(id_, named_group(id_), _shown(subject, f), int(f.n or 0)) for _, id_, f in found[:count]]


def named_group(id_: str) -> Text:
    """`desil_nasional:1` in words. UserError `tree-group`, or that of an unknown breakdown."""
    dim, _, klass = id_.partition(":")
    known = catalogue.dimensions()
    if dim not in known:
        raise unknown_name(Text("Kelompok", "Group"), dim, known, "tree-group")
    about = known[dim]
    for code, label in about.codes().rows.items():
        if str(code) == klass:
            return Text(f"{about.label.id}: {label.id}", f"{about.label.en}: {label.en}")
    raise UserError(
        Text("Kelas kelompok itu tidak ada.", "There is no such class."),
        hint=Text("Pilih dari daftar kelompok.", "Choose from the list of groups."),
        code="tree-group",
    )


def _below(region: str) -> str | None:
    at = regions.LEVELS.index(regions.level_of(region)) + 1
    return regions.LEVELS[at] if at < len(regions.LEVELS) else None


def _listed(profile: Profile, ids: Sequence[str], region: str, level: str, dim: str = "") -> list[dict[str, Any]]:
    try:
        return profile(ids, region, level, dim).rows()
    except UserError as problem:
        if problem.code not in {"region-empty", "region-level", "dimension-unknown"}:
            raise
        return []


def _rows(profile: Profile, ids: Sequence[str], region: str) -> dict[str, dict[str, Any]]:
    rows = _listed(profile, ids, region, regions.level_of(region))
    return {row["indicator"]: row for row in rows if row["region"] == region}


def _figure(indicator: str, row: Mapping[str, Any]) -> Figure:
    sampled = row.get("se") is not None
    return feeding.figure(catalogue.indicator(indicator), {"df": None, **row}, "survei" if sampled else "registri")


def _shown(subject: Any, figure: Figure) -> Text:
    return Text(subject.show(figure.value, "id"), subject.show(figure.value, "en"))


def _sign(
    name: str, own: Mapping[str, Any] | None, upper: Mapping[str, Any] | None, above: str, smallest: float
) -> Sign:
    subject = feeding.subject(catalogue.indicator(name))
    mine = _figure(name, own) if own else Figure(None)
    other = _figure(name, upper) if upper else Figure(None)
    made = partial(Sign, name, subject.label)
    if mine.value is None:
        why = Text("angka disembunyikan: terlalu sedikit", "figure hidden: too few") if own else Text(
            "belum ada angka untuk wilayah ini", "no figure for this region yet")  # fmt: skip
        return made(Text("#" if own else "…", "#" if own else "…"), mine, "", Text("", ""), "", why)
    # A release that covers one region has the same people in the region above: nothing to compare with.
    same_people = other.n is not None and other.n == mine.n
    if other.value is None or same_people:
        return made(_shown(subject, mine), mine, "", Text("", ""), "", Text("tanpa pembanding", "nothing to compare"))
    verdict = difference(other, mine, smallest=smallest)
    apart, turn = verdict.difference or 0.0, sign(subject.direction)
    kind = "" if not turn else SAME if not verdict.real else WORSE if turn * apart < 0 else BETTER
    return made(_shown(subject, mine), mine, above, _shown(subject, other), kind, _said(subject, apart, kind, verdict))


def _said(subject: Any, apart: float, kind: str, verdict: Any) -> Text:
    if kind in (WORSE, BETTER):
        how = {WORSE: ("lebih buruk", "worse"), BETTER: ("lebih baik", "better")}[kind]
        return Text(
            f"{subject.apart(apart, 'id')} {how[0]}; {verdict.words.id}",
            f"{subject.apart(apart, 'en')} {how[1]}; {verdict.words.en}",
        )
    if kind == SAME:
        return Text(f"tidak jelas berbeda; {verdict.words.id}", f"not clearly different; {verdict.words.en}")
    way = ("lebih tinggi", "higher") if apart > 0 else ("lebih rendah", "lower")
    return Text(f"{subject.apart(apart, 'id')} {way[0]}", f"{subject.apart(apart, 'en')} {way[1]}")
