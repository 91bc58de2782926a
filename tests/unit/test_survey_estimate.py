"""Design, estimates, replicates, calibration and small areas on small literal samples, against slow definitions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sepakat import measures, survey
from sepakat.core import UserError
from sepakat.survey import Design


def sample(seed: int = 3, strata: int = 6, units: int = 4, rows: int = 7) -> pa.Table:
    """A clustered sample with incomes, sexes and two regions."""
    dice = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(strata), units * rows)
    unit = np.tile(np.repeat(np.arange(units), rows), strata)
    level = dice.normal(0, 0.4, strata * units)[stratum * units + unit]
    income = np.round(np.exp(7 + 0.1 * stratum + level + dice.normal(0, 0.6, stratum.size)), 2)
    return pa.table(
        {
            "stratum": stratum,
            "unit": unit,
            "income": income,
            "other": income * dice.uniform(0.5, 2, stratum.size),
            "poor": (income < 900).astype(float),
            "weight": dice.uniform(1, 5, stratum.size),
            "sex": dice.choice(["L", "P"], stratum.size),
            "region": np.where(stratum < 3, "53.01", "53.02"),
            "rank": income + dice.normal(0, 100, stratum.size),
        }
    )


DESIGN = Design(weights="weight", strata="stratum", cluster="unit")
MEASURES: list[tuple[str, dict[str, Any]]] = [
    ("mean", {}),
    ("total", {}),
    ("ratio", {"denominator": "other"}),
    ("fgt", {"line": 900, "alpha": 0}),
    ("fgt", {"line": 900, "alpha": 1}),
    ("fgt", {"line": 900, "alpha": 2}),
    ("fgt", {"line": ("mean", 0.6), "alpha": 1}),
    ("fgt", {"line": ("mean", 0.6), "alpha": 2}),
    ("watts", {"line": 900}),
    ("sen", {"line": 900}),
    ("sen_shorrocks_thon", {"line": 900}),
    ("gini", {}),
    ("gini", {"variant": "convey"}),
    ("theil", {}),
    ("mld", {}),
    ("generalized_entropy", {"alpha": 2}),
    ("poverty_gap_rupiah", {"line": 900}),
    ("poverty_gap_rupiah", {"line": ("mean", 0.6)}),
    ("atkinson", {"epsilon": 0.5}),
    ("atkinson", {"epsilon": 1}),
    ("concentration_index", {"rank": "rank"}),
]


@pytest.mark.parametrize(("measure", "arguments"), MEASURES, ids=lambda v: str(v))
def test_a_score_is_what_moving_the_weights_of_a_unit_does(measure: str, arguments: dict[str, Any]) -> None:
    """The formula of each linearised variable against the derivative itself, taken unit by unit: equal."""
    data = sample()
    bound = DESIGN.bind(data)
    found = survey.estimate(data, measure, "income", DESIGN, **arguments)[0]

    def value(_: Any, w: Any) -> float:
        moved = data.set_column(data.column_names.index("weight"), "weight", pa.array(w))
        return float(survey.estimate(moved, measure, "income", DESIGN, **arguments)[0]["estimate"])

    unit, w, step = bound.sampling.psu, bound.weights, 1e-4
    u = np.zeros_like(w)
    for code in np.unique(unit):  # all of a unit's part stands on its first row: the variance adds it up anyway
        up, down = np.where(unit == code, w * (1 + step), w), np.where(unit == code, w * (1 - step), w)
        u[np.argmax(unit == code)] = (value(None, up) - value(None, down)) / (2 * step)
    assert found["estimate"] == pytest.approx(value(None, w))
    assert found["se"] == pytest.approx(bound.error(u, np.arange(data.num_rows)), rel=2e-4)


@pytest.mark.parametrize(("measure", "arguments"), [m for m in MEASURES if m[0] != "concentration_index"], ids=str)
def test_two_ways_to_a_standard_error_agree(measure: str, arguments: dict[str, Any]) -> None:
    """Linearised against the jackknife, which knows no formula and errs to the safe side on small samples."""
    data = sample(strata=6, units=30)
    plain = survey.estimate(data, measure, "income", DESIGN, by="region", **arguments)
    again = survey.estimate(data, measure, "income", DESIGN, by="region", variance="jackknife", **arguments)
    for one, two in zip(plain, again, strict=True):
        assert one["estimate"] == pytest.approx(two["estimate"])
        assert one["se"] == pytest.approx(two["se"], rel=0.1), one["region"]


@pytest.mark.parametrize(
    ("measure", "arguments"),
    [
        ("quantile", {"q": 0.5}),
        ("arpt", {}),
        ("arpr", {}),
        ("quintile_share_ratio", {}),
        ("palma", {}),
        ("bottom_share", {}),
        ("decile_shares", {"decile": 1}),
        ("decile_shares", {"decile": 10}),
        ("relative_median_gap", {}),
        ("fgt", {"line": ("quantile", 0.5, 0.6), "alpha": 0}),
    ],
    ids=lambda v: str(v),
)
def test_measures_on_quantiles_agree_with_the_bootstrap(measure: str, arguments: dict[str, Any]) -> None:
    """Their density is estimated, so only roughly; the bootstrap is what the methods book prefers."""
    data = sample(strata=15, units=8, rows=12)
    plain = survey.estimate(data, measure, "income", DESIGN, **arguments)[0]
    again = survey.estimate(data, measure, "income", DESIGN, variance="bootstrap", **arguments)[0]
    assert plain["estimate"] == pytest.approx(again["estimate"])
    assert plain["se"] == pytest.approx(again["se"], rel=0.35)


@pytest.mark.parametrize("measure", ["mean", "gini", "quantile", "fgt"])
def test_values_are_those_of_the_measures(measure: str) -> None:
    data = sample()
    arguments: dict[str, Any] = {"fgt": {"line": 900, "alpha": 1}}.get(measure, {})
    for row in survey.estimate(data, measure, "income", DESIGN, by=["region", "sex"], **arguments):
        inside = data.filter(
            pa.compute.and_(pa.compute.equal(data["region"], row["region"]), pa.compute.equal(data["sex"], row["sex"]))
        )
        y, w = inside["income"], inside["weight"]
        wanted = {
            "mean": lambda y=y, w=w: np.average(y, weights=w),
            "quantile": lambda y=y, w=w: measures.arpt(y, w, share=1.0),
        }.get(measure, lambda y=y, w=w: getattr(measures, measure)(y, w, **arguments))()
        assert row["estimate"] == pytest.approx(wanted) and row["n"] == inside.num_rows


def test_a_domain_is_the_whole_with_zeros_outside() -> None:
    """The total in a domain has the error of the variable that is zero elsewhere: no unit is dropped."""
    data = sample()
    inside = pa.compute.equal(data["region"], "53.01")
    zeroed = data.append_column("part", pa.compute.multiply(data["income"], inside.cast(pa.float64())))
    domain = survey.estimate(data, "total", "income", DESIGN, by="region")[0]
    whole = survey.estimate(zeroed, "total", "part", DESIGN)[0]
    assert domain["estimate"] == pytest.approx(whole["estimate"]) and domain["se"] == pytest.approx(whole["se"])


def test_a_relative_line_is_of_the_whole_frame() -> None:
    data = sample()
    line = 0.6 * measures.arpt(data["income"], data["weight"], share=1.0)
    for row in survey.estimate(data, "arpr", "income", DESIGN, by="region"):
        inside = data.filter(pa.compute.equal(data["region"], row["region"]))
        assert row["estimate"] == pytest.approx(measures.fgt(inside["income"], inside["weight"], line=line, alpha=0))


def test_frames_of_any_kind_give_the_same() -> None:
    data = sample()
    polars = pytest.importorskip("polars")
    for frame in (polars.from_arrow(data), data.to_pandas() if _has_pandas() else data):
        assert survey.estimate(frame, "gini", "income", DESIGN, by="sex") == survey.estimate(
            data, "gini", "income", DESIGN, by="sex"
        )


def _has_pandas() -> bool:
    try:
        import pandas  # noqa: F401
    except ImportError:
        return False
    return True


def test_shares_have_intervals_inside_zero_and_one() -> None:
    row = survey.estimate(sample(), "mean", "poor", DESIGN)[0]
    low, high = survey.logit_interval(row["estimate"], row["se"], z=2.1)
    assert 0 < row["lower"] < row["estimate"] < row["upper"] < 1
    assert row["upper"] - row["estimate"] != pytest.approx(row["estimate"] - row["lower"])
    assert row["df"] == 6 * 4 - 6 and abs(row["lower"] - low) < 0.01 and abs(row["upper"] - high) < 0.01


def test_missing_values_leave_the_domain_but_not_the_design() -> None:
    data = sample()
    income = pa.array([None if i % 5 == 0 else v for i, v in enumerate(data["income"].to_pylist())])
    broken = data.set_column(2, "income", income)
    row = survey.estimate(broken, "mean", "income", DESIGN)[0]
    assert row["n"] == data.num_rows - math.ceil(data.num_rows / 5) and row["df"] == 18


@pytest.mark.parametrize(
    ("way", "se"), [("remove", 4 / 3), ("certainty", 4 / 3), ("adjust", 20 / 9), ("average", 1.885618)]
)
def test_a_stratum_with_one_unit(way: str, se: float) -> None:
    """Literal example of the methods book: three units, stratum B has one."""
    data = pa.table({"y": [10.0, 14, 20], "s": ["A", "A", "B"], "w": [1.0, 1, 1]})
    found = survey.estimate(data, "mean", "y", Design(weights="w", strata="s", lonely_psu=way))[0]
    assert found["se"] == pytest.approx(se, abs=5e-6)


def test_balanced_halves_agree_on_totals() -> None:
    data = sample(units=2)
    plain = survey.estimate(data, "total", "income", DESIGN)[0]
    halves = survey.estimate(data, "total", "income", DESIGN, variance="brr")[0]
    assert halves["se"] == pytest.approx(plain["se"])


def test_raking_meets_every_margin_and_keeps_its_error() -> None:
    data = sample()
    sex = {k: float(v) for k, v in zip(["L", "P"], [300, 340], strict=True)}
    region = {"53.01": 280.0, "53.02": 360.0}
    design = survey.calibrate(data, DESIGN, {"sex": sex, "region": region})
    for name, wanted in (("sex", sex), ("region", region)):
        for row in survey.estimate(
            data.append_column("one", pa.array(np.ones(data.num_rows))), "total", "one", design, by=name
        ):
            assert row["estimate"] == pytest.approx(wanted[row[name]], rel=1e-6)
            assert row["se"] == pytest.approx(0, abs=1e-6 * wanted[row[name]])
    with_one = data.append_column("one", pa.array(np.ones(data.num_rows)))
    again = survey.estimate(with_one, "total", "one", design, by="sex", variance="jackknife")
    assert [row["se"] for row in again] == pytest.approx([0, 0], abs=1e-4)  # every replicate meets the margins
    plain = survey.estimate(data, "mean", "income", design)[0]
    jackknife = survey.estimate(data, "mean", "income", design, variance="jackknife")[0]
    assert jackknife["se"] == pytest.approx(plain["se"], rel=0.15)
    wanted_total = 1.03 * float(design.weights @ data["other"].to_numpy())
    linear = survey.calibrate(data, DESIGN, {"sex": sex, "other": wanted_total})
    assert linear.weights @ data["other"].to_numpy() == pytest.approx(wanted_total)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda d: survey.estimate(d, "mean", "incom", DESIGN), "survey-column"),
        (lambda d: survey.estimate(d, "ginni", "income", DESIGN), "survey-measure"),
        (lambda d: survey.estimate(d, "gini", "income", DESIGN, alpha=1), "survey-argument"),
        (lambda d: survey.estimate(d, "fgt", "income", DESIGN, line=5), "survey-argument"),
        (lambda d: survey.estimate(d, "ratio", "income", DESIGN), "survey-ratio"),
        (lambda d: survey.estimate(d, "decile_shares", "income", DESIGN), "survey-argument"),
        (lambda d: survey.estimate(d, "decile_shares", "income", DESIGN, decile=11), "survey-argument"),
        (lambda d: survey.estimate(d, "alkire_foster", ["income"], DESIGN), "survey-argument"),
        (lambda d: survey.estimate(d, "alkire_foster", ["income"], DESIGN, cutoffs=[1], q=1), "survey-argument"),
        (
            lambda d: survey.estimate(d, "alkire_foster", ["income"], DESIGN, cutoffs=[900], part="m1"),
            "survey-argument",
        ),
        (lambda d: survey.estimate(d, "mean", "income", Design(weights="weight", lonely_psu="x")), "survey-lonely"),
        (lambda d: survey.estimate(d, "mean", "income", Design(weights="weight", fpc=["sex", "sex"])), "survey-stages"),
        (lambda d: survey.estimate(d, "mean", "income", DESIGN, variance="brr"), "survey-brr"),
        (lambda d: survey.estimate(d, "mean", "income", DESIGN, variance="x"), "survey-variance"),
        (lambda d: survey.estimate(d, "mean", "income", Design(weights=np.array([1.0]))), "measure-weights"),
        (lambda d: survey.calibrate(d, DESIGN, {"sex": {"L": 1.0}}), "survey-margins"),
        (
            lambda d: survey.calibrate(
                d, DESIGN, {"sex": {"L": 1.0, "P": 1.0}, "region": {"53.01": 9.0, "53.02": 1.0}}
            ),
            "survey-margins",
        ),
        (lambda d: survey.calibrate(d, DESIGN, {"other": 5.0}, method="raking"), "survey-margins"),
        (lambda d: survey.fay_herriot([1.0, 2.0, 3.0], [0.1, 0.0, 0.1]), "survey-areas"),
        (lambda d: survey.fay_herriot([1.0, 2.0, 3.0], [0.1, 0.1, 0.1], [[1.0], [2.0]]), "survey-covariates"),
        (lambda d: survey.battese_harter_fuller([1.0], [[1.0]], ["a"], {"b": [1.0]}), "survey-areas"),
    ],
)
def test_a_mistake_is_named(call: Any, code: str) -> None:
    with pytest.raises(UserError) as caught:
        call(sample())
    assert caught.value.code == code and caught.value.hint


def test_an_area_without_a_direct_estimate_has_the_models() -> None:
    x = np.arange(12.0)
    direct = 2 + 0.5 * x
    direct[4] = np.nan
    found = survey.fay_herriot(direct, np.full(12, 0.2), x)
    assert found["estimates"][4] == pytest.approx(4.0) and found["gamma"][4] == 0
    assert found["mse"][4] > 0 and found["area_variance"] == 0.0


def test_empty_domains_and_weights_of_zero() -> None:
    data = sample().append_column("nothing", pa.array(np.zeros(168)))
    for measure in ("mean", "gini", "arpr", "arpt", "relative_median_gap"):
        row = survey.estimate(data, measure, "income", Design(weights="nothing"))[0]
        assert math.isnan(row["estimate"]) and math.isnan(row["se"]) and row["n"] == 0 and row["lower"] is None
    assert survey.estimate(data.slice(0, 0), "gini", "income", DESIGN, by="sex") == []


@pytest.mark.parametrize(("measure", "arguments"), MEASURES, ids=lambda v: str(v))
def test_nothing_is_uncertain_where_all_values_are_alike(measure: str, arguments: dict[str, Any]) -> None:
    """Ties must not make an error out of nothing; totals alone depend on how many are drawn."""
    if measure in ("total", "ratio", "poverty_gap_rupiah"):
        return
    data = sample().set_column(2, "income", pa.array(np.full(168, 700.0)))
    if arguments != {"variant": "convey"}:  # its own term, sum w² y, differs with the weights
        assert survey.estimate(data, measure, "income", DESIGN, **arguments)[0]["se"] == pytest.approx(0, abs=1e-12)
    none = data.set_column(2, "income", pa.array(np.zeros(168)))
    if not isinstance(arguments.get("line"), tuple):
        value = survey.estimate(none, measure, "income", DESIGN, **arguments)[0]["estimate"]
        assert math.isnan(value) or min(abs(value), abs(value - 1)) < 1e-12


def test_lines_however_they_are_written() -> None:
    """A tuple, a list, a column by name, a series; and none that is not above zero."""
    data = sample().append_column("line", pa.array(np.linspace(500, 1000, 168)))

    def rate(line: Any) -> float:
        return float(survey.estimate(data, "fgt", "income", DESIGN, by="sex", line=line, alpha=1)[1]["estimate"])

    assert rate(["mean", 0.6]) == rate(("mean", 0.6)) > 0
    assert rate("line") == rate(data["line"]) == rate(data["line"].to_pandas())
    zero = data.set_column(2, "income", pa.array(np.zeros(168)))
    for frame, line in ((data, 0), (data, ("median", 0.6)), (data, [1.0, 2.0]), (zero, ("mean", 0.6))):
        with pytest.raises(UserError):
            survey.estimate(frame, "fgt", "income", DESIGN, line=line, alpha=1)


def test_the_gap_of_a_domain_is_to_the_line_of_all() -> None:
    data = sample()
    y, w = data["income"].to_numpy(), data["weight"].to_numpy()
    edge = measures.arpt(y, w)
    for row in survey.estimate(data, "relative_median_gap", "income", DESIGN, by="sex"):
        inside = np.array(data["sex"]) == row["sex"]
        middle = measures.arpt(y[inside & (y < edge)], w[inside & (y < edge)], share=1.0)
        assert row["estimate"] == pytest.approx(1 - middle / edge)


def test_a_domain_of_known_size() -> None:
    """sum(w y)/N and sqrt(sum(w (w - 1) y^2))/N, by hand."""
    found = survey.direct_known_size([1.0, 0.0, 1.0], [2.0, 5.0, 4.0], 12.0)
    assert found["direct"] == pytest.approx(0.5) and found["sd"] == pytest.approx(math.sqrt(2 + 12) / 12)
    assert found["cv"] == pytest.approx(100 * found["sd"] / 0.5)


def test_multidimensional_poverty_is_a_mean_over_persons() -> None:
    data = sample()
    told: Any = {"cutoffs": [900, 900, 1100], "weights": [1, 1, 2], "k": 0.5}
    matrix = np.stack([data[c].to_numpy() for c in ("income", "other", "rank")], axis=1)
    whole = measures.alkire_foster(matrix, **told, sample_weights=data["weight"])
    for part in ("m0", "h", "a"):
        columns = ["income", "other", "rank"]
        found = survey.estimate(data, "alkire_foster", columns, DESIGN, part=part, **told)[0]
        again = survey.estimate(data, "alkire_foster", columns, DESIGN, part=part, variance="jackknife", **told)[0]
        assert found["estimate"] == pytest.approx(whole[part]) and found["n"] == data.num_rows
        assert found["se"] == pytest.approx(again["se"], rel=0.05)
    by_region = survey.estimate(data, "alkire_foster", ["income", "other", "rank"], DESIGN, by="region", **told)
    assert [row["region"] for row in by_region] == ["53.01", "53.02"]
