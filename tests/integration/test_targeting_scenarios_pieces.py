"""The arrays of scenarios, read regency by regency: the same as in one piece, and in the order of the waiting list."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from sepakat import catalogue
from sepakat.engine import frames
from sepakat.lake import Release
from sepakat.targeting import eligibility
from sepakat.targeting.scenarios import arrays
from sepakat.targeting.scenarios.arrays import Arrays

SECRET = b"5e" * 16


def read(release: Release, programme: str, region: str, at_once: int) -> Arrays:
    found = arrays.read(release, catalogue.programme(programme), region, frames.day(release), SECRET, at_once=at_once)
    assert found is not None
    return found


@pytest.mark.parametrize("programme", ["pkh", "pbi_jkn"])
def test_pieces_of_one_regency_are_the_whole(release: Release, programme: str) -> None:
    pieces, whole = read(release, programme, "53", 1), read(release, programme, "53", 10**9)
    assert len(eligibility.batches(release, "53", 1)) == len(release.kabupaten()) > 1
    assert len(eligibility.batches(release, "53", 10**9)) == 1
    for field in fields(Arrays):
        one, two = getattr(pieces, field.name), getattr(whole, field.name)
        if field.name == "deciles":
            assert all(np.array_equal(one[scale], two[scale]) for scale in arrays.SCALES)
        elif field.name in ("villages", "known"):
            assert one == two
        elif field.name == "family":  # numbered in the order they come: the same units are together
            assert len(np.unique(np.stack([one, two]), axis=1).T) == len(np.unique(one)) == len(np.unique(two))
        else:
            assert one.dtype == two.dtype and np.array_equal(one, two, equal_nan=one.dtype.kind == "f")


@pytest.mark.parametrize("programme", ["pkh", "pbi_jkn"])
def test_the_order_is_that_of_the_waiting_list(release: Release, programme: str) -> None:
    """Beside the database's own numbering of the places."""
    about = catalogue.programme(programme)
    wide = replace(about.rule(frames.day(release)), decile_min=1, decile_max=10)
    frame = eligibility.programme_frame(release, replace(about, listed=None), "53", rule=wide)
    held = read(release, programme, "53", 400)
    assert np.array_equal(held.unit_id, frame["unit_id"].to_numpy())
    place = np.array(frame["place"].to_pylist(), float)
    assert np.array_equal(held.order, np.argsort(place)[: int(np.isfinite(place).sum())])
    assert len(held.order) > 100
