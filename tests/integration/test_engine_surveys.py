"""Indicators on a survey: weights, strata and clusters, domains that never cut the sample, and when a figure is held
back."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat import engine, survey
from sepakat.core.errors import UserError
from tests.engine_release import write

LINE = 500_000.0


def households(seed=3):
    """Two regencies, urban and rural strata, eight blocks each of six households."""
    rng = np.random.default_rng(seed)
    rows = []
    for block in range(32):
        regency, kind = "53.01" if block % 2 else "53.02", 1 + block % 4 // 2
        for _ in range(6):
            rows.append(
                {
                    "regency_code": regency,
                    "strata": kind,
                    "psu": block,
                    "tipe_daerah": kind,
                    "penimbang": float(rng.integers(50, 150)),
                    "members": int(rng.integers(1, 7)),
                    "pengeluaran_kapita": float(rng.lognormal(13.2, 0.4)),
                    "garis_kemiskinan": LINE,
                    "lantai": None if rng.random() < 0.05 else int(rng.choice([1, 5, 8])),
                    "jenis_kelamin_kk": int(rng.integers(1, 3)),
                }
            )
    return rows


ROWS = households()


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return write(tmp_path_factory.mktemp("survey"), "survey_susenas_household", ROWS)


def column(name):
    return np.array([row[name] for row in ROWS])


def by_hand(y, d, w):
    """Ratio, and its standard error from PSU sums within strata, the domain's zeros kept."""
    total = sum(w * d)
    value = sum(w * d * y) / total
    u = w * d * (y - value) / total
    variance = 0.0
    for h in sorted(set(column("strata"))):
        sums = [u[column("psu") == c].sum() for c in sorted(set(column("psu")[column("strata") == h]))]
        mean = sum(sums) / len(sums)
        variance += len(sums) / (len(sums) - 1) * sum((s - mean) ** 2 for s in sums)
    return value, variance**0.5


@pytest.mark.parametrize("region", ["53", "53.01"])
def test_persons_from_households(release, region):
    """`penduduk_miskin` counts persons: weight = household weight × members; poor is strictly below the line."""
    level = "provinsi" if region == "53" else "kabupaten"
    (row,) = engine.compute(release, ["penduduk_miskin"], region=region, level=level, source="susenas").rows()
    y = (column("pengeluaran_kapita") < LINE).astype(float)
    d = np.char.startswith(column("regency_code").astype(str), region).astype(float)
    value, se = by_hand(y, d, column("penimbang") * column("members"))
    assert row["value"] == pytest.approx(100 * value)
    assert row["se"] == pytest.approx(100 * se)
    assert row["rse"] == pytest.approx(100 * se / value)
    assert row["n"] == d.sum()
    assert row["low"] < row["value"] < row["high"]


def test_unknown_answers_are_not_counted(release):
    (row,) = engine.compute(release, ["lantai_tanah"], region="53", level="provinsi", source="susenas").rows()
    known = np.array([r["lantai"] is not None for r in ROWS])
    assert row["n"] == known.sum() < len(ROWS)
    y = np.array([r["lantai"] == 8 for r in ROWS], float)
    value, se = by_hand(y, known.astype(float), column("penimbang"))
    assert (row["value"], row["se"]) == (pytest.approx(100 * value), pytest.approx(100 * se))
    assert row["denominator"] == pytest.approx(column("penimbang")[known].sum())


def test_breakdowns_add_up(release):
    by = engine.compute(
        release, ["lantai_tanah"], region="53", level="provinsi", by=["jenis_kelamin_kk"], source="susenas"
    ).rows()
    (whole,) = engine.compute(release, ["lantai_tanah"], region="53", level="provinsi", source="susenas").rows()
    assert [r["jenis_kelamin_kk"] for r in by] == [1, 2]
    for name in ("numerator", "denominator", "n"):
        assert sum(r[name] for r in by) == pytest.approx(whole[name])


def test_degrees_of_freedom_are_those_of_the_domain(release):
    rows = engine.compute(release, ["lantai_tanah"], region="53", level="kabupaten", source="susenas").rows()
    assert [r["df"] for r in rows] == [14, 14]


def test_below_regencies_a_sample_says_nothing(release):
    with pytest.raises(UserError) as caught:
        engine.compute(release, ["lantai_tanah"], region="53.01", level="desa", source="susenas")
    assert caught.value.code == "survey-level"
    assert "registri" in caught.value.render("id")


def test_unsure_figures_are_marked_and_withheld(tmp_path):
    """One poor household in sixteen blocks: RSE above 50 %, so `**` and no figure, unless asked for inside."""
    rows = [{**row, "pengeluaran_kapita": LINE / 2 if i == 0 else LINE * 2, "members": 3} for i, row in enumerate(ROWS)]
    release = write(tmp_path, "survey_susenas_household", rows)
    options = {"region": "53", "level": "provinsi", "source": "susenas"}
    (row,) = engine.compute(release, ["penduduk_miskin"], **options).rows()
    assert (row["sign"], row["suppressed"], row["value"], row["se"]) == ("**", True, None, None)
    (row,) = engine.compute(release, ["penduduk_miskin"], **options, protect=False).rows()
    assert row["rse"] > 50
    assert row["value"] > 0


def test_few_households_are_withheld(tmp_path):
    rows = ROWS[:4]
    release = write(tmp_path, "survey_susenas_household", rows)
    (row,) = engine.compute(release, ["rata_rata_anggota"], region="53", level="provinsi", source="susenas").rows()
    assert (row["suppressed"], row["n"]) == (True, None)


def test_without_a_design_the_error_is_called_approximate(tmp_path):
    rows = [{k: v for k, v in row.items() if k not in ("strata", "psu")} for row in ROWS]
    release = write(tmp_path, "survey_susenas_household", rows)
    table = engine.compute(release, ["lantai_tanah"], region="53", level="provinsi", source="susenas")
    assert any("perkiraan" in note.id for note in table.notes)


def test_strata_of_two_provinces_are_apart():
    design = survey.sampling(np.array([1, 1, 2, 2]), np.array([1, 2, 1, 2]), 4)
    assert (len(design.stratum), design.lonely) == (4, 0)
    assert design.degrees(np.ones(4, bool)) == 2
    assert design.degrees(np.array([True, True, False, False])) == 1


def test_intervals():
    assert survey.interval(0.0903, 0.0025, share=True) == pytest.approx((0.085518, 0.095322), abs=1e-6)
    assert survey.interval(9.03, 0.25, share=True, scale=100) == pytest.approx((8.5518, 9.5322), abs=1e-4)
    assert survey.interval(0.0903, 0.0025) == pytest.approx((0.0854, 0.0952), abs=1e-4)
    assert survey.interval(0.0, 0.01, share=True) is None
    assert survey.interval(5.0, 1.0, degrees=0) is None
    low, high = survey.interval(5.0, 1.0, degrees=3)
    assert high - low > 2 * 1.96


def test_a_region_asked_for_alone_has_the_figures_it_has_among_all(release):
    """What a page computes for one reader is that of its own region; the sample is never cut for it."""

    def rows(region):
        found = engine.compute(
            release, ["lantai_tanah"], region=region, level="kabupaten", source="susenas", by=["jenis_kelamin_kk"]
        ).rows()
        return [row for row in found if row["region"] == "53.02"]

    assert rows("53.02") == rows("00")
    assert [row["jenis_kelamin_kk"] for row in rows("00")] == [1, 2]
