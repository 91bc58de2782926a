"""The course and the data needs on a real sample release: what a task asks for stands on the page it sends to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat.catalogue.goals import goals
from sepakat.web.lake_source import LakeSource
from sepakat.web.learning import needs
from sepakat.web.learning.course.exercises import task
from sepakat.web.learning.course.lesson import Live, lesson
from sepakat.web.learning.course.model import modules
from sepakat.web.learning.modules import baca_desil
from sepakat.web.presenters import compare, places, scorecard
from tests.web_site import page, site


@pytest.fixture(scope="module")
def client(sample_lake: Path) -> Iterator[Any]:
    with site(LakeSource(sample_lake)) as made:
        yield made


def test_every_task_can_be_set_and_most_of_them_on_the_release_itself(client: Any) -> None:
    found = {name: task(m) for name, m in modules().items()}
    assert isinstance(lesson(), Live)
    assert sum(given.live for given in found.values()) >= 6


@pytest.mark.parametrize(
    "name", ["baca-profil", "ketidakpastian", "bandingkan-bagian", "temukan-kesenjangan", "tabel-disembunyikan"]
)
def test_the_answer_stands_on_the_page(client: Any, name: str) -> None:
    given = task(modules()[name])
    if not given.live:
        pytest.skip("this small sample hides what the task asks for; the frozen sheet is used")
    path = next(step.path for step in given.exercise.steps if step.path)
    answer = given.exercise.answer
    if name == "tabel-disembunyikan":
        rows = re.findall(r"<tr\b.*?</tr>", client.get(path).content.decode(), re.DOTALL)
        hidden = [row for row in rows if '<a href="/wilayah/' in row and ">#</td>" in row]
        assert len(hidden) == answer.value
    else:
        assert (answer.shown.id.removesuffix(" persen")) in page(client, path).words


def test_the_widest_gap_is_the_one_the_profile_tells_first(client: Any) -> None:
    given = task(modules()["temukan-kesenjangan"])
    assert given.live
    code = given.exercise.steps[0].path.strip("/").split("/")[-1]
    card = scorecard.scorecard(places.region(code))
    assert compare.widest(card.gaps(), 1)[0].indicator.id == given.exercise.answer.answer


def test_shares_of_deciles_are_those_of_the_profile(client: Any) -> None:
    from sepakat.web.presenters import deciles

    for region in lesson().places:
        mine, theirs = baca_desil.shares(lesson(), region), deciles.deciles(region)
        if mine and theirs:
            assert [r.share for r in theirs.rows] == pytest.approx(mine, nan_ok=True)


def test_every_goal_tells_of_the_sample_what_is_there(client: Any) -> None:
    for found in (needs.needs(goal, places.region("53.01")) for goal in goals().values()):
        by_state = {row.first.id: row.state for row in found.data}
        assert by_state.get("regsosek2022k", "here") == "here"
        assert found.ready + found.hidden > 0
    page(client, "/kebutuhan-data/turunkan_stunting/?wilayah=53.01")


def test_outside_the_release_nothing_is_called_present(client: Any) -> None:
    found = needs.needs(goals()["rumah_layak_huni"], places.region("31.71"))
    assert found.ready == 0
    assert {row.state for row in found.data} <= {"elsewhere", "unread", "absent"}
    assert all("belum ada di rilis" in row.remark for row in found.rows)
