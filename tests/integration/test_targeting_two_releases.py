"""A rule tried on two releases that differ: families gone and come, deciles and recipients moved, told by counting."""

from __future__ import annotations

import json

import duckdb
import pytest

from sepakat import catalogue
from sepakat.core.duck import parquet
from sepakat.lake import Release
from sepakat.lake import cells as lake_cells
from sepakat.targeting import eligibility
from sepakat.targeting.trying import backtest

NOISE = 12  # the most that one cell's noise moves a figure, with the step of its rounding


@pytest.fixture(scope="module")
def later(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release a year on: one family in twelve has moved away, one in eleven is new, one in five has risen two
    deciles, one in six of PKH's has lost it."""
    home = tmp_path_factory.mktemp("kemudian") / "releases" / "20271201-01"
    home.mkdir(parents=True)
    manifest = json.loads((release.path / "manifest.json").read_text()) | {"id": "20271201-01"}
    (home / "manifest.json").write_text(json.dumps(manifest))
    con = duckdb.connect()
    changed = "CASE WHEN hash(family_id, 'naik') % 5 = 0 THEN least(10, desil_nasional + 2) ELSE desil_nasional END"
    lost = "CASE WHEN hash(family_id, 'henti') % 6 = 0 AND penerima_pkh = 1 THEN 2 ELSE penerima_pkh END"
    new = "family_id + CASE WHEN hash(family_id, 'baru') % 11 = 0 THEN 1000000000 ELSE 0 END AS family_id"
    for table in ("frame_family", "frame_person"):
        (home / table).mkdir()
        moved = f"{changed}::TINYINT AS desil_nasional" + (
            f", {lost} AS penerima_pkh" if table == "frame_family" else ""
        )
        for path in release.files(table):
            con.execute(
                f"COPY (SELECT * REPLACE ({new}, {moved}) FROM {parquet(path)} "
                f"WHERE hash(family_id, 'pindah') % 12 <> 0) TO '{home / table / path.name}' (FORMAT parquet)"
            )
    return Release(home)


def test_what_became_of_those_whom_a_rule_chose(release: Release, later: Release) -> None:
    pkh = catalogue.programme("pkh")
    rule = pkh.rules[-1]
    secret = lake_cells.of_release(release.path)
    first, second = backtest([release, later, later], pkh, rule, "53", secret=secret).rows()
    assert (first["release"], first["next"]) == (release.id, "20271201-01")
    then = {r["unit_id"]: r for r in eligibility.programme_frame(release, pkh, "53", rule=rule).to_pylist()}
    now = {r["unit_id"]: r for r in eligibility.programme_frame(later, pkh, "53", rule=rule).to_pylist()}
    chosen = {n for n, r in then.items() if r["eligible"]}
    found = chosen & set(now)
    inside = {n for n in found if (now[n]["desil_nasional"] or 99) <= rule.decile_max}
    exact = {
        "chosen": len(chosen),
        "found": len(found),
        "still_poor": len(inside),
        "still_due": sum(bool(now[n]["eligible"]) for n in found),
        "receiving": sum(bool(now[n]["has"]) for n in found),
        "newly_due": sum(bool(r["eligible"]) for n, r in now.items() if n not in chosen),
    }
    assert len(chosen) > len(found) > len(inside) > 0 and exact["newly_due"] > 0  # they really differ
    assert {k for k in exact if first[k] is not None and abs(first[k] - exact[k]) > NOISE} == set()
    assert all(first[k] is not None for k in ("chosen", "found", "still_poor", "receiving"))
    assert first["share_still_poor"] == pytest.approx(100 * len(inside) / len(found), abs=100 * 2 * NOISE / len(found))
    assert first["share_still_poor"] < 95 and second["share_still_poor"] in (None, 100.0)
