"""Fitting: what a model learns, writes down and refuses."""

from __future__ import annotations

import datetime as dt
import functools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.welfare import Model, fit, missing_sql, report_markdown, score_sql, spec
from sepakat.welfare.design import build, merge_rare
from sepakat.welfare.levels import Levels, regency_effects
from sepakat.welfare.model import NATION, contribution
from sepakat.welfare.targeting import DEFINITIONS
from tests.welfare_population import population, survey

ON = dt.date(2025, 3, 31)


@functools.lru_cache(maxsize=1)
def people() -> pa.Table:
    return population(30_000)


@functools.lru_cache(maxsize=1)
def sample() -> pa.Table:
    return survey(people(), 2_500)


@functools.lru_cache(maxsize=1)
def model() -> Model:
    return fit(sample(), author="uji", on=ON, source="Susenas", period="Maret 2025")


def scores(table: pa.Table, sql: str) -> np.ndarray:
    con = duck.connect()
    con.register("t", table.append_column("_n", pa.array(np.arange(table.num_rows))))
    return duck.arrow(con, f"SELECT {sql} AS s FROM t ORDER BY _n").column("s").to_numpy(zero_copy_only=False)


def test_it_explains_welfare_on_clusters_it_has_not_seen() -> None:
    held = model().facts["kecocokan"]["uji_silang"]
    inside = model().facts["kecocokan"]["dalam_sampel"]
    assert 0.5 < held["r2"] < inside["r2"]
    assert held["spearman"] > 0.7


def test_it_does_about_as_well_on_the_population_as_it_said() -> None:
    score = scores(people(), score_sql(model())) / 1e6
    y = np.log(people().column("pengeluaran_kapita").to_numpy() / people().column("garis_kemiskinan").to_numpy())
    members = people().column("members").to_numpy()
    rmse = float(np.sqrt(np.average((y - score) ** 2, weights=members)))
    assert rmse == pytest.approx(model().facts["kecocokan"]["uji_silang"]["rmse"], rel=0.06)


def test_signs_that_anybody_would_expect() -> None:
    for kind in (1, 2):
        terms = model().leaf("53.01", kind).terms
        assert terms["lantai=tanah"] < 0 < terms["lantai=keramik"]
        assert terms["kulkas=ya"] > 0 and terms["listrik=daya_1300"] > 0 and terms["anggota"] < 0


def test_the_same_survey_gives_the_same_model() -> None:
    again = fit(sample(), author="uji", on=ON, source="Susenas", period="Maret 2025")
    assert again.id == model().id
    assert again.as_dict() == model().as_dict()


def test_the_file_round_trips_and_shows_any_change(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    model().save(path)
    loaded = Model.load(path)
    assert loaded.id == model().id and score_sql(loaded) == score_sql(model())
    data = json.loads(path.read_text())
    data["koefisien"]["00"]["1"]["istilah"]["lantai=tanah"] += 1
    path.write_text(json.dumps(data))
    with pytest.raises(UserError) as refused:
        Model.load(path)
    assert refused.value.code == "welfare-model-file"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1, "jenis": "pmt-linear"}', "\x00\xff"])
def test_a_file_that_is_no_model_is_refused_without_a_traceback(tmp_path: Path, content: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(UserError):
        Model.load(path)


def test_a_model_that_would_read_the_vault_or_run_code_is_refused(tmp_path: Path) -> None:
    for column, when in (("nik", "nik = 1"), ("lantai", "lantai = (SELECT 1)")):
        data = json.loads(json.dumps(model().as_dict()))
        data["peubah"]["features"][0]["needs"] = [{"column": column, "when": ""}]
        data["peubah"]["features"][0]["levels"][0]["when"] = when
        with pytest.raises(UserError) as refused:
            Model.from_dict(data)
        assert refused.value.code in ("welfare-vault", "welfare-expression")


def test_what_a_reviewer_needs_is_in_the_file() -> None:
    data = model().as_dict()
    assert data["label"] == "simulasi" and data["tanggal"] == "2025-03-31" and data["disusun_oleh"] == "uji"
    assert data["data"]["dipakai"] == 2_500 and data["data"]["gugus"] > 100
    assert {row["batas"] for row in data["galat_sasaran"]} == {5, 10, 15, 20, 25, 30, 35, 40}
    assert all(set(DEFINITIONS) <= set(row) for row in data["galat_sasaran"])
    assert {row["kelompok"] for row in data["galat_sasaran"]} == {"semua", "tipe_daerah", "jenis_kelamin_kk"}
    assert data["koefisien"]["00"]["1"]["galat_baku"]["lantai=tanah"] > 0
    assert data["smearing"] > 1


def test_the_score_is_the_sum_of_whole_contributions() -> None:
    """The SQL against a second implementation in Python, family by family."""
    table = people().slice(0, 300)
    sql = scores(table, score_sql(model()))
    con = duck.connect()
    con.register("t", table.append_column("_n", pa.array(np.arange(table.num_rows))))
    values = ", ".join(f"{f.sql()} AS f{i}" for i, f in enumerate(model().spec.features))
    rows = duck.arrow(con, f"SELECT {values}, tipe_daerah, regency_code FROM t ORDER BY _n").to_pylist()
    for row, score in zip(rows, sql, strict=True):
        cell = model().leaf(row["regency_code"], row["tipe_daerah"])
        total = cell.constant + sum(contribution(f, cell, row[f"f{i}"]) for i, f in enumerate(model().spec.features))
        assert total == score


def test_one_regency_alone_scores_as_the_whole_does() -> None:
    whole = scores(people(), score_sql(model()))
    codes = np.array(people().column("regency_code").to_pylist())
    for code in ("53.01", "53.71"):
        alone = scores(people(), score_sql(model(), code))
        assert (alone[codes == code] == whole[codes == code]).all()


def test_another_engine_gives_the_same_integers() -> None:
    """The expression in SQLite's dialect, by sqlglot: whole numbers and CASE mean the same everywhere."""
    import sqlite3

    import sqlglot

    table = people().slice(0, 200)
    columns = [*model().columns(), "village_code"]
    translated = sqlglot.transpile(score_sql(model()), read="duckdb", write="sqlite")[0]
    with sqlite3.connect(":memory:") as con:
        con.execute(f"CREATE TABLE t (n, {', '.join(columns)})")
        rows = [(i, *(row[c] for c in columns)) for i, row in enumerate(table.to_pylist())]
        con.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (len(columns) + 1))})", rows)
        other = [r[0] for r in con.execute(f"SELECT {translated} FROM t ORDER BY n")]
    con.close()
    assert other == scores(table, score_sql(model())).tolist()


def test_an_unanswered_question_leaves_no_score_and_names_itself() -> None:
    table = people().slice(0, 1)
    for column in ("lantai", "umur_kk", "members", "tipe_daerah"):
        place = table.column_names.index(column)
        hole = table.set_column(place, column, pa.nulls(1, table.schema.field(column).type))
        con = duck.connect()
        con.register("t", hole)
        score, missing = con.sql(f"SELECT {score_sql(model())}, {missing_sql(model())} FROM t").fetchall()[0]
        assert score is None and missing == column


def test_questions_that_the_registry_never_asks_are_left_out_of_the_model() -> None:
    held = set(spec().columns) - {"formal_kk", "jumlah_bekerja"}
    found = fit(sample(), registry_columns=held, on=ON)
    assert "formal_kk" not in found.columns() and "jumlah_bekerja" not in found.columns()
    assert set(found.facts["data"]["fitur_tidak_dipakai"]) == {"kerja_kepala", "bekerja_per_seratus"}
    # `tipe_daerah` is not among them either: one set of coefficients, and families are ranked without it.
    assert found.kinds == (0,) and "tipe_daerah" not in found.columns()
    assert np.isfinite(scores(people().slice(0, 50), score_sql(found))).all()


def test_rare_levels_take_the_coefficient_of_the_level_they_merge_into() -> None:
    design = build(sample(), spec(), folds=5, by_type=True)
    merged = merge_rare(design, 200)
    assert merged["lantai"]["marmer"] == "keramik"
    found = fit(sample(), rare=200, on=ON)
    terms = found.leaf("53.01", 2).terms
    assert terms["lantai=marmer"] == terms["lantai=keramik"]
    assert terms["pemanas_air=ya"] == 0  # merged into the reference


def test_provinces_with_other_slopes_get_their_own_as_far_as_the_data_ask() -> None:
    regencies = ("52.01", "52.02", "53.01", "53.02")
    differ = population(20_000, regencies=regencies, provinces_differ=True)
    found = fit(survey(differ, 4_000), on=ON)
    assert set(found.cells) == {"00", "52", "53"}

    def reach(code: str) -> int:
        terms = found.leaf(code, 2).terms
        return terms["lantai=keramik"] - terms["lantai=tanah"]

    assert reach("53.01") > reach("52.01") > 0
    # A province that the survey does not cover is scored by all provinces together.
    assert found.leaf("61.01", 2) == found.cells[NATION][2]


def test_regency_effects_are_shrunk_and_the_smaller_the_regency_the_more() -> None:
    """Two regencies with the same raw mean residual, one with few clusters: its effect is nearer to nothing."""
    design = build(sample(), spec(), folds=5, by_type=True)
    few = design.cluster % 8 == 0
    regency = np.where(few, 0, 1 + design.cluster % 3)
    rng = np.random.default_rng(4)
    raw = np.where(regency <= 1, 0.3, -0.3) + rng.normal(0, 0.4, design.n)
    fake = replace(design, regency=regency, regencies=("53.01", "53.02", "53.03", "53.04"))
    effect, error = regency_effects(fake, raw, np.ones(design.n, dtype=bool))
    assert 0 < effect[0] < effect[1] < 0.35
    assert error[0] > error[1] > 0


def test_held_out_rows_are_whole_clusters() -> None:
    design = build(sample(), spec(), folds=5, by_type=True)
    for cluster in np.unique(design.cluster):
        assert len(np.unique(design.fold[design.cluster == cluster])) == 1
    sizes = np.bincount(design.fold)
    assert sizes.max() - sizes.min() < 20


def test_the_joint_solution_is_plain_weighted_least_squares_when_nothing_is_shrunk() -> None:
    """Moments against numpy's least squares on the rows themselves."""
    design = build(sample(), spec().only({"kulkas", "members", "lantai"}), folds=5, by_type=False)
    x = np.column_stack([design.values[:, 0] == 1, design.values[:, 1]]).astype(float)
    levels = Levels(design, x)
    from sepakat.welfare.moments import solve

    beta = solve(levels.part(None, list(range(5))), levels.penalty(0.0, 0.0))
    root = np.sqrt(design.weight)[:, None]
    plain = np.linalg.lstsq(np.column_stack([np.ones(design.n), x]) * root, design.y * root[:, 0], rcond=None)[0]
    assert beta == pytest.approx(plain, abs=1e-6)


@pytest.mark.parametrize("column", ["psu", "garis_kemiskinan", "pengeluaran_kapita", "regency_code"])
def test_a_survey_without_what_a_fit_needs_is_refused(column: str) -> None:
    with pytest.raises(UserError) as refused:
        fit(sample().drop_columns([column]))
    assert refused.value.code == "welfare-survey-columns"
    assert refused.value.detail is not None and column in refused.value.detail.id


def test_a_survey_that_is_too_small_is_refused() -> None:
    with pytest.raises(UserError) as refused:
        fit(sample().slice(0, 40))
    assert refused.value.code == "welfare-small-survey"
    with pytest.raises(UserError) as few:
        fit(sample().select(["kulkas", "regency_code", "psu", "members", "penimbang"]))
    assert few.value.code == "welfare-few-features"


def test_rows_that_cannot_be_used_are_counted_by_reason() -> None:
    table = sample()
    place = table.column_names.index("pengeluaran_kapita")
    spending = table.column("pengeluaran_kapita").to_numpy().copy()
    spending[:25] = 0
    found = fit(table.set_column(place, "pengeluaran_kapita", pa.array(spending)), on=ON)
    assert found.facts["data"]["tidak_dipakai"] == {"pengeluaran": 25}
    assert found.facts["data"]["dipakai"] == 2_475


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_report_names_definitions_label_and_coefficients(lang: str) -> None:
    text = report_markdown(model(), lang)
    assert model().id in text and ("simulasi" if lang == "id" else "simulation") in text
    assert all(f"`{name}`" in text for name in DEFINITIONS)
    assert ("Lantai tanah" if lang == "id" else "Earth floor") in text


def test_a_large_regency_may_bend_its_coefficients_if_held_out_clusters_gain() -> None:
    """In 53.02 schooling pays and goods say little; elsewhere the other way round."""
    table = survey(population(20_000, seed=8, regencies=("53.01", "53.02")), 4_000)
    own = np.array(table.column("regency_code").to_pylist()) == "53.02"
    line = table.column("garis_kemiskinan").to_numpy()
    school = table.column("tingkat_ijazah_maks").to_numpy()
    goods = table.column("kulkas").to_numpy() == 1
    noise = np.random.default_rng(6).normal(0, 0.3, table.num_rows)
    ratio = np.where(own, 0.35 * (school - 2), 0.8 * goods) + noise
    place = table.column_names.index("pengeluaran_kapita")
    found = fit(table.set_column(place, "pengeluaran_kapita", pa.array(line * np.exp(ratio))), on=ON)
    assert found.facts["penyetelan"]["kabupaten"] != "tak hingga"
    slopes = found.regencies["53.02"].slopes
    assert slopes and slopes["kulkas=ya"] < 0 < found.regencies["53.01"].slopes["kulkas=ya"]
    # The expression for any family tells the regencies apart as the short ones do.
    codes = np.array(table.column("regency_code").to_pylist())
    whole = scores(table, score_sql(found, regency="regency_code"))
    for code in ("53.01", "53.02"):
        assert (scores(table, score_sql(found, code))[codes == code] == whole[codes == code]).all()
    # Small regencies are never bent.
    small = fit(table, on=ON, small=10_000)
    assert not any(r.slopes for r in small.regencies.values())


def test_provinces_are_told_apart_in_one_expression() -> None:
    regencies = ("52.01", "52.02", "53.01", "53.02")
    table = population(12_000, regencies=regencies, provinces_differ=True)
    found = fit(survey(table, 3_000), on=ON)
    whole = scores(table, score_sql(found))
    codes = np.array(table.column("regency_code").to_pylist())
    for code in regencies:
        assert (scores(table, score_sql(found, code))[codes == code] == whole[codes == code]).all()


def test_the_report_tells_of_families_with_a_disability_where_the_survey_does() -> None:
    table = sample().append_column("jumlah_disabilitas", pa.array(np.arange(2_500) % 5 == 0).cast(pa.int32()))
    found = fit(table, on=ON)
    assert "Ada anggota dengan disabilitas: ya" in report_markdown(found, "id")
