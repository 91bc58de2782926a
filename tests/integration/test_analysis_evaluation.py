"""Evaluation on two Susenas of two releases: one answer as page, command and API, and no more than a test bears."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import analysis
from sepakat.cli import main
from sepakat.lake import Lake
from sepakat.measures import datt_ravallion
from tests.two_releases import LATER, publish, two_releases
from tests.web_people import stranger
from tests.web_site import page, site

TABLE = "survey_susenas_household"


@pytest.fixture(scope="module")
def lake(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The later release has a Susenas of its own: spending is an eighth up and scattered, lines a twentieth."""
    home = tmp_path_factory.mktemp("dua-susenas") / "lake"
    home.mkdir()
    two_releases(sample_lake, home)
    publish(home)
    table = home / "releases" / LATER / TABLE
    old = table.resolve()
    table.unlink()
    table.mkdir()
    dice = np.random.default_rng(5)
    for path in old.iterdir():
        data = pq.read_table(path)
        scatter = np.exp(dice.normal(0, 0.25, data.num_rows))
        for name, factor in (("pengeluaran_kapita", 1.125 * scatter), ("garis_kemiskinan", 1.05 + 0 * scatter)):
            at = data.schema.get_field_index(name)
            values = data.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False) * factor
            column = pa.array(values, mask=np.isnan(values)).cast(data.schema.field(at).type, safe=False)
            data = data.set_column(at, data.schema.field(at), column)
        pq.write_table(data, table / path.name)
    return home


@pytest.fixture
def client(lake: Path, settings: Any) -> Iterator[Any]:
    from sepakat.web.lake_source import LakeSource

    settings.LAKE = lake
    with site(LakeSource(lake)):
        yield stranger()


def welfare(lake: Path, release: str) -> tuple[Any, Any]:
    data = pq.read_table(lake / "releases" / release / TABLE)
    y, line, weight, members = (
        data.column(n).cast(pa.float64()).to_numpy(zero_copy_only=False)
        for n in ("pengeluaran_kapita", "garis_kemiskinan", "penimbang", "members")
    )
    return y / line, weight * members


def test_two_years_by_page_command_and_api(client: Any, lake: Path, capsys: Any) -> None:
    release = Lake.open(lake).release("current")
    found = analysis.ask(release, "pertumbuhan_atau_pemerataan", "53")
    rows = {row["part"]: row for row in found.table.rows()}
    (one, before), (two, after) = (welfare(lake, r) for r in (release.base, release.id))
    parts = datt_ravallion(one, two, before, after, line=1.0, alpha=0, method="shapley")
    for name in ("p_before", "p_after", "change", "growth", "redistribution"):
        assert rows[name]["value"] == pytest.approx(100 * parts[name]) and rows[name]["se"] > 0
    assert "residual" not in rows, "Shapley leaves none"
    assert rows["growth"]["value"] < 0 and found.sentence.id.startswith("Kemiskinan (P0) di Nusa Tenggara Timur")
    assert release.base in str(found.table.notes[0])

    shown = page(client, "/pertanyaan/pertumbuhan_atau_pemerataan/?wilayah=53")
    assert found.sentence.id in shown.words
    answer = client.get("/api/v1/questions/pertumbuhan_atau_pemerataan?region=53").json()
    assert [r["value"] for r in answer["rows"]] == [r["value"] for r in found.table.rows()]
    asked = ["analyse", "pertumbuhan_atau_pemerataan", "--lake", str(lake), "--region", "53", "--format", "json"]
    assert main([*asked, "--option", "cara=residual"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [r["part"] for r in told["rows"]].count("residual") == 1


def test_a_figure_too_unsure_is_not_shown(lake: Path) -> None:
    """Some regency has too few sampled households for its poverty: the publication rule holds here too."""
    release = Lake.open(lake).release("current")
    answers = [
        analysis.ask(release, "pertumbuhan_atau_pemerataan", code, alfa="2") for code in ("53.01", "53.02", "53.71")
    ]
    refused = [a for a in answers if a.refused]
    assert refused and all(len(a.table) == 0 and "wilayah yang lebih luas" in a.sentence.id for a in refused)
