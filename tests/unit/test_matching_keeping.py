"""What a run keeps of its records: who is known again, which pairs are carried over, and ids that were given anew."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.matching import comparing, keeping, normalising
from sepakat.matching.fitting import Pairs, Weights
from sepakat.matching.keeping import Kept
from sepakat.matching.lists import COLUMNS, PersonList
from sepakat.matching.model import Model

NAMES = ("nama", "lahir")


def load(*lists: list[tuple[str, str]]) -> Connection:
    """`rec` of lists of (id, name)."""
    con = duck.connect()
    made = [
        PersonList(
            source,
            pa.table({c: pa.array([dict(zip(("id", "nama"), r, strict=True)).get(c) for r in rows], pa.string())
                      for c in COLUMNS}),
            "",
        )
        for source, rows in zip(("a", "b"), lists, strict=False)
    ]  # fmt: skip
    normalising.load(con, made)
    return con


def kept(con: Connection, pairs: list[tuple[int, int, list[int], float]]) -> Kept:
    left, right, levels, rare = ([p[n] for p in pairs] for n in range(4))
    rows = keeping.records(
        con, Pairs(np.array(left), np.array(right), np.array(levels, np.int8).T, np.array(rare, np.float64))
    )
    sizes = [len(comparing.named(name).levels) + 1 for name in NAMES]
    flat = tuple(np.full(n, 1 / n) for n in sizes)
    return Kept(("a", "b"), rows, Model(Weights(NAMES, flat, flat, 0.01), 0.5, dt.date(2026, 1, 1), {}))


A = [("1", "Ani"), ("2", "Budi"), ("3", "Cici")]
B = [("1", "Ani"), ("2", "Bambang")]
# uid: 1 Ani, 2 Budi, 3 Cici of a; 4 Ani, 5 Bambang of b
PAIRS = [(1, 4, [6, -1], 1.5), (2, 5, [2, 3], 0.0), (3, 4, [0, 1], 0.0)]


def test_pairs_of_records_that_are_as_they_were_are_carried_over() -> None:
    before = kept(load(A, B), PAIRS)
    # Budi is Budiman now, Dodo is new, and b numbers its rows anew
    con = load([("1", "Ani"), ("2", "Budiman"), ("3", "Cici"), ("4", "Dodo")], [("8", "Bambang"), ("9", "Ani")])
    found = keeping.mark(con, before, ("a", "b"), NAMES)
    new = {(s, i) for s, i in con.sql("SELECT sumber, id FROM rec WHERE baru").fetchall()}
    assert new == {(0, "2"), (0, "4")}
    ids = dict(con.sql("SELECT uid, sumber || id FROM rec").fetchall())
    carried = [(ids[a], ids[b]) for a, b in zip(found.left.tolist(), found.right.tolist(), strict=True)]
    assert carried == [("01", "19"), ("03", "19")]
    assert found.levels.tolist() == [[6, 0], [-1, 1]] and found.rare.tolist() == [1.5, 0.0]


def test_a_record_whose_partner_by_rule_is_another_is_new() -> None:
    before = kept(load(A, B), PAIRS)
    con = load(A, B)
    con.execute("UPDATE rec SET tuntas = 2 WHERE id = '1' AND sumber = 0")
    assert keeping.mark(con, before, ("a", "b"), ("lahir",)).levels.tolist() == [[3, 1]]
    assert con.sql("SELECT uid FROM rec WHERE baru").fetchall() == [(1,)]


def test_of_two_alike_each_is_known_once() -> None:
    before = kept(load([("1", "Ani"), ("2", "Ani")], B), [(1, 3, [6, -1], 0.0)])
    con = load([("1", "Ani"), ("2", "Ani"), ("3", "Ani")], B)
    keeping.mark(con, before, ("a", "b"), NAMES)
    assert con.sql("SELECT id FROM rec WHERE baru").fetchall() == [("3",)]


def test_clusters_follow_records_to_their_new_ids() -> None:
    before = kept(load(A, B), PAIRS)
    con = load([("1", "Ani"), ("2", "Budiman"), ("3", "Cici")], [("2", "Ani"), ("1", "Bambangan")])
    keeping.mark(con, before, ("a", "b"), NAMES)
    was = pa.table({"source": [*"aaabb"], "id": [1, 2, 3, 1, 2], "cluster_id": [10, 20, 30, 10, 20]})
    found = keeping.renamed(con, before, was, stable=["a"]).to_pylist()
    # Budi changed, but ids of a last: he keeps his say. Bambang changed, and ids of b do not.
    assert sorted((r["source"], r["id"], r["cluster_id"]) for r in found) == [
        ("a", "1", 10),
        ("a", "2", 20),
        ("a", "3", 30),
        ("b", "2", 10),
    ]
