"""People decide: which pairs they see, what settles a pair, and what their labels teach the model.

Plain Python: whoever keeps the decisions (a web application, a file) hands them in. An easy pair is settled by one
person; a hard one by two who agree, or by the majority of three.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa

from sepakat.matching import calibrating, cascade
from sepakat.matching.measure import Rate, share_of_strata
from sepakat.matching.model import Model
from sepakat.matching.store import Run

Verdict = Literal["same", "different", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("same", "different", "unsure")
BANDS = (0.02, 0.2, 0.4, 0.6, 0.8, 0.95, 0.98, 1.0)  # strata of the sample, by probability
HARD = (0.2, 0.95)  # between these, two people look
CERTAIN = frozenset(step.name for step in cascade.STEPS)
_SURPRISE = 0.9  # a verdict against a probability as clear as this needs a second person too


class Pair(NamedTuple):
    """Two records, by source and id, the one of the earlier list on the left."""

    left_source: str
    left_id: int
    right_source: str
    right_id: int


@dataclass(frozen=True)
class Review:
    """A pair to look at. stratum: position in BANDS. stands_for: pairs of the run that it speaks for."""

    pair: Pair
    probability: float
    rule: str
    stratum: int
    stands_for: float


@dataclass(frozen=True)
class Decision:
    """What one person said of a pair. A later decision of the same person takes the place of the earlier."""

    pair: Pair
    verdict: Verdict
    by: str
    at: dt.datetime


def pairs_to_review(run: Run, most: int = 200) -> list[Review]:
    """Up to `most` pairs of a run, the nearest to the threshold first: as many from each band of probability as there
    are, so that the sample speaks for the whole run; none that was settled before it. The same pairs for the same run.
    """
    near, links = run.near(), run.links()
    sure = pa.compute.greater_equal(links["probability"], BANDS[-2])
    certain = links.filter(pa.compute.or_(sure, pa.compute.is_in(links["rule"], value_set=pa.array(sorted(CERTAIN)))))
    known = _unsettled(run, pa.concat_tables([near, certain]))
    bands = np.clip(np.searchsorted(BANDS, known["probability"].to_numpy(), side="right") - 1, 0, len(BANDS) - 2)
    present = [b for b in range(len(BANDS) - 1) if (bands == b).any()]
    chosen: list[Review] = []
    rows = known.select([*Pair._fields, "probability", "rule"])
    room = most
    for left, band in enumerate(sorted(present, key=lambda b: int((bands == b).sum()))):
        at = np.nonzero(bands == band)[0]
        take = min(len(at), room // (len(present) - left))
        room -= take
        picked = sorted(rows.take(pa.array(at)).to_pylist(), key=_lot)[:take]
        chosen += [
            Review(Pair(*(r[f] for f in Pair._fields)), r["probability"], r["rule"], band, len(at) / take)
            for r in picked
        ]
    return sorted(chosen, key=lambda r: (abs(r.probability - run.threshold), r.pair))


def _unsettled(run: Run, pairs: pa.Table) -> pa.Table:
    """Those of `pairs` that nobody had settled before the run."""
    told = run.decided().select([*Pair._fields])
    turned = told.rename_columns(["right_source", "right_id", "left_source", "left_id"]).select(told.column_names)
    return pairs.join(pa.concat_tables([told, turned]), [*Pair._fields], join_type="left anti") if len(told) else pairs


def _lot(row: Mapping[str, object]) -> bytes:
    """The order in which pairs are drawn: by a hash of who they are, so that it is neither by id nor by chance."""
    return hashlib.blake2b("|".join(str(row[f]) for f in Pair._fields).encode(), digest_size=8).digest()


def latest(decisions: Iterable[Decision]) -> dict[Pair, dict[str, Decision]]:
    """For each pair the last decision of each person."""
    found: dict[Pair, dict[str, Decision]] = {}
    for one in sorted(decisions, key=lambda d: d.at):
        found.setdefault(one.pair, {})[one.by] = one
    return found


def undo(decisions: Sequence[Decision], by: str) -> list[Decision]:
    """The decisions without the last one of this person: what they said of the pair before holds again."""
    own = [one for one in decisions if one.by == by]
    if not own:
        return list(decisions)
    last = max(own, key=lambda d: d.at)
    return [one for one in decisions if one is not last]


def hard(probability: float) -> bool:
    """Whether two people look at a pair of this probability."""
    return HARD[0] <= probability < HARD[1]


def needs_second(pair: Pair, decisions: Iterable[Decision], probability: float = 0.5) -> bool:
    """Whether another person must look: a hard pair with one verdict, one in doubt, one against a clear probability,
    or two people who disagree."""
    found = latest(d for d in decisions if d.pair == pair).get(pair, {})
    said = [d.verdict for d in found.values()]
    return bool(said) and _verdict(said, probability) is None


def _verdict(said: Sequence[Verdict], probability: float) -> Verdict | None:
    """What these verdicts of different people settle, or None."""
    clear = [v for v in said if v != "unsure"]
    for verdict in ("same", "different"):
        against = clear.count("different" if verdict == "same" else "same")
        mine = clear.count(verdict)
        surprise = probability < 1 - _SURPRISE if verdict == "same" else probability > _SURPRISE
        needed = 2 if hard(probability) or surprise or len(said) > mine else 1
        if mine >= needed and mine > against:
            return "same" if verdict == "same" else "different"
    return "unsure" if said.count("unsure") >= 2 and not clear else None


def settled(decisions: Iterable[Decision], probabilities: Mapping[Pair, float] | None = None) -> dict[Pair, Verdict]:
    """Verdicts that stand. probabilities: of the pairs; a pair without one counts as hard."""
    stated = probabilities or {}
    found = {}
    for pair, by_person in latest(decisions).items():
        verdict = _verdict([d.verdict for d in by_person.values()], stated.get(pair, 0.5))
        if verdict is not None:
            found[pair] = verdict
    return found


def learn(model: Model, reviews: Sequence[Review], verdicts: Mapping[Pair, Verdict]) -> Model:
    """The model with probabilities and threshold fitted anew to what people settled; as it was where there are too few.

    probability of a review: as the model states it, without a calibration. Links by rule are not the model's: they tell
    how sure their rule is. The threshold is where F1 is best over the run that the sample speaks for.
    """
    known = [r for r in reviews if verdicts.get(r.pair) in ("same", "different")]
    p = np.array([r.probability for r in known], np.float64)
    same = np.array([verdicts[r.pair] == "same" for r in known], bool)
    size = np.array([r.stands_for for r in known], np.float64)
    own = np.array([r.rule not in CERTAIN for r in known], bool)
    rules = [r.rule for r in known]
    calibration = calibrating.fit(p[own], same[own])
    shares = calibrating.rule_shares(p[~own], same[~own], [r for r in rules if r in CERTAIN])
    if calibration is None and not shares:
        return model
    calibration = replace(calibration or calibrating.Calibration(0.0, 1.0, 0), rules=shares)
    now = np.where(own, calibration.of(p), calibration.of_rules(p, rules))
    return model.calibrated(calibration, best_threshold(now, same, size))


def best_threshold(probability: np.ndarray, same: np.ndarray, size: np.ndarray) -> float:
    """The threshold of the best F1; the smallest of equals, never below 0.05."""
    best, found = -1.0, 0.5
    for at in sorted({round(float(p), 6) for p in probability} | {0.5}):
        linked = probability >= at
        right = float(size[linked & same].sum())
        f1 = 2 * right / max(float(size[linked].sum() + size[same].sum()), 1e-9)
        if f1 > best + 1e-12 and at >= 0.05:
            best, found = f1, at
    return found


def quality(reviews: Sequence[Review], verdicts: Mapping[Pair, Verdict], threshold: float) -> dict[str, Rate]:
    """precision and recall of the run from a reviewed sample, with 95 % intervals by strata.

    Recall is among the pairs that the run compared: someone whom no rule of the blocking brings together is not seen.
    """
    known = [r for r in reviews if verdicts.get(r.pair) in ("same", "different")]
    same = np.array([verdicts[r.pair] == "same" for r in known], bool)
    linked = np.array([r.probability >= threshold for r in known], bool)
    strata = np.array([r.stratum for r in known], np.int64)
    size = np.array([r.stands_for for r in known], np.float64)
    return {
        "precision": share_of_strata(linked & same, linked, size, strata),
        "recall": share_of_strata(linked & same, same, size, strata),
    }
