"""Errors of the sample release against the truth folder: within the stated uncertainty, and nearer than without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sepakat.lake import Lake
from sepakat.measures.targeting import error_rates
from sepakat.targeting import errors
from sepakat.targeting.errors.studies import spread

SHARES = ("exclusion", "inclusion_of_beneficiaries", "inclusion_of_non_poor", "inclusion_of_poor", "accuracy", "bpac")


@pytest.fixture(scope="module")
def truth(sample_lake: Path, raw_files: Path):
    """family_id → (true decile, on the list), by the keyed hash of the sample's keys."""
    lake = Lake.open(sample_lake)
    release = lake.release("current")
    known = pq.read_table(raw_files / "truth" / "families.parquet")
    hashes = lake.vault.key_hash(known.column("regsosek_key").to_pylist()).to_pylist()
    at = {h: i for i, h in enumerate(hashes)}
    keys = pq.ParquetDataset([str(p) for p in release.files("key_family")]).read(["family_id", "family_key_hash"])
    rows = {f: at[h] for f, h in zip(*(c.to_pylist() for c in keys.columns), strict=True) if h in at}
    return release, rows, {n: known.column(n).to_numpy() for n in ("desil_true", "penerima_pkh", "penerima_sembako")}


def four(due, has):
    return error_rates((due & has).sum(), (~due & has).sum(), (due & ~has).sum(), (~due & ~has).sum())


@pytest.mark.parametrize("programme", ["pkh", "sembako"])
def test_the_truth_lies_within_the_intervals(truth, programme):
    """The rule as the registry can know it, with true deciles and the lists as they truly are."""
    release, rows, known = truth
    study = errors.study(release, programme, "53")
    units = study.units
    at = np.array([rows[f] for f in units.family_id.tolist()])
    due = (known["desil_true"][at] <= units.rule.decile_max) & units.meets
    true, seen = four(due, known[f"penerima_{programme}"][at] == 1), four(units.eligible, units.has)
    drawn = study.drawn(*study.counter.cells("53", "provinsi"))
    assert drawn is not None
    within, nearer = 0, 0
    for name in SHARES:
        mean, low, high = (float(v[0]) for v in spread(drawn[name]))
        within += low <= true[name] <= high
        nearer += abs(mean - true[name]) < abs(seen[name] - true[name])
    assert within >= 5, "the intervals of a province must hold the truth"
    assert nearer == len(SHARES), "the estimate is nearer to the truth than the simulated decile alone"


def test_most_regencies_hold_the_truth(truth):
    release, rows, known = truth
    study = errors.study(release, "sembako", "53")
    units = study.units
    at = np.array([rows[f] for f in units.family_id.tolist()])
    due = known["desil_true"][at] <= units.rule.decile_max
    has = known["penerima_sembako"][at] == 1
    cell, count = study.counter.cells("53", "kabupaten")
    drawn = study.drawn(cell, count)
    assert drawn is not None
    held = 0
    for i in range(count):
        mine = cell == i
        _, low, high = spread(drawn["exclusion"][:, [i]])
        held += bool(low[0] <= four(due[mine], has[mine])["exclusion"] <= high[0])
    assert held >= 0.8 * count


def test_draws_are_the_same_twice_and_fields_add_up(truth):
    from sepakat.targeting.errors import drawing

    release, _, _ = truth
    study = errors.study(release, "pkh", "53")
    again = drawing.draws(study.units, study.sight, study.matched)
    assert again is not None and study.draws is not None
    assert np.array_equal(again.truly, study.draws.truly) and np.array_equal(again.has, study.draws.has)
    shares = errors.shares.field_draws(study, "exclusion", errors.shares.EXCLUSION, study.causes.out)
    assert shares is not None and np.allclose(shares.sum(axis=1), 1)


def test_small_groups_are_hidden_and_take_no_part_in_the_test(truth):
    release, _, _ = truth
    rows = errors.fairness(errors.study(release, "pkh", "53"), "53").rows()
    hidden = [r for r in rows if r["sign"]]
    shown = [r for r in rows if not r["sign"]]
    assert hidden and shown
    assert all(r["value"] is r["p"] is r["p_adjusted"] is r["real"] is None for r in hidden)
    assert all(r["n"] >= 50 and r["p_adjusted"] >= r["p"] for r in shown)


def test_hidden_causes_stand_in_the_lists_order_which_tells_nothing_of_their_size(truth):
    release, _, _ = truth
    rows = errors.cause_table(errors.study(release, "pkh", "53"), "53").rows()
    for kind, known in (("exclusion", errors.shares.EXCLUSION), ("inclusion", errors.shares.INCLUSION)):
        mine = [r for r in rows if r["kind"] == kind]
        places = [[c.id for c in known].index(r["cause"]) for r in mine if r["sign"]]
        assert len(places) > 1 and places == sorted(places)
        shown = [r["n"] for r in mine if not r["sign"]]
        assert shown == sorted(shown, reverse=True) and mine[: len(shown)] == [r for r in mine if not r["sign"]]


def test_regions_parts_are_protected_like_free_tables(truth):
    release, _, _ = truth
    rows = errors.rates(errors.study(release, "pkh", "53"), "53", level="desa").rows()
    assert len({r["region"] for r in rows}) > 20
    shown = [r for r in rows if not r["suppressed"]]
    assert all(r["n"] >= 50 for r in shown)
    assert all(r["expected"] is None for r in rows if r["suppressed"])


def test_chances_of_another_limit_add_up_to_its_share(truth):
    from scipy.special import ndtr

    release, _, _ = truth
    units = errors.study(release, "sembako", "53").units
    members = np.zeros(len(units.families.village))
    members[units.family] = units.members
    assert np.average(ndtr(units.families.upper), weights=members) == pytest.approx(0.5, abs=0.01)
