"""From weights to probabilities: shared out among rivals, with what rules and people are sure of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sepakat.core.duck import Connection
from sepakat.matching import comparing, decided, fitting, neighbours, splinking
from sepakat.matching.fitting import Floats, Ints, Pairs, Weights
from sepakat.matching.outcome import MODEL, certain_rules
from sepakat.matching.rivals import Rivals, Sides

_ROUNDS, _STEPS = 60, 4  # of the odds before comparing; of sharing out, in each
_TWIN = 10.0  # log2 odds from which two records of one list are one person
_CERTAIN = 0.98  # least probability of a link by the cascade
_VETO = 0.05  # probability of a pair whose number agrees while name and birth date do not


def stated(
    con: Connection,
    comparer: splinking.Comparer,
    weights: Weights,
    pairs: Pairs,
    weight: Floats,
    rules: list[str],
    veto: np.ndarray,
    within: bool,
) -> Floats:
    """Probabilities of these weights, shared out; what a rule linked is certain, what has only the number is not."""
    found = fitting.alone(weight) if within else _probabilities(con, comparer, weights, pairs, weight)
    certain = certain_rules(rules)
    found = np.where(certain, np.maximum(found, _CERTAIN), found)
    return np.where(veto & ~certain, np.minimum(found, _VETO), found)


def said(settled: decided.Placed, pairs: Pairs) -> npt.NDArray[np.int8]:
    """For each pair what people settled: decided.SAME, decided.DIFFERENT, or 0."""
    size = int(max(pairs.right.max(initial=0), settled.right.max(initial=0))) + 1
    codes, known = pairs.left * size + pairs.right, settled.left * size + settled.right
    found = np.zeros(len(pairs), np.int8)
    at = np.searchsorted(codes, known)
    there = at < len(codes)
    there[there] = codes[at[there]] == known[there]
    found[at[there]] = settled.said[there]
    return found


def _probabilities(
    con: Connection, comparer: splinking.Comparer, weights: Weights, pairs: Pairs, weight: Floats
) -> Floats:
    """Shared out among rivals of one and the same list, list pair by list pair; the odds before comparing are found
    with them."""
    source = sources(con)
    person = _same_list_twins(con, comparer, weights, pairs, weight, source)
    found, between = np.zeros(len(pairs)), sides(con, pairs)
    for side in np.unique(between.at):
        at = np.nonzero(between.at == side)[0]
        graph = Rivals(pairs.only(at), person)
        one = Sides(np.zeros(len(at), np.int64), between.left[[side]], between.right[[side]])
        before = one.start(weights.prior)
        for _ in range(_ROUNDS):
            p = graph.share_out(weight[at] - fitting.logit(weights.prior) + before[0], _STEPS)
            was, before = before, one.odds(p)
            if abs(float((before - was)[0])) < 0.001:
                break
        found[at] = graph.share_out(weight[at] - fitting.logit(weights.prior) + before[0])
    return found


def sources(con: Connection) -> Ints:
    """The position of the list of each uid; uid counts from 1."""
    rows = con.sql("SELECT sumber FROM rec ORDER BY uid").to_arrow_table()["sumber"].to_numpy()
    return np.concatenate([[0], rows]).astype(np.int64)


def sides(con: Connection, pairs: Pairs, share: float = 1.0) -> Sides:
    """The lists that pairs are between. share: part of all pairs that are at hand."""
    source = sources(con)
    sizes = np.bincount(source[1:]).astype(np.float64)
    codes, at = np.unique(source[pairs.left] * 64 + source[pairs.right], return_inverse=True)
    return Sides(at.astype(np.int64), sizes[codes // 64], sizes[codes % 64], share)


def _same_list_twins(
    con: Connection, comparer: splinking.Comparer, weights: Weights, pairs: Pairs, weight: Floats, source: Ints
) -> Ints:
    """For each uid the smallest uid of its own list that is clearly the same person, among records that share a
    likely partner: someone listed twice is no rival of himself."""
    person = np.arange(len(source), dtype=np.int64)
    strong = weight > 0
    con.register("kuat", pa.table({"a": pairs.left[strong], "b": pairs.right[strong]}))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE kembar AS
        WITH k AS (SELECT a, b FROM kuat UNION ALL SELECT b, a FROM kuat)
        SELECT DISTINCT x.b::INTEGER AS uid_l, y.b::INTEGER AS uid_r FROM k x JOIN k y ON x.a = y.a AND x.b < y.b
        JOIN rec l ON l.uid = x.b JOIN rec r ON r.uid = y.b WHERE l.sumber = r.sumber""")
    con.unregister("kuat")
    if comparer.compare("kembar", "banding"):
        twins = splinking.compared(con, weights.names)
        sure = (weights.of(twins) > _TWIN) & neighbours.told_apart(weights.names, twins)
        for left, right in zip(*(side[sure] for side in (twins.left, twins.right)), strict=True):
            person[right] = min(person[right], person[left])
    return person


def rules_of(con: Connection, pairs: Pairs) -> list[str]:
    """For each pair the step of the cascade that linked it, or `model`."""
    known = {(a, b): rule for a, b, rule in con.sql("SELECT uid_l, uid_r, rule FROM tautan_pasti").fetchall()}
    return [known.get(pair, MODEL) for pair in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)]


def only_number(used: tuple[comparing.Comparison, ...], pairs: Pairs) -> np.ndarray:
    """Pairs whose number agrees while name and birth date do not: the number is someone else's."""
    at = {one.name: n for n, one in enumerate(used)}
    if not {"nik", "nama", "lahir"} <= set(at):
        return np.zeros(len(pairs), bool)
    nik, name, born = (pairs.levels[at[c]] for c in ("nik", "nama", "lahir"))
    return (nik == len(comparing.NUMBER.levels)) & (name >= 0) & (name <= 1) & (born >= 0) & (born <= 2)
