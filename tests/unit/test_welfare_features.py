"""The feature list: what it may read, and that every answer of the form lands on exactly one level."""

from __future__ import annotations

import itertools
import json

import pyarrow as pa
import pytest

from sepakat import catalogue
from sepakat.catalogue.reading import HOME
from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.welfare import features
from sepakat.welfare.expressions import check_expression
from sepakat.welfare.features import Feature, Level, Need, Spec, Text
from sepakat.welfare.model import Cell, Model
from sepakat.welfare.scoring import missing_sql

SPEC = features.spec()
LABEL = Text("uji", "test")


def one(feature: Feature) -> Spec:
    return Spec("uji", LABEL, "1", (feature,))


def yes(column: str) -> Feature:
    return Feature(
        "uji", LABEL, (Need(column),), (Level("a", f"{column} = 1", LABEL), Level("b", f"{column} = 2", LABEL)), "a"
    )


def missing(feature: Feature) -> str:
    """`missing_sql` of a model that has this feature alone."""
    cells = {"00": {0: Cell(0, dict.fromkeys(feature.terms(), 0))}}
    return missing_sql(Model(one(feature), cells, {}, {}, {0: ()}, {}, {}, "", ""))


def test_every_feature_has_words_in_both_languages_and_shared_columns() -> None:
    survey = catalogue.table("survey_susenas_household").variables
    family = catalogue.table("family").variables
    assert len(SPEC.features) >= 35
    for feature in SPEC.features:
        words = [lv.words for lv in feature.levels] or [feature.words]
        assert all(w.id and w.en for w in (*words, feature.label))
        assert all(c in survey and c in family for c in feature.columns)


def test_every_answer_of_the_form_has_exactly_one_level() -> None:
    """All combinations of codes (and of not asked) that the form allows, counted by the SQL itself."""
    family = catalogue.table("family").variables
    con = duck.connect()
    checked = 0
    for feature in SPEC.features:
        lists = {c: family[c].codes() for c in feature.columns}
        if not feature.levels or any(codes is None for codes in lists.values()):
            continue
        conditions = {n.column: n.when for n in feature.needs}
        combos = itertools.product(*([int(k) for k in codes.rows] for codes in lists.values() if codes))
        rows = [dict(zip(lists, combo, strict=True)) for combo in combos]
        con.register("jawaban", pa.Table.from_pylist(rows))
        # A question that the flow skips is NULL, whatever the product above put there.
        shown = ", ".join(f"CASE WHEN {conditions[c]} THEN {c} END AS {c}" if conditions[c] else c for c in lists)
        hits = " + ".join(f"coalesce(({lv.when})::INT, 0)" for lv in feature.levels)
        bad = con.sql(f"SELECT count(*) FROM (SELECT {shown} FROM jawaban) WHERE {hits} <> 1").fetchall()[0][0]
        assert bad == 0, feature.name
        empty = con.sql(f"SELECT count(*) FROM (SELECT {shown} FROM jawaban) WHERE {missing(feature)} IS NOT NULL")
        assert empty.fetchall()[0][0] == 0, feature.name
        checked += 1
    assert checked > 25


def test_a_question_that_is_skipped_is_not_missing_and_one_that_is_unanswered_is() -> None:
    power = next(f for f in SPEC.features if f.name == "listrik")
    con = duck.connect()
    rows = con.sql(
        f"SELECT {missing(power)} FROM (VALUES (4, NULL), (1, NULL), (NULL, NULL), (1, 2), (7, NULL)) "
        "t(penerangan, daya_1)"
    ).fetchall()
    assert [r[0] for r in rows] == [None, "daya_1", "penerangan", None, "penerangan"]


def test_power_above_1300_va_is_one_level_because_the_survey_cannot_tell() -> None:
    power = next(f for f in SPEC.features if f.name == "listrik")
    con = duck.connect()
    rows = con.sql(f"SELECT {power.sql()} FROM (VALUES (1, 3), (1, 4), (1, 5)) t(penerangan, daya_1)").fetchall()
    assert len(set(rows)) == 1


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("nik", "welfare-vault"),
        ("alamat", "welfare-vault"),
        ("lat", "welfare-vault"),
        ("terima_pkh", "welfare-circular"),
        ("penerima_sembako", "welfare-circular"),
        ("jumlah_jamkes", "welfare-circular"),
        ("desil_resmi", "welfare-circular"),
        ("village_code", "welfare-column"),
        ("smartphone", "welfare-column"),  # not in the survey
        ("lantay", "welfare-column"),
    ],
)
def test_columns_that_a_model_must_not_read_are_refused(column: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        features.check_spec(one(yes(column)))
    assert refused.value.code == code


def test_a_misspelt_column_is_told_the_nearest_one() -> None:
    with pytest.raises(UserError) as refused:
        features.check_spec(one(yes("lantay")))
    assert refused.value.hint is not None and "lantai" in refused.value.hint.id


@pytest.mark.parametrize(
    "sql",
    [
        "(SELECT 1)",
        "lantai IN (SELECT 1)",
        "read_csv('x')",
        "random()",
        "lantai = 'a'",
        "lantai / 2",
        "lantai * 0.5",
        "t.lantai = 1",
        "lantai = 1; DROP TABLE x",
        "lantai =",
        "lantai = nik",
    ],
)
def test_expressions_outside_the_closed_set_are_refused(sql: str) -> None:
    with pytest.raises(UserError):
        check_expression(sql, {"lantai"}, "uji")


def test_an_expression_names_its_columns() -> None:
    sql = "CASE WHEN members > 0 AND NOT lantai IN (1, 2) THEN (luas_lantai * 10) // members ELSE -1 END"
    assert check_expression(sql, {"members", "lantai", "luas_lantai"}, "uji") == {"members", "lantai", "luas_lantai"}


@pytest.mark.parametrize(
    "feature",
    [
        Feature("uji", LABEL, (Need("lantai"),), (Level("a", "lantai = 1", LABEL),), "b"),
        Feature("uji", LABEL, (Need("lantai"),), (Level("a", "lantai = 1", LABEL, merge="a"),), "a"),
        Feature("uji", LABEL, (Need("lantai"),), value="lantai", knots=(3, 2)),
        Feature("uji", LABEL, (), value="lantai"),
        Feature("uji", LABEL, (Need("lantai"),)),
        Feature("uji", LABEL, (Need("lantai"),), value="dinding"),
    ],
)
def test_features_that_do_not_hold_together_are_refused(feature: Feature) -> None:
    with pytest.raises(UserError):
        features.check_spec(one(feature))


def test_a_name_used_twice_is_refused() -> None:
    with pytest.raises(UserError):
        features.check_spec(Spec("uji", LABEL, "1", (yes("kulkas"), yes("ac"))))


def test_the_form_kept_in_a_model_file_is_the_same_specification() -> None:
    again = features.from_data(json.loads(json.dumps(features.as_data(SPEC))))
    assert again == SPEC and again.digest() == SPEC.digest()


def test_a_change_of_meaning_changes_the_digest() -> None:
    assert SPEC.only(set(SPEC.columns) - {"kulkas"}).digest() != SPEC.digest()


def test_specifications_are_found_by_walking_the_folder() -> None:
    assert set(features.specs()) == {p.stem for p in (HOME / "pmt").glob("*.toml")}
    with pytest.raises(UserError) as refused:
        features.spec("regsosek_susena")
    assert refused.value.hint is not None and "regsosek_susenas" in refused.value.hint.id
