"""One run: lists in, links out. Cascade first, then the model on what is left, then one partner per record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from sepakat.core import duck
from sepakat.core.duck import Connection
from sepakat.core.errors import UserError
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.matching import (
    blocking,
    cascade,
    comparing,
    fitting,
    keeping,
    neighbours,
    normalising,
    splinking,
    villages,
)
from sepakat.matching.fitting import Floats, Ints, Pairs, Weights
from sepakat.matching.keeping import Kept
from sepakat.matching.lists import PersonList
from sepakat.matching.model import Model
from sepakat.matching.outcome import MODEL, Matching, Scored

THRESHOLD = 0.5
TRAINING = 60_000  # records whose pairs the model is fitted on, at most
_CHUNK = 2_000_000  # pairs compared at a time
_KEEP = -10.0  # log2 odds below which a pair is forgotten
_CERTAIN = 0.98  # least probability of a link by the cascade
_VETO = 0.05  # probability of a pair whose number agrees while name and birth date do not


def match(
    lists: Sequence[PersonList],
    *,
    threshold: float | None = None,
    model: Model | None = None,
    since: Kept | None = None,
    spill: Path | None = None,
    progress: Progress = SILENT,
) -> Matching:
    """Match two or more lists, or find those who are twice in one. model: one trained before, else one is trained.
    threshold: least probability of a link; that of the model, or THRESHOLD, unless given. since: what a run before kept
    of the same lists: only records that are new or changed are compared, with its model.

    UserError nothing-to-compare where no column has values in two lists; since-lists.
    """
    within = len(lists) == 1
    model = since.model if since is not None else model
    con = duck.connect(spill)
    con.execute("SET preserve_insertion_order=true")
    done = Matching(con, lists, within, since)
    with progress.step(Text("Menormalkan nama dan tanggal", "Normalising names and dates")):
        normalising.load(con, lists)
        villages.align(con, len(lists))
    used = _comparable(con, within)
    if model is not None:
        used = tuple(c for c in used if c.name in model.weights.names)
    with progress.step(Text("Memadankan dengan aturan pasti", "Matching by exact rules")):
        done.by_rule = cascade.run(con, within=within)
        _mark_done(con, within)
    names = tuple(one.name for one in used)
    old = keeping.mark(con, since, [one.source for one in lists], names) if since is not None else None
    with progress.step(Text("Melatih model", "Training the model")):
        if since is not None:
            weights, training = since.model.weights.only(names), since.model.training
            comparer = splinking.Comparer(con, used, {k: v["u"] for k, v in weights.chances().items()})
        else:
            weights, training, comparer = _train(con, used, within, model)
    with progress.step(Text("Membandingkan pasangan", "Comparing pairs")) as step:
        blocking.pairs(con, "rec", within=within)
        con.execute(
            "INSERT INTO pasangan SELECT uid_l, uid_r FROM tautan_pasti ANTI JOIN pasangan USING (uid_l, uid_r)"
        )
        if old is not None:
            con.register("pasangan_lama", pa.table({"uid_l": old.left, "uid_r": old.right}))
            con.execute(
                "CREATE OR REPLACE TEMP TABLE pasangan AS "
                "SELECT * FROM pasangan ANTI JOIN pasangan_lama USING (uid_l, uid_r)"
            )
            con.unregister("pasangan_lama")
        done.compared = int(con.sql("SELECT count(*) FROM pasangan").fetchall()[0][0])
        pairs = _compare(con, comparer, weights, step)
        if old is not None:
            pairs = _joined([pairs, old])
    weight = weights.of(pairs)
    probability = fitting.alone(weight) if within else _probabilities(con, comparer, weights, pairs, weight)
    rules = _rules(con, pairs)
    certain = np.array([rule != MODEL for rule in rules], bool)
    probability = np.where(certain, np.maximum(probability, _CERTAIN), probability)
    probability = np.where(_only_number(used, pairs) & ~certain, np.minimum(probability, _VETO), probability)
    stated = probability
    if model is not None and model.calibration is not None:
        probability = np.where(certain, probability, model.calibration.of(probability))
    done.scored = Scored(pairs, weight, probability, rules, stated)
    hashes = {one.source: one.hash for one in lists}
    done.model = Model(
        weights,
        threshold if threshold is not None else model.threshold if model else THRESHOLD,
        model.made if model else dt.date.today(),
        model.training if model else training,
        model.data if model else hashes,
        model.calibration if model else None,
    )
    return done


def _comparable(con: Connection, within: bool) -> tuple[comparing.Comparison, ...]:
    """The comparisons that have values on both sides of some pair."""
    used = []
    for one in comparing.ALL:
        known = " OR ".join(f"{c} IS NOT NULL" for c in one.needs)
        lists = con.sql(f"SELECT count(DISTINCT sumber) FROM rec WHERE {known}").fetchall()[0][0]
        if lists >= (1 if within else 2):
            used.append(one)
    if not used:
        raise UserError(
            Text("Daftar-daftar ini tidak punya kolom yang sama-sama terisi.", "These lists share no filled column."),
            hint=Text("Isi paling sedikit kolom nama, atau nik.", "Fill at least the column nama, or nik."),
            code="nothing-to-compare",
        )
    return tuple(used)


def _mark_done(con: Connection, within: bool) -> None:
    """Set the bit of a list on each record that the cascade has linked to it. Inside one list nobody is done: there
    may be a third."""
    if within:
        return
    con.execute("""
        UPDATE rec SET tuntas = d.bits FROM (
            SELECT uid, bit_or(1::BIGINT << lawan) AS bits FROM (
                SELECT uid_l AS uid, r.sumber AS lawan FROM tautan_pasti JOIN rec r ON r.uid = uid_r
                UNION ALL SELECT uid_r, l.sumber FROM tautan_pasti JOIN rec l ON l.uid = uid_l)
            GROUP BY uid) d
        WHERE d.uid = rec.uid""")


def _sizes(con: Connection) -> list[int]:
    return [int(n) for (n,) in con.sql("SELECT count(*) FROM rec GROUP BY sumber ORDER BY sumber").fetchall()]


def _possible(sizes: list[int], within: bool) -> float:
    """Pairs that there could be."""
    if within:
        return sizes[0] * (sizes[0] - 1) / 2
    return (sum(sizes) ** 2 - sum(n * n for n in sizes)) / 2


def _train(
    con: Connection, used: tuple[comparing.Comparison, ...], within: bool, model: Model | None
) -> tuple[Weights, dict[str, float], splinking.Comparer]:
    """Weights for these lists: trained on the pairs of a sample of records, or, with a model, its weights with the
    prior of these lists. And what compared them: u, which it needs, is not fitted."""
    names = tuple(c.name for c in used)
    if model is None:
        chances = splinking.random_agreement(con, used)
        u = tuple(np.array(chances[name][::-1]) for name in names)
        m = fitting.start(tuple(len(one) for one in u))
    else:
        m, u = model.weights.only(names).m, model.weights.only(names).u
    sizes = _sizes(con)
    share = min(1.0, TRAINING / sum(sizes))
    con.execute(f"""
        CREATE OR REPLACE TEMP VIEW rec_latih AS
        SELECT * REPLACE (CASE WHEN hash(uid) % 1000000 < {int(share * 1e6)} THEN 0 ELSE {2 ** len(sizes) - 1} END
                          AS tuntas) FROM rec""")
    blocking.pairs(con, "rec_latih", within=within)
    comparer = splinking.Comparer(con, used, {n: [float(x) for x in v[::-1]] for n, v in zip(names, u, strict=True)})
    comparer.compare("pasangan", "banding")
    pairs = _pairs(con, names)
    possible = max(2.0, _possible(sizes, within) * (1 - (1 - share) ** 2))
    begin = Weights(names, m, u, min(0.3, max(1.0, 0.2 * share * min(sizes)) / possible))
    if model is None:
        first = fitting.fit(pairs, begin, possible, rivals=not within)
        begin = replace(first, local=neighbours.local_agreement(con, comparer, first, _pairs))
    else:
        begin = replace(begin, local=model.weights.local_of(names))
    weights = fitting.fit(pairs, begin, possible, rivals=not within, hold=model is not None)
    facts = {
        "catatan": sum(sizes),
        "catatan_latih": round(share * sum(sizes)),
        "pasangan": len(pairs),
        "pasangan_sama": round(weights.prior * possible, 1),
    }
    return weights, facts, comparer


def _pairs(con: Connection, names: tuple[str, ...], keep: str = "TRUE") -> Pairs:
    """Rows of the table `banding` as arrays, in order of uid."""
    data = duck.arrow(con, f"SELECT * FROM banding WHERE {keep} ORDER BY uid_l, uid_r")
    return Pairs(
        data["uid_l"].to_numpy().astype(np.int64),
        data["uid_r"].to_numpy().astype(np.int64),
        np.array([data[name].to_numpy() for name in names], np.int8).reshape(len(names), data.num_rows),
        data["langka"].to_numpy().astype(np.float64),
    )


def _compare(con: Connection, comparer: splinking.Comparer, weights: Weights, step: object) -> Pairs:
    """Compare the table `pasangan` chunk by chunk; keep pairs that are not hopeless."""
    total = int(con.sql("SELECT count(*) FROM pasangan").fetchall()[0][0])
    chunks = max(1, -(-total // _CHUNK))
    kept = []
    for chunk in range(chunks):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE potong AS SELECT * FROM pasangan WHERE hash(uid_l) % {chunks} = {chunk}"
        )
        comparer.compare("potong", "banding")
        part = _pairs(con, weights.names)
        kept.append(_only(part, weights.of(part) > _KEEP))
    con.execute("DROP TABLE IF EXISTS potong")
    return _joined(kept)


def _only(pairs: Pairs, keep: np.ndarray) -> Pairs:
    return Pairs(pairs.left[keep], pairs.right[keep], pairs.levels[:, keep], pairs.rare[keep])


def _joined(parts: Sequence[Pairs]) -> Pairs:
    left, right = (np.concatenate([getattr(p, side) for p in parts]) for side in ("left", "right"))
    order = np.lexsort((right, left))
    return Pairs(
        left[order],
        right[order],
        np.concatenate([p.levels for p in parts], axis=1)[:, order],
        np.concatenate([p.rare for p in parts])[order],
    )


def _probabilities(
    con: Connection, comparer: splinking.Comparer, weights: Weights, pairs: Pairs, weight: Floats
) -> Floats:
    """Shared out among rivals of one and the same list, list pair by list pair."""
    source = np.concatenate([[0], con.sql("SELECT sumber FROM rec ORDER BY uid").to_arrow_table()["sumber"].to_numpy()])
    sides = source[pairs.left].astype(np.int64) * 64 + source[pairs.right]
    person = _same_list_twins(con, comparer, weights, pairs, weight, source)
    found = np.zeros(len(pairs))
    for side in np.unique(sides):
        at = sides == side
        found[at] = fitting.shared_out(_only(pairs, at), weight[at], person)
    return found


def _same_list_twins(
    con: Connection, comparer: splinking.Comparer, weights: Weights, pairs: Pairs, weight: Floats, source: np.ndarray
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
        twins = _pairs(con, weights.names)
        for left, right in zip(*(side[weights.of(twins) > 10] for side in (twins.left, twins.right)), strict=True):
            person[right] = min(person[right], person[left])
    return person


def _rules(con: Connection, pairs: Pairs) -> list[str]:
    """For each pair the step of the cascade that linked it, or `model`."""
    known = {(a, b): rule for a, b, rule in con.sql("SELECT uid_l, uid_r, rule FROM tautan_pasti").fetchall()}
    return [known.get(pair, MODEL) for pair in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)]


def _only_number(used: tuple[comparing.Comparison, ...], pairs: Pairs) -> np.ndarray:
    """Pairs whose number agrees while name and birth date do not: the number is someone else's."""
    at = {one.name: n for n, one in enumerate(used)}
    if not {"nik", "nama", "lahir"} <= set(at):
        return np.zeros(len(pairs), bool)
    nik, name, born = (pairs.levels[at[c]] for c in ("nik", "nama", "lahir"))
    return (nik == len(comparing.NUMBER.levels)) & (name >= 0) & (name <= 1) & (born >= 0) & (born <= 2)
