"""Clerical review and merges: what settles a pair, what is undone, what labels teach."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest

from sepakat.core import UserError
from sepakat.matching import clerical, merges, store
from sepakat.matching.clerical import Decision, Pair, Verdict
from sepakat.matching.fitting import Weights
from sepakat.matching.model import Model, read

T0 = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
PAIR = Pair("regsosek", 1, "dtks", 2)


def said(*what: tuple[str, Verdict]) -> list[Decision]:
    return [Decision(PAIR, verdict, by, T0 + dt.timedelta(minutes=n)) for n, (by, verdict) in enumerate(what)]


@pytest.mark.parametrize(
    ("probability", "what", "verdict"),
    [
        (0.97, [("ani", "same")], "same"),  # easy: one person
        (0.1, [("ani", "different")], "different"),
        (0.5, [("ani", "same")], None),  # hard: two
        (0.5, [("ani", "same"), ("budi", "same")], "same"),
        (0.5, [("ani", "same"), ("ani", "same")], None),  # one person twice is one person
        (0.5, [("ani", "same"), ("budi", "different")], None),
        (0.5, [("ani", "same"), ("budi", "different"), ("cici", "different")], "different"),
        (0.97, [("ani", "different")], None),  # against a clear probability: a second look
        (0.97, [("ani", "unsure")], None),
        (0.97, [("ani", "unsure"), ("budi", "same"), ("cici", "same")], "same"),
        (0.5, [("ani", "unsure"), ("budi", "unsure")], "unsure"),
        (0.97, [("ani", "different"), ("ani", "same")], "same"),  # the later word of one person counts
    ],
)
def test_what_settles_a_pair(probability: float, what: list[tuple[str, Verdict]], verdict: Verdict | None) -> None:
    decisions = said(*what)
    assert clerical.settled(decisions, {PAIR: probability}).get(PAIR) == verdict
    assert clerical.needs_second(PAIR, decisions, probability) is (verdict is None)


def test_nobody_has_looked_so_nobody_must_look_again() -> None:
    assert not clerical.needs_second(PAIR, [], 0.5)


def test_undo_takes_back_the_last_word_of_one_person_only() -> None:
    decisions = said(("ani", "different"), ("budi", "same"), ("ani", "same"))
    left = clerical.undo(decisions, "ani")
    assert [(d.by, d.verdict) for d in left] == [("ani", "different"), ("budi", "same")]
    assert clerical.undo(left, "cici") == left


class FakeRun:
    """Links and near pairs of a run, 400 near and 400 certain."""

    threshold = 0.5

    def __init__(self) -> None:
        p = np.linspace(0.021, 0.979, 400)
        self._near = self._table(p, 0)
        self._links = pa.concat_tables([self._near.filter(pa.array(p >= 0.5)), self._table(np.full(400, 0.9999), 1000)])

    def _table(self, p: np.ndarray, base: int) -> pa.Table:
        ids = np.arange(len(p)) + base
        text = {name: pa.array([name[:4]] * len(p)) for name in ("left_source", "right_source", "rule")}
        return pa.table({**text, "left_id": ids, "right_id": ids, "probability": p})

    def decided(self) -> pa.Table:
        return store.DECIDED.empty_table()

    def near(self) -> pa.Table:
        return self._near

    def links(self) -> pa.Table:
        return self._links


def test_a_sample_speaks_for_the_whole_run_and_is_the_same_twice() -> None:
    run = cast(Any, FakeRun())
    chosen = clerical.pairs_to_review(run, 100)
    assert len(chosen) <= 100 and len({r.pair for r in chosen}) == len(chosen)
    assert sum(r.stands_for for r in chosen) == pytest.approx(800)
    assert {r.stratum for r in chosen} == set(range(len(clerical.BANDS) - 1))
    assert chosen == clerical.pairs_to_review(run, 100)
    assert abs(chosen[0].probability - 0.5) <= abs(chosen[-1].probability - 0.5)


def test_labels_move_probabilities_and_threshold_and_tell_the_quality(tmp_path: Path) -> None:
    run = cast(Any, FakeRun())
    reviews = clerical.pairs_to_review(run, 300)
    verdicts: dict[Pair, Verdict] = {r.pair: "same" if r.probability > 0.75 else "different" for r in reviews}
    model = Model(Weights((), (), (), 0.01), 0.5, dt.date(2026, 3, 1), {})
    learned = clerical.learn(model, reviews, verdicts)
    assert learned.calibration is not None
    assert learned.calibration.of(np.array([0.6]))[0] < 0.3
    linked = {r.pair for r in reviews if learned.calibration.of(np.array([r.probability]))[0] >= learned.threshold}
    assert linked == {r.pair for r in reviews if r.probability > 0.75}
    found = clerical.quality(reviews, verdicts, 0.5)
    # 500 + of 800 are links; of the near 400, those between 0.5 and 0.75 are wrong: about 104
    assert found["precision"].value == pytest.approx(1 - 104 / 600, abs=0.03)
    assert found["precision"].low < found["precision"].value < found["precision"].high
    assert found["recall"].value == 1.0
    learned.write(tmp_path / "m.json")
    assert read(tmp_path / "m.json").calibration == learned.calibration


def test_few_labels_leave_the_model_alone() -> None:
    model = Model(Weights((), (), (), 0.01), 0.5, dt.date(2026, 3, 1), {})
    assert clerical.learn(model, [], {}) is model


A, B, C = ("regsosek", 1), ("dtks", 1), ("p3ke", 1)


def at(minutes: int) -> dt.datetime:
    return T0 + dt.timedelta(minutes=minutes)


def persons(log: list[merges.Entry], on: dt.datetime | None = None) -> list[merges.Record]:
    """Who stands for A, B and C."""
    return [merges.person(log, one, on) for one in (A, B, C)]


def test_a_merge_is_undone_and_its_past_stays() -> None:
    log = [merges.merge([], A, B, by="ani", at=at(0), reason="dua entri")]
    log.append(merges.merge(log, B, C, by="ani", at=at(1), reason="dua entri"))
    assert persons(log) == [A, A, A]
    log.append(merges.unmerge(log, 1, by="budi", at=at(2), reason="orang lain"))
    assert persons(log) == [A, B, B]
    assert persons(log, on=at(1)) == [A, A, A]  # as it stood then
    log.append(merges.merge(log, A, B, by="ani", at=at(3), reason="ternyata sama"))
    assert persons(log) == [A, A, A]


def test_two_kept_over_one_other_are_one_person() -> None:
    """Pairs regsosek:1~dtks:5 and regsosek:2~dtks:5, as the queue brings them."""
    log = [merges.merge([], A, C, by="ani", at=at(0), reason="dua entri")]
    log.append(merges.merge(log, B, C, by="ani", at=at(1), reason="dua entri"))
    assert persons(log) == [B, B, B]
    with pytest.raises(UserError) as error:
        merges.merge(log, A, B, by="ani", at=at(2), reason="sudah satu orang")
    assert error.value.code == "merge-already"
    log.append(merges.unmerge(log, 2, by="budi", at=at(3), reason="orang lain"))
    assert persons(log) == [A, B, A]


@pytest.mark.parametrize("code", ["merge-same", "merge-already", "merge-unknown", "merge-undone"])
def test_what_cannot_be_merged_is_said(code: str) -> None:
    log = [merges.merge([], A, B, by="ani", at=at(0), reason="")]
    with pytest.raises(UserError) as error:
        if code == "merge-same":
            merges.merge(log, A, A, by="ani", at=at(1), reason="")
        elif code == "merge-already":
            merges.merge(log, B, A, by="ani", at=at(1), reason="")
        elif code == "merge-unknown":
            merges.unmerge(log, 7, by="ani", at=at(1), reason="")
        else:
            log.append(merges.unmerge(log, 1, by="ani", at=at(1), reason=""))
            merges.unmerge(log, 1, by="ani", at=at(2), reason="")
    assert error.value.code == code
