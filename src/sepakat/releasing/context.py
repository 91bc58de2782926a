"""What a lake has imported and checking needs: crosswalk and history of region codes, boundaries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sepakat.core.errors import UserError
from sepakat.lake import Lake
from sepakat.quality.model import DEFAULT_CEILING, Boundary, Context
from sepakat.regions import crosswalk, validity
from sepakat.regions.boundaries import Locator
from sepakat.regions.boundaries.points import INSIDE, UNKNOWN

# Boundaries are indicative: a house this close (about 550 m) outside its village is not marked. Degrees.
TOLERANCE = 0.005


def checking_context(lake: Lake, ceiling: float | None = None, *, dry_run: bool = False, **more: Any) -> Context:
    """The context for `quality.run`. ceiling: share of refused rows above which an intake is not kept. more: its other
    facts, such as `bounds`."""
    codes, history = crosswalk.path_in(lake.path), validity.path_in(lake.path)
    return Context(
        ceiling=DEFAULT_CEILING if ceiling is None else ceiling,
        crosswalk=codes if codes.exists() else None,
        history=history if history.exists() else None,
        boundary=_boundary(lake),
        dry_run=dry_run,
        **more,
    )


def _boundary(lake: Lake) -> Boundary | None:
    """Whether points lie inside their region, by the finest imported boundary; None where none was imported."""
    locator = Locator(lake.path)
    if locator.finest is None:
        return None
    try:
        locator.contains(["53"], [0.0], [0.0])
    except UserError:  # boundaries came with the lake, the packages to use them did not: coordinates go unchecked
        return None

    def inside(rows: pa.Table) -> pa.Array:
        found = locator.contains(rows["code"].to_pylist(), rows["lon"].to_numpy(), rows["lat"].to_numpy(), TOLERANCE)
        return pa.array(found == INSIDE, mask=np.asarray(found == UNKNOWN))

    return inside
