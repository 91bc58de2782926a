"""The variance of a domain in the time of the domain equals the plain one over the whole file."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.survey import sampling


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 6),
    st.integers(1, 4),
    st.sampled_from(["adjust", "remove", "certainty"]),
    st.booleans(),
)
def test_a_domain_alone_gives_what_the_whole_file_gives(
    seed: int, strata: int, units: int, lonely: str, finite: bool
) -> None:
    """Strata with one unit are common here on purpose; the shared number is known for `adjust` only."""
    dice = np.random.default_rng(seed)
    rows = 40
    stratum = dice.integers(0, strata, rows)
    plan = sampling(stratum, dice.integers(0, units, rows), rows, counts=[np.full(rows, 9.0)] if finite else ())
    u, line = dice.normal(size=rows), dice.normal(size=rows)
    inside = np.flatnonzero(dice.random(rows) < 0.3)
    full = np.zeros(rows)
    full[inside] = u[inside]
    assert plan.of_domain(u[inside], inside, lonely) == pytest.approx(plan.variance(full, lonely), abs=1e-9)
    assert plan.variance(u[inside], lonely, inside) == pytest.approx(plan.variance(full, lonely), abs=1e-9)
    if lonely == "adjust":
        shared = plan.background(line, np.arange(rows))
        wanted = plan.variance(full + 0.7 * line)
        assert plan.of_domain(u[inside], inside, lonely, shared, 0.7) == pytest.approx(wanted, abs=1e-9)
