"""Truth and labels of a run: what they say of it, and what labels put right. Without any comparing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sepakat.core import UserError, duck
from sepakat.matching import judging
from sepakat.matching.calibrating import Calibration
from sepakat.matching.clerical import Verdict
from sepakat.matching.fitting import Pairs, Weights
from sepakat.matching.lists import PersonList
from sepakat.matching.model import Model
from sepakat.matching.outcome import Matching, Scored

N = 4000


@pytest.fixture
def done() -> Matching:
    """4,000 pairs of two lists; what the model states is two bits too high and half too steep, and its calibration
    makes it worse. `truth` is who really is one person."""
    con = duck.connect()
    con.execute(
        f"CREATE TABLE rec AS SELECT n::INTEGER AS uid, ((n - 1) // {N})::SMALLINT AS sumber, "
        f"'p' || ((n - 1) % {N}) AS id FROM range(1, {2 * N + 1}) t(n)"
    )
    lists = [PersonList(source, pa.table({"id": []}), "") for source in ("regsosek", "dtks")]
    made = Matching(con, lists, within=False)
    dice = np.random.default_rng(11)
    bits = dice.normal(0, 3, N)
    stated = 1 / (1 + np.exp2(-(2 + 1.5 * bits)))
    left = np.arange(1, N + 1)
    pairs = Pairs(left, left + N, np.zeros((0, N), np.int8), np.zeros(N))
    model = Model(Weights((), (), (), 0.01), 0.5, dt.date(2026, 3, 1), {}, calibration=Calibration(4.0, 2.0, 50))
    made.scored = Scored(pairs, 2 + 1.5 * bits, stated, ["model"] * N, stated)
    made.model = model
    made.recalibrate(model)
    made.truth = dice.random(N) < 1 / (1 + np.exp2(-bits))  # type: ignore[attr-defined]
    return made


def worst(done: Matching, at: np.ndarray) -> float:
    """The greatest distance of stated and observed over five bands of probability."""
    p, same = done.scored.probability[at], done.truth[at]  # type: ignore[attr-defined]
    found = []
    for low in np.arange(0, 1, 0.2):
        band = (p >= low) & (p < low + 0.2)
        found.append(abs(p[band].mean() - same[band].mean()) if band.sum() > 100 else 0.0)
    return float(max(found))


def test_labels_put_a_shifted_calibration_right_on_pairs_held_out(done: Matching, tmp_path: Path) -> None:
    half, rest = np.arange(0, N, 2), np.arange(1, N, 2)
    assert worst(done, rest) > 0.2
    verdict = np.where(done.truth, "same", "different")  # type: ignore[attr-defined]
    path = tmp_path / "labels.csv"
    path.write_text("left_id,right_id,verdict\n" + "".join(f"p{n},p{n},{verdict[n]}\n" for n in half))
    used, judged = judging.learn(done, judging.read(path, done.lists, verdicts=True))
    assert 0.5 * len(half) < used <= len(half)  # those that the model is certain are different teach nothing
    assert worst(done, rest) < 0.08
    found = judged.pairs["dtks|regsosek"]
    linked = done.scored.probability >= done.model.threshold
    same = done.truth  # type: ignore[attr-defined]
    for what, among in (("precision", linked), ("recall", same)):
        true = (linked & same).sum() / among.sum()
        assert found[f"{what}_low"] - 0.01 < true < found[f"{what}_high"] + 0.01
    assert found["by"] == "labels" and found["f1_low"] < found["f1"] < found["f1_high"]


def test_links_by_rule_keep_their_probability_and_a_threshold_that_was_asked_for_stays(done: Matching) -> None:
    done.scored.rule[:10] = ["nik_nama"] * 10
    labels = {("regsosek", "dtks"): {(f"p{n}", f"p{n}"): _verdict(done, n) for n in range(10, 600)}}
    judging.learn(done, labels, threshold=0.7)
    assert done.scored.probability[:10] == pytest.approx(done.scored.stated[:10])
    assert done.model.threshold == 0.7


def test_labels_of_pairs_that_were_never_compared_and_doubts_teach_nothing(done: Matching) -> None:
    labels = {("regsosek", "dtks"): {("p1", "p2"): "same", ("p3", "p3"): "unsure", ("x", "p1"): "same"}}
    before = done.model
    used, judged = judging.learn(done, labels)  # type: ignore[arg-type]
    assert (used, judged.pairs) == (0, {}) and done.model is before


def _verdict(done: Matching, n: int) -> Verdict:
    return "same" if done.truth[n] else "different"  # type: ignore[attr-defined]


def named(source: str, *ids: str) -> PersonList:
    return PersonList(source, pa.table({"id": pa.array(ids, pa.string())}), "")


def links(*rows: tuple[str, str, str, str]) -> pa.Table:
    names = ("left_source", "left_id", "right_source", "right_id")
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})


def test_truth_of_three_lists_is_told_list_by_list(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("left_source,left_id,right_source,right_id\na,1,b,1\na,2,b,2\nc,1,a,1\n")  # c before a: turned
    truth = judging.read(path, [named("a"), named("b"), named("c")])
    assert truth[("a", "c")] == {("1", "1"): "same"}
    judged = judging.by_truth(links(("a", "1", "b", "1"), ("a", "1", "c", "1"), ("b", "9", "c", "9")), truth)
    assert judged.pairs["a|b"]["recall"] == 0.5 and judged.pairs["a|c"]["recall"] == 1.0
    assert judged.whole is not None and (judged.whole.links, judged.whole.truth) == (2, 3)  # of b and c nothing is told


def test_truth_of_three_lists_may_leave_out_the_lists_where_ids_tell_them(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("left_id,right_id\nz1,b1\nz2,b2\n")  # the left id is the greater one
    lists = [named("a", "z1", "z2"), named("b", "b1", "b2"), named("c", "c1")]
    truth = judging.read(path, lists)
    assert truth == {("a", "b"): {("z1", "b1"): "same", ("z2", "b2"): "same"}}
    found = links(("a", "z1", "b", "b1"), ("a", "z2", "b", "b2"), ("a", "z1", "c", "c1"))
    whole = judging.by_truth(found, truth).whole
    assert whole is not None and (whole.precision.value, whole.recall.value) == (1.0, 1.0)  # of a and c nothing is told
    with pytest.raises(UserError) as error:
        judging.read(path, [*lists, named("d", "b1")])
    assert error.value.code == "pairs-sources"


def test_ids_of_the_truth_that_stand_in_no_list_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("left_id,right_id\nb1,a1\na2,b2\n")  # the first is the wrong way round
    lists = [named("a", "a1", "a2"), named("b", "b1", "b2")]
    assert judging.strangers(judging.read(path, lists), lists) == 2
    path.write_text("left_id,right_id\n")
    nothing = judging.by_truth(links(("a", "a1", "b", "b1")), judging.read(path, lists)).whole
    assert nothing is not None and nothing.precision.value == 0.0  # a link, and no true pair


def test_inside_one_list_a_pair_has_no_left_and_right(tmp_path: Path) -> None:
    path = tmp_path / "truth.csv"
    path.write_text("left_id,right_id\n9,1\n")
    judged = judging.by_truth(links(("a", "1", "a", "9")), judging.read(path, [named("a")]))
    assert judged.whole is not None and judged.whole.right == 1 and judged.pairs == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [("left_id,verdict\n1,same\n", "pairs-unreadable"), ("left_id,right_id,verdict\n1,1,mungkin\n", "pairs-verdict")],
)
def test_labels_that_cannot_be_read_are_said(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "l.csv").write_text(text)
    with pytest.raises(UserError) as error:
        judging.read(tmp_path / "l.csv", [named("a"), named("b")], verdicts=True)
    assert error.value.code == code
