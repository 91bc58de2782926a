"""Trends of published figures: one definition, one formula, one round in a line; else refused, with the reason."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from sepakat.core.errors import UserError
from sepakat.engine import figures
from sepakat.sources import canonical

Rows = list[dict[str, Any]]
TYPES = {f.name: f.type for f in canonical.schema("figure") if f.name != "_baris"}
LF, SP = "uhh_lf_sp2020", "uhh_sp2010"


def held(*rows: tuple[str, str, str, str, float | None], **more: Any) -> pa.Table:
    """A long table of figures: (series, definition, region, period, value)."""
    names = ("seri", "definisi", "region_code", "periode", "nilai")
    full = [{**dict(zip(names, row, strict=True)), "sumber": "BPS", **more} for row in rows]
    return pa.table({n: pa.array([r.get(n) for r in full], t) for n, t in TYPES.items()})


IPM = held(
    ("ipm", SP, "53", "2020", 65.19),
    ("ipm", SP, "53", "2021", 65.28),
    ("ipm", LF, "53", "2021", 67.10),
    ("ipm", LF, "53", "2022", 67.47),
    ("rls", "rls_25", "53", "2021", 7.69),
)


def refused(source: Any, *series: str, **named: Any) -> UserError:
    with pytest.raises(UserError) as problem:
        figures.trend(source, *series, **named)
    return problem.value


def test_two_series_of_life_expectancy_never_make_one_trend() -> None:
    problem = refused(IPM, "ipm", region="53")
    assert problem.code == "figure-break"
    assert "Indeks Pembangunan Manusia" in problem.title.id
    assert problem.detail is not None
    assert "Long Form Sensus Penduduk 2020" in problem.detail.id
    assert "2010 census" in problem.detail.en
    assert problem.hint is not None
    assert "`ipm@uhh_lf_sp2020`" in problem.hint.id
    assert "`ipm@uhh_sp2010`" in problem.hint.id


def test_nor_do_they_when_both_are_named() -> None:
    assert refused(IPM, f"ipm@{LF}", f"ipm@{SP}", region="53").code == "figure-break"


def test_one_definition_is_a_trend_in_order_of_time() -> None:
    found = figures.trend(IPM, f"ipm@{LF}", "rls", region="53")
    assert [(r["seri"], r["periode"], r["nilai"]) for r in found] == [
        ("ipm", "2021", 67.10), ("ipm", "2022", 67.47), ("rls", "2021", 7.69),
    ]  # fmt: skip
    assert found.protected
    assert found.meta["definitions"] == {"ipm": LF, "rls": "rls_25"}


def test_a_break_in_another_region_is_no_break_here() -> None:
    mixed = held(("ipm", LF, "53", "2021", 67.1), ("ipm", SP, "11", "2021", 72.2))
    assert figures.trend(mixed, "ipm", region="53").column("nilai") == [67.1]
    assert refused(mixed, "ipm", region=["11", "53"]).code == "figure-break"


def test_march_and_september_are_never_joined() -> None:
    p0 = held(("p0", "baku", "53", "2023-03", 19.96), ("p0", "baku", "53", "2023-09", 19.5))
    problem = refused(p0, "p0", region="53")
    assert problem.code == "figure-break"
    assert problem.detail is not None
    assert "September" in problem.detail.id
    assert figures.trend(p0, "p0", region="53", month="09").column("nilai") == [19.5]


def test_february_and_august_of_the_labour_survey_are_never_joined() -> None:
    tpt = held(("tpt", "baku", "00", "2024-02", 4.82), ("tpt", "baku", "00", "2024-08", 4.91))
    assert "Agustus" in str(refused(tpt, "tpt").detail)


def test_a_formula_that_changes_breaks_a_regions_own_series() -> None:
    name = "daerah:kunjungan_k6"
    own = held(
        (name, "rumus_a", "53.01", "2023", 80.0), (name, "rumus_b", "53.01", "2024", 90.0), nama_seri="Kunjungan K6",
        satuan="persen",
    )  # fmt: skip
    problem = refused(own, name, region="53.01")
    assert problem.code == "figure-break"
    assert "Rumusnya berubah" in str(problem.detail)
    assert "Kunjungan K6" in problem.title.id
    assert figures.trend(own, f"{name}@rumus_b", region="53.01").column("nilai") == [90.0]


def test_small_counts_of_own_records_are_withheld_and_shares_are_not() -> None:
    name = "daerah:gizi_buruk"
    small = held((name, "r", "53.01", "2023", 3.0), (name, "r", "53.01", "2024", 40.0), satuan="Balita")
    found = figures.trend(small, name, region="53.01")
    assert found.column("nilai") == [None, 40.0]
    assert found.column("tanda") == [figures.HIDDEN, None]
    share = held((name, "r", "53.01", "2023", 3.0), satuan="persen")
    assert figures.trend(share, name, region="53.01").column("nilai") == [3.0]
    official = held(("jumlah_miskin", "baku", "53.01", "2023-03", 3.0), satuan="orang")
    assert figures.trend(official, "jumlah_miskin", region="53.01").column("nilai") == [3.0]


def test_the_latest_is_the_last_period_that_anyone_has() -> None:
    p0 = held(
        ("p0", "baku", "53.01", "2023-03", 21.0), ("p0", "baku", "53.01", "2024-03", 20.0),
        ("p0", "baku", "53.02", "2023-03", 25.0),
    )  # fmt: skip
    found = figures.latest(p0, "p0", region="53", level="kabupaten")
    assert [(r["region_code"], r["nilai"]) for r in found] == [("53.01", 20.0)]


@pytest.mark.parametrize(
    ("series", "named", "code"),
    [
        (("ipmm",), {"region": "53"}, "figure-unknown"),
        (("gini",), {"region": "53"}, "figure-unknown"),
        (("ipm@uhh_lf",), {"region": "53"}, "figure-unknown"),
        (("rls",), {"region": "11"}, "figure-region"),
        (("rls",), {"region": "53", "month": "03"}, "figure-region"),
    ],
)
def test_what_is_not_there_is_said_with_a_next_step(series: tuple[str, ...], named: dict[str, str], code: str) -> None:
    problem = refused(IPM, *series, **named)
    assert problem.code == code
    assert problem.hint is not None


def test_what_a_release_holds_is_listed_by_definition() -> None:
    lines = {(r["series"], r["definition"]): r for r in figures.held(IPM)}
    assert lines[("ipm", SP)]["figures"] == 2
    assert (lines[("ipm", LF)]["first"], lines[("ipm", LF)]["last"]) == ("2021", "2022")
    assert not lines[("rls", "rls_25")]["own"]
