"""Attacks on free tables: what somebody who asks for everything can work out.

The attacker knows the method and asks for every cell of every question with up to two attributes, at every level, over
a registry in which some answers are rare. Figures are compared with the truth that the attacker does not have.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sepakat import engine
from sepakat.engine import tabulating
from tests.tabulating_people import NOISE, SECRET, UNIONS, VILLAGES, Slow, people, registry

NAMES = ("jenis_kelamin", "kelompok_umur", "disabilitas", "desil_nasional")
IDS = {"kelompok_umur": ("0-14", "15-59"), "desil_nasional": ("1-2", "1-4", "5-10")}


@pytest.fixture(scope="module")
def rows():
    return people(900, seed=11, rare=0.01)


@pytest.fixture(scope="module")
def release(rows, tmp_path_factory):
    return registry(tmp_path_factory.mktemp("attack"), rows)


@pytest.fixture(scope="module")
def asked(release, rows):
    """Every cell: its conditions, its people (the truth), its figure or None."""
    slow, found = Slow(rows), []
    levels = ("nasional", "kabupaten", "kecamatan", "desa")
    for first in [None, *NAMES]:
        for second in [None, *NAMES]:
            if first == second and first is not None:
                continue
            if first is not None and not IDS.get(first) and NAMES.index(first) > NAMES.index(second or first):
                continue  # the same pair the other way round is asked once
            chosen = [()] if first is None else [(f"{first}:{k}",) for k in IDS.get(first, ())] or [()]
            by = [b for b in (second, first if chosen == [()] else None) if b]
            for some, level in itertools.product(chosen, levels):
                table = engine.tabulate(release, "orang", some, "00", by, level=level, secret=SECRET)
                for row in table.rows():
                    own = {b: frozenset([row[b]]) for b in by}
                    for one in some:
                        name, _, klass = one.partition(":")
                        own[name] = frozenset(UNIONS[name][IDS[name].index(klass)])
                    region = row["region"]
                    key = (region, tuple(sorted((n, tuple(sorted(c, key=str))) for n, c in own.items())))
                    found.append((key, slow.who(region, own), row["n"]))
    return found


def test_the_same_people_have_one_figure_by_whatever_route(asked):
    figures: dict[frozenset[int], set[int]] = {}
    routes: dict[frozenset[int], set[object]] = {}
    for key, who, n in asked:
        if n is not None:
            figures.setdefault(who, set()).add(n)
            routes.setdefault(who, set()).add(key)
    assert sum(len(r) > 1 for r in routes.values()) >= 3, "the same people should be reachable by several routes"
    assert all(len(n) == 1 for n in figures.values())


def test_no_shown_figure_is_one_person_short_of_another(asked):
    """Of two shown cells, one defined by fewer conditions, the difference is never a single person, nor nobody: equal
    figures would tell that nobody is left out, unequal ones that somebody is."""
    shown = {(key, who) for key, who, n in asked if n is not None}
    pairs = tight = 0
    for (region, conditions), who in shown:
        for (other, fewer), whole in shown:
            inside = other == "00" or (region + ".").startswith(other + ".")
            if inside and (region, conditions) != (other, fewer) and set(fewer) <= set(conditions) and who <= whole:
                wide = region != other and not _alone(region, other, shown)
                if conditions == fewer and not wide:
                    continue  # a region that is all of the one above: everyone knows that they are the same
                pairs += 1
                tight += len(whole - who) <= 1
    assert pairs > 300
    assert tight == 0


def _alone(region, other, shown):
    """Whether a region is known to be all of the one above: the release covers nothing else of it."""
    covers = {v for v in VILLAGES if other == "00" or v.startswith(other)}
    return covers == {v for v in VILLAGES if v.startswith(region)}


def test_figures_never_tell_of_fewer_than_the_minimum(asked):
    assert min(n for _, _, n in asked if n is not None) >= NOISE.minimum
    hidden = [len(who) for _, who, n in asked if n is None]
    assert {0, 1, 2} <= set(hidden), "cells of nobody, one and two persons look alike"


def test_errors_are_bounded_and_cancel_out(asked):
    off = {who: n - len(who) for _, who, n in asked if n is not None and len(who) > 30}
    errors = np.array(list(off.values()))
    assert len(errors) > 100
    assert np.abs(errors).max() <= NOISE.most
    assert abs(errors.mean()) < 4 * 4 / np.sqrt(len(errors))
    assert errors.std() == pytest.approx(4, rel=0.25)


def test_taking_away_the_other_parts_leaves_an_error_larger_than_a_person():
    """The hidden rest of a whole, as whole minus the shown parts: its error has the spread of all the figures used."""
    rng = np.random.default_rng(5)
    size = 4000
    parts = rng.integers(20, 400, (size, 4))
    rest = rng.integers(0, 4, size)
    keys = rng.integers(0, 2**48, (size, 5), dtype=np.uint64)
    with np.errstate(over="ignore"):
        whole_key = keys.sum(axis=1)
    shown = np.stack([NOISE.counts(parts[:, i], keys[:, i], SECRET) for i in range(4)], axis=1)
    whole = NOISE.counts(parts.sum(axis=1) + rest, whole_key, SECRET)
    error = whole - shown.sum(axis=1) - rest
    assert error.std() == pytest.approx(np.sqrt(5 * 16), rel=0.1)
    guess = np.clip(whole - shown.sum(axis=1), 0, 3)
    assert (guess == rest).mean() < 0.40, "guessing by chance is right in a quarter"


def test_averaging_over_every_way_of_dividing_still_leaves_more_than_a_person():
    """The best linear estimate of a large count from itself and from its sums over all attributes of the course, taken
    one at a time (40 attributes of two to nine classes): spread as theory says, and above the stated bound of 1."""
    rng = np.random.default_rng(6)
    classes = [2] * 22 + [3] * 4 + [4] * 8 + [6] * 4 + [9] * 2
    weight = np.array([1.0, *(1 / k for k in classes)])
    error = []
    for _ in range(300):
        draws = [NOISE.counts(np.array([900]), rng.integers(0, 2**48, 1, dtype=np.uint64), SECRET)[0] - 900.0]
        for k in classes:
            keys = rng.integers(0, 2**48, k, dtype=np.uint64)
            draws.append(float((NOISE.counts(np.full(k, 100), keys, SECRET) - 100).sum()))
        error.append(np.average(draws, weights=weight))
    theory = np.sqrt(16 / weight.sum())
    assert np.std(error) == pytest.approx(theory, rel=0.2)
    assert theory > 0.9


def test_another_release_tells_nothing_of_people_who_stayed(rows, tmp_path):
    """Other order, other file sizes, newcomers elsewhere: where the people are the same, so is the figure."""
    first = registry(tmp_path / "a", rows)
    moved = [
        *reversed(rows),
        *({**r, "person_id": r["person_id"] + 5000} for r in rows if r["village_code"] == VILLAGES[3]),
    ]
    second = registry(tmp_path / "b", moved, "20251101-01")
    for by in ((), ("jenis_kelamin",), ("kelompok_umur", "jenis_kelamin")):
        one, two = (engine.tabulate(r, "orang", (), "53.01", by, level="desa", secret=SECRET) for r in (first, second))
        drop = ["release"]
        assert one.data.drop_columns(drop).equals(two.data.drop_columns(drop))


def test_one_newcomer_changes_the_figure_by_noise_not_by_one(rows, tmp_path):
    """Had the noise stayed, two releases would tell to the last person who came."""
    changes = []
    for extra in range(1, 13):
        came = [*rows, {**rows[0], "person_id": 9000 + extra, "village_code": VILLAGES[0]}]
        table = engine.tabulate(registry(tmp_path / str(extra), came), "orang", (), "53.01.05", (), secret=SECRET)
        changes.append(table.rows()[0]["n"])
    assert len(set(changes)) > 4


def test_the_attributes_of_one_table_are_limited(release):
    known = list(tabulating.attributes(release, "orang"))
    with pytest.raises(Exception, match="ciri") as caught:
        engine.tabulate(release, "orang", [f"{n}:1" for n in known[:3]], "00", known[3:5], secret=SECRET)
    assert caught.value.code == "table-attributes"
