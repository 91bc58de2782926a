"""One run: lists in, links out. Cascade first, then the model on what is left, then one partner per record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
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
    decided,
    evening,
    fitting,
    keeping,
    neighbours,
    normalising,
    sharing,
    splinking,
    villages,
)
from sepakat.matching.fitting import Pairs, Weights
from sepakat.matching.keeping import Kept
from sepakat.matching.lists import PersonList
from sepakat.matching.model import Model
from sepakat.matching.outcome import MODEL, Matching, Scored

THRESHOLD = 0.5
TRAINING = 60_000  # records whose pairs the model is fitted on, at most
_CHUNK = 2_000_000  # pairs compared at a time
_KEEP = -10.0  # log2 odds below which a pair is forgotten
_SURE = 80.0  # log2 odds of what people settled: beyond those of any comparison


def match(
    lists: Sequence[PersonList],
    *,
    threshold: float | None = None,
    model: Model | None = None,
    since: Kept | None = None,
    told: pa.Table | None = None,
    spill: Path | None = None,
    progress: Progress = SILENT,
) -> Matching:
    """Match two or more lists, or find those who are twice in one. model: one trained before, else one is trained.
    threshold: least probability of a link; that of the model, or THRESHOLD, unless given. since: what a run before kept
    of the same lists: only records that are new or changed are compared, with its model. told: what people settled
    before (`decided.TOLD`): such a pair is joined, or kept apart, whatever else is known of it.

    UserError nothing-to-compare where no column has values in two lists; since-lists; since-model where both are given.
    """
    within = len(lists) == 1
    if since is not None and model is not None:
        raise UserError(
            Text("Pencocokan lanjutan memakai model pencocokan sebelumnya.", "A run since another uses its model."),
            hint=Text("Hilangkan --model, atau jalankan tanpa --since.", "Leave --model out, or run without --since."),
            code="since-model",
        )
    model = since.model if since is not None else model
    con = duck.connect(spill)
    con.execute("SET preserve_insertion_order=true")
    done = Matching(con, lists, within, since)
    with progress.step(Text("Menormalkan nama dan tanggal", "Normalising names and dates")):
        normalising.load(con, lists)
        villages.align(con, len(lists))
        told = told if told is not None else decided.TOLD.empty_table()
        done.decided = decided.place(con, [one.source for one in lists], told, within=within)
    if sum(one.rows.num_rows > 0 for one in lists) < (1 if within else 2):
        return _nothing(done, threshold, model)
    used = _comparable(con, within)
    if model is not None:
        used = tuple(c for c in used if c.name in model.weights.names)
    with progress.step(Text("Memadankan dengan aturan pasti", "Matching by exact rules")):
        done.by_rule = cascade.run(con, within=within)
        _mark_done(con, within)
    names = tuple(one.name for one in used)
    old = keeping.mark(con, since, [one.source for one in lists], names) if since is not None else None
    apart: evening.Strangers | None = None
    with progress.step(Text("Melatih model", "Training the model")):
        if since is not None:
            weights, training = since.model.weights.only(names), since.model.training
            comparer = splinking.comparer(con, used, {k: v["u"] for k, v in weights.chances().items()})
        else:
            weights, training, comparer, apart = _train(con, used, within, model)
    with progress.step(Text("Membandingkan pasangan", "Comparing pairs")):
        blocking.pairs(con, "rec", within=within)
        con.execute(
            "INSERT INTO pasangan SELECT DISTINCT uid_l, uid_r FROM (FROM tautan_pasti SELECT uid_l, uid_r "
            "UNION ALL FROM diputus SELECT uid_l, uid_r) ANTI JOIN pasangan USING (uid_l, uid_r)"
        )
        if old is not None:
            con.register("pasangan_lama", pa.table({"uid_l": old.left, "uid_r": old.right}))
            con.execute(
                "CREATE OR REPLACE TEMP TABLE pasangan AS "
                "SELECT * FROM pasangan ANTI JOIN pasangan_lama USING (uid_l, uid_r)"
            )
            con.unregister("pasangan_lama")
        done.compared = int(con.sql("SELECT count(*) FROM pasangan").fetchall()[0][0])
        pairs, places = _compare(con, comparer, weights, done.decided)
        if old is not None:
            pairs = _joined([pairs, old])
    curve = model.curve if model else evening.even(weights, pairs, apart, places) if apart else None
    weight = weights.of(pairs) if curve is None else curve.of(weights.of(pairs), weights.near(pairs))
    rules, said = sharing.rules_of(con, pairs), sharing.said(done.decided, pairs)
    veto = sharing.only_number(used, pairs)
    stated = given = sharing.stated(con, comparer, weights, pairs, weight, rules, veto, within)
    if said.any():
        sure = np.where(said == 0, weight, _SURE * said)
        given = sharing.stated(con, comparer, weights, pairs, sure, rules, veto, within)
        rules = [decided.RULE if s == decided.SAME and r == MODEL else r for r, s in zip(rules, said, strict=True)]
    done.scored = Scored(pairs, weight, stated, rules, stated, given, said)
    hashes = {one.source: one.hash for one in lists}
    made = Model(
        weights,
        threshold if threshold is not None else model.threshold if model else THRESHOLD,
        model.made if model else dt.date.today(),
        model.training if model else training,
        model.data if model else hashes,
        model.calibration if model else None,
        curve=curve,
    )
    done.recalibrate(made)
    return done


def _nothing(done: Matching, threshold: float | None, model: Model | None) -> Matching:
    """The outcome of lists of which one, or none, has a row: no pair, no link, which is no mistake."""
    none = np.zeros(0)
    ids = np.zeros(0, np.int64)
    done.by_rule = {step.name: 0 for step in cascade.STEPS}
    done.scored = Scored(Pairs(ids, ids, np.zeros((0, 0), np.int8), none), none, none, [], none)
    least = threshold if threshold is not None else model.threshold if model else THRESHOLD
    hashes = {one.source: one.hash for one in done.lists}
    empty = Weights((), (), (), 0.0)
    done.recalibrate(replace(model, threshold=least) if model else Model(empty, least, dt.date.today(), {}, hashes))
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
    """Set the bit of a list on each record that the cascade has linked to it, where people do not say otherwise. Inside
    one list nobody is done: there may be a third."""
    if within:
        return
    con.execute("""
        UPDATE rec SET tuntas = d.bits FROM (
            WITH t AS (SELECT uid_l, uid_r FROM tautan_pasti ANTI JOIN (FROM diputus WHERE said < 0)
                       USING (uid_l, uid_r))
            SELECT uid, bit_or(1::BIGINT << lawan) AS bits FROM (
                SELECT uid_l AS uid, r.sumber AS lawan FROM t JOIN rec r ON r.uid = uid_r
                UNION ALL SELECT uid_r, l.sumber FROM t JOIN rec l ON l.uid = uid_l)
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
) -> tuple[Weights, dict[str, float], splinking.Comparer, evening.Strangers | None]:
    """Weights for these lists: trained on the pairs of a sample of records, or, with a model, its weights with the
    prior of these lists. And what compared them: u, which it needs, is not fitted. And, between lists and without a
    model, pairs of strangers."""
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
    alone = within or model is not None
    blocking.pairs(con, "rec_latih", within=within, strangers=not alone)
    comparer = splinking.comparer(con, used, {n: [float(x) for x in v[::-1]] for n, v in zip(names, u, strict=True)})
    comparer.compare("pasangan", "banding")
    pairs = splinking.compared(con, names)
    part = 1 - (1 - share) ** 2  # of all pairs, those with a record of the sample
    possible = max(2.0, _possible(sizes, within) * part)
    between = None if within else sharing.sides(con, pairs, part)
    begin = Weights(names, m, u, min(0.3, max(1.0, 0.2 * share * min(sizes)) / possible))
    if model is None:
        first = fitting.fit(pairs, begin, possible, rivals=not within, sides=between)
        begin = replace(first, local=neighbours.local_agreement(con, comparer, first, splinking.compared))
    else:
        begin = replace(begin, local=model.weights.local_of(names))
    weights = fitting.fit(pairs, begin, possible, rivals=not within, hold=model is not None, sides=between)
    facts = {
        "catatan": sum(sizes),
        "catatan_latih": round(share * sum(sizes)),
        "pasangan": len(pairs),
        "pasangan_sama": round(weights.prior * possible, 1),
    }
    return weights, facts, comparer, None if alone else evening.strangers(con, comparer, names, share)


def _compare(
    con: Connection, comparer: splinking.Comparer, weights: Weights, settled: decided.Placed
) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """Compare the table `pasangan` chunk by chunk; keep pairs that are not hopeless, linked by rule, or settled. And
    `evening.places` of all."""
    sure = con.sql("SELECT uid_l, uid_r FROM tautan_pasti").fetchnumpy()
    total = int(con.sql("SELECT count(*) FROM pasangan").fetchall()[0][0])
    chunks = max(1, -(-total // _CHUNK))
    kept, places = [], []
    for chunk in range(chunks):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE potong AS SELECT * FROM pasangan WHERE hash(uid_l) % {chunks} = {chunk}"
        )
        comparer.compare("potong", "banding")
        part = splinking.compared(con, weights.names)
        held = part.among(sure["uid_l"], sure["uid_r"]) | (sharing.said(settled, part) != 0)
        kept.append(part.only((weights.of(part) > _KEEP) | held))
        places.append(evening.places(weights, part))
    con.execute("DROP TABLE IF EXISTS potong")
    return _joined(kept), np.sum(places, axis=0)


def _joined(parts: Sequence[Pairs]) -> Pairs:
    left, right = (np.concatenate([getattr(p, side) for p in parts]) for side in ("left", "right"))
    order = np.lexsort((right, left))
    return Pairs(
        left[order],
        right[order],
        np.concatenate([p.levels for p in parts], axis=1)[:, order],
        np.concatenate([p.rare for p in parts])[order],
    )
