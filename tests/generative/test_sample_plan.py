"""Plans and draws of any size: sums hold, codes are real, weights add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat import regions
from sepakat.sample import places, survey


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30), st.integers(0, 3))
def test_shares_sum_and_respect_the_least(total: int, weights: list[float], least: int) -> None:
    total = max(total, least * len(weights))
    out = places.share_out(total, np.array(weights), least=least)
    assert out.sum() == total
    assert out.min() >= least


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["53", "31", "75", "94"]), st.integers(1, 6_000), st.integers(0, 2**31))
def test_a_plan_holds_the_families_asked_in_real_villages(province: str, families: int, seed: int) -> None:
    plan = places.make_plan(province, families, seed)
    villages = plan.villages
    assert plan.families == families
    assert len({v.code for v in villages}) == len(villages)
    assert len({v.bps for v in villages}) == len(villages)
    known = set(regions.load().codes("desa", province))
    assert {v.code for v in villages} <= known
    assert all(0 < v.households <= v.families <= 2 * v.households for v in villages)
    for block in plan.blocks:
        assert {v.code[:5] for v in block.villages} == {block.regency}
    if families >= places.MIN_REGENCY * len(plan.districts):
        for regency in plan.districts:
            codes = [v.code for v in villages if v.code[:5] == regency]
            assert len(codes) >= 2
            assert len({c[:8] for c in codes}) >= 2


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["53", "75"]), st.integers(300, 8_000), st.integers(0, 1000))
def test_weights_of_a_draw_add_up_to_the_households(province: str, families: int, seed: int) -> None:
    plan = places.make_plan(province, families, seed)
    households = {v.code: v.households for v in plan.villages}
    drawn = survey.draw(plan, survey.size_for(sum(households.values())), "susenas")
    units = [(code, u) for code, found in drawn.items() for u in found]
    assert sum(u.weight * len(u.taken) for _, u in units) == pytest.approx(sum(households.values()))
    assert len({u.psu for _, u in units}) == len(units)
    for code, unit in units:
        assert len(set(unit.taken)) == len(unit.taken)
        assert unit.start <= min(unit.taken)
        assert max(unit.taken) < unit.stop <= households[code]
        assert unit.weight >= 0.99


def test_a_large_sample_is_large_enough_for_a_model() -> None:
    plan = places.make_plan("53", 100_000, 7)
    drawn = survey.draw(plan, survey.size_for(sum(v.households for v in plan.villages)), "susenas")
    assert sum(len(u.taken) for found in drawn.values() for u in found) >= 8_000
