"""The unserved in the registry: sums of what the profile shows, hidden with its parts, noise where all is hidden."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sepakat import engine
from sepakat.analysis import standards_seen
from sepakat.analysis.standards_seen import Count
from sepakat.catalogue import services
from sepakat.core.errors import UserError

BASIC, SECOND_CHANCE = services.service("pend_dasar"), services.service("pend_kesetaraan")


def row(name: str, region: str, hits: float | None, whole: float | None, decile: int | None = None) -> dict[str, Any]:
    return {"indicator": name, "region": region, "numerator": hits, "denominator": whole,
            "suppressed": hits is None, "desil_nasional": decile}  # fmt: skip


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[dict[str, Any]]]:
    """What the profile (`fixed`) and free tables (`free`) answer."""
    held: dict[str, list[dict[str, Any]]] = {"fixed": [], "free": []}

    def read(_release: Any, ids: Any, *_: Any) -> Any:
        return SimpleNamespace(rows=lambda: [r for r in held["fixed"] if r["indicator"] in ids])

    def tabulate(_release: Any, name: str, *_: Any, **__: Any) -> Any:
        return SimpleNamespace(rows=lambda: [r for r in held["free"] if r["indicator"] == name])

    monkeypatch.setattr(engine.profile, "read", read)
    monkeypatch.setattr(engine, "tabulate", tabulate)
    return held


def test_served_numerators_are_turned_round_and_groups_add_up(answers: Any) -> None:
    answers["fixed"] = [
        row("aps_7_12", "53.01", 90, 100), row("aps_13_15", "53.01", 30, 50),
        row("anak_tidak_sekolah_7_18", "53.01", 40, 200),
    ]  # fmt: skip
    found = standards_seen.unserved(None, "53.01", "kabupaten")  # type: ignore[arg-type]
    assert found == {"pend_dasar": Count(30, 150), "pend_kesetaraan": Count(40, 200)}
    assert found["pend_dasar"].share == pytest.approx(20.0)


def test_a_sum_with_a_hidden_part_is_hidden(answers: Any) -> None:
    answers["fixed"] = [
        row("aps_7_12", "53.01.05.2001", 90, 100), row("aps_13_15", "53.01.05.2001", None, None),
        row("aps_7_12", "53.01.05.2002", 80, 100), row("aps_13_15", "53.01.05.2002", 40, 50),
    ]  # fmt: skip
    cut = standards_seen.by_part(None, BASIC, "53.01", "kabupaten")  # type: ignore[arg-type]
    assert cut.counts == {"53.01.05.2001": Count(None, None), "53.01.05.2002": Count(30, 150)}
    assert not cut.noisy


def test_where_all_is_hidden_free_tables_answer_and_say_so(answers: Any) -> None:
    answers["fixed"] = [row("anak_tidak_sekolah_7_18", "53.01", None, None, d) for d in (1, 2)]
    answers["free"] = [row("anak_tidak_sekolah_7_18", "53.01", 21, 60, 1),
                       row("anak_tidak_sekolah_7_18", "53.01", None, 40, 2)]  # fmt: skip
    cut = standards_seen.by_decile(None, SECOND_CHANCE, "53.01", "kabupaten")  # type: ignore[arg-type]
    assert cut.noisy and cut.counts == {1: Count(21, 60), 2: Count(None, None)}


def test_only_services_that_the_registry_sees_can_be_asked_for() -> None:
    assert standards_seen.chosen(None, "provinsi").id == "pend_menengah"
    with pytest.raises(UserError) as problem:
        standards_seen.chosen("kes_tb", "kabupaten")
    assert problem.value.code == "unknown-service"
    with pytest.raises(UserError) as problem:
        standards_seen.chosen(None, "desa")
    assert problem.value.code == "spm-level"
