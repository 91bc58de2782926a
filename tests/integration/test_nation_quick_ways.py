"""On the sample: the quick ways (index of numbers, look-ups of scores) say what the long ways say."""

from __future__ import annotations

import dataclasses
import os
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sepakat import catalogue, engine, welfare
from sepakat.core import duck
from sepakat.engine import frames
from sepakat.engine.everywhere import count
from sepakat.engine.tabulating import counting as tabulated
from sepakat.engine.tabulating import question
from sepakat.lake import Lake, numbers
from sepakat.lake.reading import Release
from sepakat.matching.overlap import counting, numbered
from sepakat.targeting import lookup
from sepakat.welfare import applying
from sepakat.welfare.scoring import missing_sql, score_sql

SECRET = b"\1" * 32


def _told(groups):
    found = {}
    for at, bits, n, key in zip(groups.region, groups.codes["irisan"], groups.n, groups.key, strict=True):
        place = (groups.regions[at], int(bits))
        was = found.get(place, (0, 0))
        found[place] = (was[0] + int(n), (was[1] + int(key)) % 2**48)
    return found


def test_overlap_cells_are_those_of_the_memberships(sample_lake, release, monkeypatch):
    lake = Lake.open(sample_lake)
    first = release.kabupaten()[0]
    for names, region, level in ((("regsosek", "dtks", "p3ke"), "00", "kabupaten"), (("p3ke", "dtks"), first, "desa")):
        asked = (lake, release, names, "orang", region, level, (), (), SECRET)
        quick = counting._grouped(*asked)
        with monkeypatch.context() as patch:
            patch.setattr(numbered, "serves", lambda lists: False)
            assert _told(quick[1]) == _told(counting._grouped(*asked)[1])


def test_a_look_up_by_the_index_finds_whom_a_reading_of_all_finds(release, tmp_path):
    files = release.files("key_person")
    hashes = pa.concat_tables(pq.read_table(p, columns=["nik_hash"]) for p in files)["nik_hash"].drop_null()
    wanted = hashes.combine_chunks().take(pa.array(range(0, len(hashes), 997)))
    whole = lookup.of_hashes(release, ("00",), wanted)
    indexed = tmp_path / release.id
    shutil.copytree(release.path, indexed, copy_function=os.link)
    numbers.write(release, indexed / numbers.FOLDER, tmp_path / "work")
    by_index = lookup.of_hashes(Release(indexed), ("00",), wanted)
    assert len(whole) >= len(wanted)
    assert sorted(r["person_id"] for r in by_index) == sorted(r["person_id"] for r in whole)
    area = (release.kabupaten()[0], release.kabupaten()[1])
    there = {r["person_id"] for r in whole if r["village_code"][:5] in area}
    assert {r["person_id"] for r in lookup.of_hashes(Release(indexed), area, wanted)} == there


def test_scores_looked_up_are_those_of_the_expression(release):
    model = welfare.Model.load(release.path / "model.json")
    paths = {p.stem: p for p in release.files("family")[:3]}
    con = duck.connect()
    checked = 0
    for one in applying.apply(con, paths, model):
        known = duck.arrow(
            con,
            f"SELECT family_id, CASE WHEN members > 0 THEN {score_sql(model, one.code)} END AS skor, "
            f"{missing_sql(model)} AS kurang FROM {duck.parquet(paths[one.code])} ORDER BY village_code, family_id",
        )
        assert one.table["family_id"].to_pylist() == known["family_id"].to_pylist()
        assert np.where(one.known, one.score, 0).tolist() == known["skor"].fill_null(0).to_pylist()
        assert one.known.tolist() == known["skor"].is_valid().to_pylist()
        checked += len(one.score)
    con.close()
    assert checked > 100


@pytest.mark.parametrize(("region", "level", "computed"), [("00", "provinsi", True), ("53.01", "kabupaten", False)])
def test_groups_by_file_are_those_of_the_codes_of_the_rows(release, monkeypatch, region, level, computed):
    asked = question.check(release, "orang", ["disabilitas:2"], region, level, ["jenis_kelamin"], 4)
    if computed:
        asked = dataclasses.replace(asked, computed=(("genap", "person_id % 2"),))
        other = dataclasses.replace(asked.parts[0].attribute, name="genap")
        asked = dataclasses.replace(asked, parts=(*asked.parts, dataclasses.replace(asked.parts[0], attribute=other)))
    quick = _cells(tabulated.count(asked, release.path, SECRET, frames.day(release)))
    with monkeypatch.context() as patch:
        patch.setattr(tabulated, "told_by_files", lambda asked, paths: None)
        assert quick == _cells(tabulated.count(asked, release.path, SECRET, frames.day(release)))
    assert sum(n for n, _ in quick.values()) == sum(pq.read_metadata(p).num_rows for p in asked.frame.files)


def _cells(groups):
    found = {}
    for i, at in enumerate(groups.region):
        place = (groups.regions[at], *(int(codes[i]) for codes in groups.codes.values()))
        was = found.get(place, (0, 0))
        found[place] = (was[0] + int(groups.n[i]), (was[1] + int(groups.key[i])) % 2**48)
    return found


@pytest.mark.parametrize("unit", ["keluarga", "orang"])
def test_counts_everywhere_are_those_of_the_tables(release, unit):
    ids = [i.id for i in catalogue.indicators().values() if i.satuan_analisis == unit and "registri" in i.sources][:6]
    found = count(release, ids)
    table = engine.compute(release, ids, region="00", level="kabupaten", protect=False)
    told = {(r["indicator"], r["region"]): (r["n"], r["denominator"]) for r in table.rows()}
    for (name, region), (n, denominator) in told.items():
        at = found.places.index[region]
        assert (int(found.array(name, "n")[at]), int(found.array(name, "den")[at])) == (n, denominator)
    assert len(told) > 100
