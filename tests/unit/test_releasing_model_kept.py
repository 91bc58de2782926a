"""A model of the same survey and the same questions is the same model, whatever the day; else it is fitted anew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

from sepakat.releasing import ranking

DAY, LATER = dt.date(2026, 3, 1), dt.date(2026, 6, 1)


class Build:
    """Units by key, as a base release hands them on."""

    path = scratch = Path("nowhere")

    def __init__(self, kept: dict, survey: str = "survey") -> None:
        self.kept, self.survey, self.document = kept, survey, {}

    def files(self, table):
        return [Path("53.01.parquet")]

    def logical(self, table, part):
        return self.survey if table == ranking.HOUSEHOLD else "families"

    def take(self, unit, key):
        return self.kept.get((unit, key))

    def finish(self, step, keys, facts):
        self.kept[step, keys[""]] = facts

    def write_document(self, name, content):
        self.document = content

    def adopt(self, table):
        pass

    def describe(self, **facts):
        pass


@pytest.fixture
def rank(monkeypatch):
    def model(content):
        return SimpleNamespace(id="m", as_dict=lambda: content)

    def run(build, day, answered=("lantai",)):
        monkeypatch.setattr(ranking.welfare, "answered_columns", lambda files: set(answered))
        ranking.rank(build, None, "orang", day)
        return build.document["tanggal"]

    monkeypatch.setattr(ranking, "fit_model", lambda build, *, on, **more: model({"tanggal": on.isoformat()}))
    monkeypatch.setattr(ranking.welfare, "rank_files", lambda *args, **more: model({}))
    monkeypatch.setattr(ranking.welfare.Model, "from_dict", staticmethod(model))
    return run


def test_the_model_is_taken_over_with_its_date_until_its_survey_or_questions_change(rank):
    kept: dict = {}
    assert rank(Build(kept), DAY) == DAY.isoformat()
    assert rank(Build(kept), LATER) == DAY.isoformat()
    assert rank(Build(kept), LATER, answered=("lantai", "dinding")) == LATER.isoformat()
    assert rank(Build(kept, survey="another"), LATER) == LATER.isoformat()
