"""What people settled reaches the next run: records found again, pairs joined or parted, the model not flattered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sepakat.core import UserError, duck
from sepakat.core.duck import Connection
from sepakat.matching import PersonList, clusters, decided, keeping, match, neighbours, normalising, splinking
from sepakat.matching.outcome import Matching
from tests import matching_people

SOURCES = ("kiri", "kanan")


def told(*rows: dict[str, Any]) -> pa.Table:
    default = {"left_source": "kiri", "right_source": "kanan", "run": "r1", "run_left": 1, "run_right": 1}
    return pa.Table.from_pylist([default | {"run_left": n} | row for n, row in enumerate(rows)], decided.TOLD)


@pytest.fixture(scope="module")
def lists() -> list[PersonList]:
    made = matching_people.people(400, seed=5)
    return [
        PersonList(name, matching_people.table(rows), "")
        for name, rows in zip(SOURCES, (made.left, made.right), strict=True)
    ]


def records(con: Connection, lists: list[PersonList]) -> dict[tuple[int, str], bytes]:
    normalising.load(con, lists)
    rows = con.sql(f"SELECT sumber, id, {keeping.PRINT} FROM rec").fetchall()
    return {(source, ident): seal for source, ident, seal in rows}


def links(done: Matching) -> dict[tuple[str, str], tuple[float, str]]:
    return {(r["left_id"], r["right_id"]): (r["probability"], r["rule"]) for r in done.links().to_pylist()}


def test_records_are_found_by_id_or_by_fingerprint_and_the_last_word_counts(lists: list[PersonList]) -> None:
    con = duck.connect()
    seals = records(con, lists)
    placed = decided.place(
        con,
        SOURCES,
        told(
            {"left_id": "L3", "right_id": "R5", "said": 1},
            {"left_id": "L4", "right_print": seals[1, "R6"], "said": -1},
            {"left_id": "L3", "right_id": "R5", "said": -1},
            {"left_source": "kanan", "left_id": "R7", "right_source": "kiri", "right_print": seals[0, "L8"], "said": 1},
            {"left_id": "L9", "right_print": b"nobody", "said": 1},
            {"left_id": "gone", "right_id": "R1", "said": 1},
        ),
        within=False,
    )
    found = {(r["left_id"], r["right_id"]): r["said"] for r in placed.rows.to_pylist()}
    assert found == {("L3", "R5"): -1, ("L4", "R6"): -1, ("R7", "L8"): 1}
    assert (placed.left < placed.right).all() and placed.unplaced == 3  # the two that are gone, and the earlier word


def test_a_fingerprint_that_two_records_share_says_nothing() -> None:
    twins = matching_people.table([dict.fromkeys(matching_people.COLUMNS) | {"id": n, "nama": "Ani"} for n in "12"])
    con = duck.connect()
    seals = records(con, [PersonList(name, twins, "") for name in SOURCES])
    row = {"left_id": "1", "right_print": seals[1, "1"], "said": 1}
    assert len(decided.place(con, SOURCES, told(row), within=False).left) == 0


@pytest.fixture(scope="module")
def plain(lists: list[PersonList]) -> Iterator[Matching]:
    """The lists matched before anybody said anything."""
    with pytest.MonkeyPatch.context() as patch:
        for room, fewer in ((splinking, 100_000), (neighbours, 20_000)):  # seconds saved
            patch.setattr(room, "_PAIRS", fewer)
        with match(lists) as done:
            yield done


def test_a_settled_pair_is_joined_or_parted_whatever_the_rules_say(plain: Matching, lists: list[PersonList]) -> None:
    before = links(plain)
    by_rule = next(pair for pair, (_, rule) in before.items() if rule == "nik_nama")
    by_model = next(pair for pair, (_, rule) in before.items() if rule == "model")
    strangers = ("L0", next(r for r in lists[1].rows["id"].to_pylist() if r not in {b for _, b in before}))
    assert strangers not in before
    said = told(
        *({"left_id": a, "right_id": b, "said": -1} for a, b in (by_rule, by_model)),
        {"left_id": strangers[0], "right_id": strangers[1], "said": 1},
    )
    with match(lists, since=plain.records(), told=said) as done:
        after = links(done)
        assert by_rule not in after and by_model not in after
        assert after[strangers] == (1.0, decided.RULE)
        assert not any(pair != strangers and strangers[0] == pair[0] for pair in after)  # rivals give way
        person = {(r["source"], r["id"]): r["cluster_id"] for r in done.clusters().to_pylist()}
        assert person["kiri", strangers[0]] == person["kanan", strangers[1]]
        assert person["kiri", by_rule[0]] != person["kanan", by_rule[1]]
        reasons = {(r["left_id"], r["right_id"]): r["rule"] for r in done.explanations()}
        assert reasons[strangers] == str(decided.WORDS)
        at = int(np.nonzero(done.scored.said == decided.SAME)[0][0])
        assert done.unaided()[at] < 0.5 < done.scored.probability[at]  # labels are held against the model's own word
        near = {(r["left_id"], r["right_id"]) for r in done.near().to_pylist()}
        assert not near & {by_rule, by_model, strangers}


def test_records_kept_apart_do_not_meet_through_a_third() -> None:
    left, right, source = np.array([0, 1]), np.array([2, 2]), np.array([0, 1, 2])
    chance = np.array([0.9, 0.99])
    assert len(set(clusters.connected(3, left, right, chance, source).tolist())) == 1
    apart = (np.array([0]), np.array([1]))
    assert clusters.connected(3, left, right, chance, source, apart).tolist() == [0, 1, 1]
    inside = np.zeros(3, np.int64)  # one list: those linked stay together
    assert clusters.connected(3, left, right, chance, inside, apart).tolist() == [0, 1, 1]


def test_a_model_and_an_earlier_run_are_not_both_followed(plain: Matching, lists: list[PersonList]) -> None:
    with pytest.raises(UserError) as error:
        match(lists, since=plain.records(), model=plain.model)
    assert error.value.code == "since-model"
