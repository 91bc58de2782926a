"""Lines of a figure series: one definition, formula and round each; never joined, each with its own sentence."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from sepakat.analysis import figure_lines
from sepakat.core.errors import UserError
from sepakat.engine import figures


def figure(series: str, definition: str, period: str, value: float | None, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(figures.COLUMNS) | {
        "seri": series, "definisi": definition, "region_code": "53.01", "periode": period, "nilai": value,
        "satuan": "indeks", "status_angka": "tetap", "sumber": "BPS", **more,
    }  # fmt: skip


def table(*rows: dict[str, Any]) -> pa.Table:
    kinds = {name: pa.float64() if name == "nilai" else pa.string() for name in figures.COLUMNS}
    return pa.Table.from_pylist(list(rows), schema=pa.schema(list(kinds.items())))


TWO = table(
    figure("ipm", "uhh_sp2010", "2020", 64.0), figure("ipm", "uhh_sp2010", "2021", 64.5),
    figure("ipm", "uhh_lf_sp2020", "2021", 66.1), figure("ipm", "uhh_lf_sp2020", "2022", 66.7),
    figure("ipm", "uhh_lf_sp2020", "2023", 67.4),
)  # fmt: skip


def test_two_definitions_are_two_lines_with_the_reason() -> None:
    new, old = figure_lines.lines(TWO, "ipm", "53.01")
    assert (new.definition, new.last, len(new.table)) == ("uhh_lf_sp2020", "2023", 3)
    assert (old.definition, old.table.column("nilai")) == ("uhh_sp2010", [64.0, 64.5])
    broken = figure_lines.why_broken(TWO, "ipm", "53.01")
    assert broken is not None and broken.detail is not None and "Long Form" in broken.detail.id
    assert figure_lines.latest(TWO, "ipm", "53.01")[:2] == ("2023", 67.4)  # type: ignore[index]
    said = figure_lines.sentence(TWO, new, "53.01")
    assert said is not None and "membaik dari 66,10 indeks (2021) menjadi 67,40" in said.id


def test_rounds_of_the_year_are_lines_of_their_own() -> None:
    both = table(
        figure("p0", "baku", "2023-03", 20.0), figure("p0", "baku", "2023-09", 19.0),
        figure("p0", "baku", "2024-03", 18.0),
    )  # fmt: skip
    found = figure_lines.lines(both, "p0", "53.01")
    assert [(one.round, one.table.column("periode")) for one in found] == [
        ("03", ["2023-03", "2024-03"]), ("09", ["2023-09"]),
    ]  # fmt: skip
    assert figure_lines.sentence(both, found[1], "53.01") is None, "one figure has no trend"


def test_own_figures_are_named_by_their_formula_and_small_counts_stay_hidden() -> None:
    own = {"rumus": "a / b", "penanggung_jawab": "Dinas", "nama_seri": "Kasus", "satuan": "orang"}
    cases = [figure("daerah:kasus", "rumus_1", year, count, **own) for year, count in (("2023", 3.0), ("2024", 12.0))]
    (line,) = figure_lines.lines(table(*cases), "daerah:kasus", "53.01")
    assert (str(line.label), line.office, line.formula) == ("a / b", "Dinas", "a / b")
    assert line.table.column("nilai") == [None, 12.0]


def test_a_region_without_figures_has_no_lines_and_an_unknown_series_is_refused() -> None:
    assert figure_lines.lines(TWO, "ipm", "53.02") == []
    assert figure_lines.latest(TWO, "ipg", "53.01") is None
    with pytest.raises(UserError) as problem:
        figure_lines.lines(TWO, "ipn", "53.01")
    assert problem.value.code == "figure-unknown"
