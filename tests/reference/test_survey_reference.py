"""Sampling errors, calibration and small areas against R's published outputs (golden.json names each source).

The data may not be carried along: `tools/fetch_reference.py` brings them to `.reference/`; without it these tests skip.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pytest

from sepakat import survey
from sepakat.survey import Design

HERE = Path(__file__).parent
DATA = HERE.parent.parent / ".reference"
CASES = {c["id"]: c for c in json.loads((HERE / "golden.json").read_text(encoding="utf-8"))["cases"]}


def read(name: str) -> pa.Table:
    path = DATA / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: run tools/fetch_reference.py (needs apt and the package index)")
    return pacsv.read_csv(path)


def meets(case: str, found: dict[str, Any]) -> None:
    golden = CASES[case]
    for key, wanted in golden["expected"].items():
        tolerance = golden["tolerance"].get(key, golden["tolerance"].get("*"))
        if "info" in tolerance:
            continue
        off = abs(found[key] - wanted)
        limit = tolerance.get("abs", tolerance.get("rel", 1e-9) * abs(wanted))
        assert off <= limit, f"{key}: {found[key]} for {wanted}"


PERSON = [
    ("arpr", "arpr", {}),
    ("arpt", "arpt", {}),
    ("gini", "gini", {"variant": "convey"}),
    ("qsr", "quintile_share_ratio", {}),
    ("atkinson/eps-05", "atkinson", {"epsilon": 0.5}),
    ("gei/eps-1", "theil", {}),
    ("lorenz/q-04", "bottom_share", {"share": 0.4}),
    ("lorenz/q-09", "bottom_share", {"share": 0.9}),
    ("mean", "mean", {}),
    ("mean-deff", "mean", {}),
    ("quantile/q-02", "quantile", {"q": 0.2}),
    ("quantile/q-05", "quantile", {"q": 0.5}),
    ("quantile/q-08", "quantile", {"q": 0.8}),
]


@pytest.mark.parametrize(("case", "measure", "arguments"), PERSON, ids=lambda v: v if isinstance(v, str) else "")
def test_eusilc_with_persons_as_units(case: str, measure: str, arguments: dict[str, Any]) -> None:
    design = Design(weights="rb050", strata="db040", cluster="rb030")
    meets(f"eusilc/person/{case}", survey.estimate(read("eusilc"), measure, "eqIncome", design, **arguments)[0])


# measure, arguments, estimate and standard error as the reference pages of R's convey print them (svyfgt, svywatts,
# svyrmpg; thresholds 10000, 0.6 of the median, 0.6 of the mean)
PRINTED: list[tuple[str, dict[str, Any], float, float]] = [
    ("fgt", {"line": 10000, "alpha": 0}, 0.11444, 0.0027),
    ("fgt", {"line": 10000, "alpha": 1}, 0.032085, 0.0011),
    ("fgt", {"line": ("quantile", 0.5, 0.6), "alpha": 0}, 0.14444, 0.0028),
    ("fgt", {"line": ("quantile", 0.5, 0.6), "alpha": 1}, 0.039809, 0.0011),
    ("fgt", {"line": ("mean", 0.6), "alpha": 0}, 0.18818, 0.0028),
    ("fgt", {"line": ("mean", 0.6), "alpha": 1}, 0.051187, 0.0011),
    ("watts", {"line": 10000}, 0.051744, 0.0023),
    ("watts", {"line": ("quantile", 0.5, 0.6)}, 0.062404, 0.0024),
    ("watts", {"line": ("mean", 0.6)}, 0.078038, 0.0024),
    ("relative_median_gap", {}, 0.18929, 0.0058),
]


def test_printed_figures_of_convey() -> None:
    data, design = read("eusilc"), Design(weights="rb050", strata="db040", cluster="rb030")
    for measure, arguments, estimate, error in PRINTED:
        found = survey.estimate(data, measure, "eqIncome", design, **arguments)[0]
        assert found["estimate"] == pytest.approx(estimate, rel=3e-5), measure
        assert found["se"] == pytest.approx(error, abs=5e-5), measure


def test_printed_figures_of_laeken_by_region() -> None:
    """S80/S20 and Gini from the region's own persons, gap and rate to the line of all (laeken 0.5.2)."""
    design = Design(weights="rb050", strata="db040", cluster="rb030")
    printed = {
        "quintile_share_ratio": {"Burgenland": 5.008486, "Salzburg": 3.768393, "Vienna": 4.654743},
        "gini": {"Burgenland": 0.3205489, "Salzburg": 0.2501652, "Vienna": 0.2894944},
        "arpr": {"Burgenland": 0.1953984, "Salzburg": 0.1378734, "Vienna": 0.1723468},
        "relative_median_gap": {"Burgenland": 0.1232438, "Salzburg": 0.2889533, "Vienna": 0.2335608},
    }
    for measure, wanted in printed.items():
        rows = survey.estimate(read("eusilc"), measure, "eqIncome", design, by="db040")
        found = {row["db040"]: row["estimate"] for row in rows}
        assert {r: found[r] for r in wanted} == pytest.approx(wanted, rel=5e-7), measure


@pytest.mark.parametrize("region", ["Tyrol", "Vienna"])
@pytest.mark.parametrize("sex", ["male", "female"])
def test_domains_keep_the_units_of_the_whole_sample(region: str, sex: str) -> None:
    design = Design(weights="rb050", strata="db040", cluster="rb030")
    rows = survey.estimate(read("eusilc"), "mean", "eqIncome", design, by=["db040", "rb090"])
    found = next(r for r in rows if (r["db040"], r["rb090"]) == (region, sex))
    meets(f"eusilc/person/mean/{region.lower()}-{sex}", found)


def test_palma_and_the_share_of_the_bottom_forty() -> None:
    from sepakat import measures

    data = read("eusilc")
    y, w = data["eqIncome"], data["rb050"]
    meets("eusilc/palma", {"b40": measures.bottom_share(y, w), "palma": measures.palma(y, w)})
    meets("eusilc/not-positive", {"n_dropped": measures.not_positive(y, w)})
    meets("eusilc/laeken/arpr_pct", {"estimate": 100 * measures.arpr(y, w)})
    meets("eusilc/laeken/gini_pct", {"estimate": 100 * measures.gini(y, w)})
    meets("eusilc/laeken/qsr", {"estimate": measures.quintile_share_ratio(y, w)})
    meets("eusilc/laeken/arpt", {"estimate": measures.arpt(y, w)})
    meets("eusilc/laeken/median", {"estimate": measures.arpt(y, w, share=1.0)})


def test_clusters_strata_and_finite_populations() -> None:
    one, strat = read("apiclus1"), read("apistrat")
    with_fpc = Design(weights="pw", cluster="dnum", fpc="fpc")
    meets("apiclus1/mean-fpc", survey.estimate(one, "mean", "api00", with_fpc)[0])
    meets("apiclus1/mean-no-fpc", survey.estimate(one, "mean", "api00", Design(weights="pw", cluster="dnum"))[0])
    meets("apistrat/mean-no-fpc", survey.estimate(strat, "mean", "api00", Design(weights="pw", strata="stype"))[0])
    two = Design(weights="pw", cluster=["dnum", "snum"], fpc=["fpc1", "fpc2"])
    found = survey.estimate(read("apiclus2"), "mean", "api00", two)[0]
    assert (found["estimate"], found["se"]) == (pytest.approx(670.81, abs=0.005), pytest.approx(30.099, abs=0.0005))


def test_calibration_to_school_types() -> None:
    data = read("apiclus1")
    design = Design(weights="pw", cluster="dnum", fpc="fpc")
    margins = {"stype": {"E": 4421, "H": 755, "M": 1018}}
    for case, method in (("poststrat", "auto"), ("calibrate", "linear")):
        calibrated = survey.calibrate(data, design, margins, method=method)  # type: ignore[arg-type]
        meets(f"calibration/{case}", survey.estimate(data, "total", "enroll", calibrated)[0])
    weights = survey.calibrate(data, design, margins).weights
    of = {t: weights[pc.equal(data["stype"], t).to_numpy()] for t in "EHM"}
    for kind, wanted in CASES["calibration/weights-poststrat"]["expected"]["weights"].items():
        assert np.allclose(of[kind], wanted, rtol=1e-6)


def test_fay_herriot_on_milk() -> None:
    data = read("milk")
    major = data["major_area"].to_numpy()
    x = np.stack([(major == m).astype(float) for m in np.unique(major)], axis=1)
    found = survey.fay_herriot(data["direct_est"], data["std_error"].to_numpy() ** 2, x)
    checked = 0
    for case in CASES.values():
        if case["family"] == "sae_fay_herriot":
            area = case["inputs"].get("area")
            if area:
                meets(case["id"], {"eblup": found["estimates"][area - 1], "mse": found["mse"][area - 1]})
            else:
                assert found["area_variance"] == pytest.approx(case["expected"]["refvar"], rel=1e-4)
            checked += 1
    assert checked == 23


def test_unit_level_model_on_corn() -> None:
    data, means = read("corn"), read("corn_means")
    data = pa.concat_tables([data.slice(0, 32), data.slice(33)])  # row 33 is left out, as published
    counties = means["county_id"].to_pylist()
    pixels = zip(means["ave_corn_pixel"].to_pylist(), means["ave_soybeans_pixel"].to_pylist(), strict=True)
    found = survey.battese_harter_fuller(
        data["corn_area"],
        np.stack([data["corn_pixel"], data["soybeans_pixel"]], axis=1),
        data["county_id"],
        dict(zip(counties, pixels, strict=True)),
        dict(zip(counties, means["pop_segments"].to_pylist(), strict=True)),
    )
    for case in CASES.values():
        if case["family"] == "sae_unit_level" and "county" in case["inputs"]:
            meets(case["id"], {"eblup": found["estimates"][case["inputs"]["county"] - 1]})
    assert found["area_variance"] == pytest.approx(140.0239, abs=5e-4)
    assert found["unit_variance"] == pytest.approx(147.2686, abs=5e-4)
