"""The true population meets the published figures, and behaves like one that a proxy means test can rank."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.sample import calibrate, make, places
from sepakat.sample.measure import Figure, markdown, measure

# Name of a figure → how far it may be off, at 20,000 families.
TOLERANCE = {
    "Penduduk miskin (P0)": 1.0, "Rasio Gini": 0.02, "Sanitasi layak": 2.0, "Air minum layak": 2.0,
    "Partisipasi angkatan kerja (TPAK)": 2.0, "Pengangguran terbuka (TPT)": 1.0, "Penerangan listrik": 2.0,
    "Rata-rata pengeluaran per kapita": 50.0, "Simpangan P0 antarkabupaten (akar rerata kuadrat)": 1.0,
    "Anggota per keluarga": 0.2,
}  # fmt: skip


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {f.name: f for f in measure("53", 20_000, 7)}


@pytest.mark.parametrize("name", TOLERANCE)
def test_figures_of_ntt_are_met(figures: dict[str, Figure], name: str) -> None:
    figure = figures[name]
    assert figure.wanted is not None
    assert figure.found == pytest.approx(figure.wanted, abs=TOLERANCE[name])


@pytest.mark.parametrize("province", ["31", "94"])
def test_very_rich_and_very_poor_provinces_are_met(province: str) -> None:
    """Jakarta (Gini 0.44, no villages) and Papua Tengah (29 % poor, 40 % with sanitation): the ends of the country."""
    found = {f.name: f for f in measure(province, 2_500, 7)}
    for name in ("Penduduk miskin (P0)", "Rasio Gini", "Sanitasi layak", "Air minum layak"):
        figure = found[name]
        assert figure.wanted is not None
        assert figure.found == pytest.approx(figure.wanted, abs=2 * TOLERANCE[name])


def test_the_table_for_the_documentation_is_markdown() -> None:
    text = markdown([Figure("Rasio Gini", "", 0.315, 0.3149, True), Figure("Anggota", "orang", 3.3, None, False)])
    assert "| Rasio Gini |  | 0,315 | 0,315 | ya |" in text
    assert "| Anggota | orang | tidak ada | 3,30 | tidak |" in text


def test_housing_and_assets_tell_about_half_of_expenditure() -> None:
    """A regression on what both registry and survey ask explains 45-65 % of the log of expenditure over the line."""
    plan = places.make_plan("53", 4_000, 7)
    c = calibrate.calibrate(plan)
    blocks = [make.people_of(plan, b, c) for b in plan.blocks]
    fam = lambda name: np.concatenate([p.fam[name] for p in blocks])  # noqa: E731
    columns = [np.ones(4_000), fam("urban"), np.log(fam("members")), np.log(fam("R302"))]
    for name in (
        "R303",
        "R304",
        "R305",
        "R306A",
        "R307B1",
        "R308",
        "R309A",
        "R310",
        "R502B",
        "R502F",
        "R502H",
        "R502I",
        "R502K",
    ):
        values = fam(name)
        columns += [values == v for v in np.unique(values)[1:]]
    education = np.concatenate([p.head("tamat") for p in blocks])
    columns += [education == v for v in range(1, 7)]
    x, y = np.column_stack(columns).astype(float), fam("ratio")
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    assert 0.45 < 1 - left.var() / y.var() < 0.65


def test_blocks_do_not_depend_on_their_order() -> None:
    """The people of a block are the same whether it is made first, alone or last."""
    plan = places.make_plan("75", 400, 9)
    c = calibrate.calibrate(plan)
    alone = make.people_of(plan, plan.blocks[-1], c)
    again = [make.people_of(plan, b, c) for b in plan.blocks][-1]
    assert alone.per["nama"].tolist() == again.per["nama"].tolist()
    assert np.array_equal(alone.fam["pc"], again.fam["pc"])
