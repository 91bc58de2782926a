"""Registry beside survey: the small-area figure lies between the two, and a few blocks that agree prove nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sepakat.analysis import beside as module
from sepakat.analysis.values import Figure
from sepakat.analysis.variables import variable

RULES = {"rse_hati_hati": 25.0, "rse_batas": 50.0, "perubahan_berarti_min": 5.0}
CODES = [f"53.{i:02d}" for i in range(1, 13)]


def made(n: int, shift: float = 0.0) -> tuple[dict[str, Figure], dict[str, dict[str, float]]]:
    """Twelve regencies: a registry from 20 to 75 percent, a survey of n rows each that scatters around it."""
    dice = np.random.default_rng(2)
    registry = {code: Figure(20.0 + 5 * i) for i, code in enumerate(CODES)}
    direct = {}
    for code, figure in registry.items():
        p = min(max((figure.value or 0) / 100 + shift + dice.normal(0, 0.04), 0.02), 0.98)
        hits = dice.binomial(n, p)
        direct[code] = {"value": 100 * hits / n, "se": 100 * np.sqrt(p * (1 - p) / n), "n": n}
    return registry, direct


def small(n: int) -> tuple[dict[str, Figure], dict[str, dict[str, float]], dict[str, module.Small]]:
    one = variable("sanitasi_layak")
    registry, direct = made(n)
    variances = dict(zip(CODES, module._variances(one, [direct[c] for c in CODES]), strict=True))
    return registry, direct, module._small(one, registry, direct, variances, RULES)


def test_a_large_sample_speaks_for_itself_and_a_small_one_leans_on_the_registry() -> None:
    _, _, found = small(4000)
    assert all(one.weight > 0.5 for one in found.values())
    _, poor, leaning = small(12)
    assert all(one.weight < 0.5 for one in leaning.values())
    off = [abs(leaning[c].value - (20 + 5 * i)) for i, c in enumerate(CODES)]
    alone = [abs(poor[c]["value"] - (20 + 5 * i)) for i, c in enumerate(CODES)]
    assert sum(off) < 0.7 * sum(alone)
    assert all(one.low <= one.value <= one.high for one in found.values())


def test_a_region_without_a_sample_has_the_figure_of_the_model() -> None:
    one = variable("sanitasi_layak")
    registry, direct = made(400)
    del direct["53.05"]
    variances = dict(zip(CODES, module._variances(one, [direct.get(c) for c in CODES]), strict=True))
    found = module._small(one, registry, direct, variances, RULES)
    assert found["53.05"].weight == 0
    assert found["53.05"].value == pytest.approx(40, abs=6)


def test_blocks_that_happen_to_agree_have_the_error_of_their_size() -> None:
    one = variable("sanitasi_layak")
    _, direct = made(40)
    direct["53.03"] = {"value": 0.0, "se": 0.0, "n": 40}
    direct["53.04"] = {"value": 30.0, "se": 1e-14, "n": 40}
    variances = dict(zip(CODES, module._variances(one, [direct[c] for c in CODES]), strict=True))
    assert min(variances.values()) > 9


def test_too_few_regencies_make_no_model() -> None:
    one = variable("sanitasi_layak")
    registry, direct = made(400)
    few = {c: registry[c] for c in CODES[:5]}
    variances = dict(zip(few, module._variances(one, [direct[c] for c in few]), strict=True))
    assert module._small(one, few, direct, variances, RULES) == {}


def test_a_few_rows_do_not_show_through_the_model() -> None:
    one = variable("sanitasi_layak")
    registry, direct = made(400)
    few = {**direct, "53.05": {"value": 100.0, "se": 5.0, "n": 6}}
    found = []
    for rows in (direct | {"53.05": {"value": 0.0, "se": 5.0, "n": 6}}, few):
        variances = dict(zip(CODES, module._variances(one, [rows[c] for c in CODES]), strict=True))
        found.append(module._small(one, registry, rows, variances, RULES)["53.05"])
    assert found[0].weight == found[1].weight == 0
    assert found[0].value == pytest.approx(found[1].value, abs=1)
