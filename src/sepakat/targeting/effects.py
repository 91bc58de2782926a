"""What a changed rule would do: how many are due now and under the proposal, who would come in, who would go out.

Whoever may try rules could subtract one answer from another, so the change itself is protected too: where those who
come in or go out are too few to show, the proposed figure is not shown either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sepakat import regions
from sepakat.catalogue import Programme
from sepakat.core import cellkey, duck
from sepakat.engine import frames, request
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating import noise_rule
from sepakat.lake import cells as lake_cells
from sepakat.targeting.counts import FEW, NEAR
from sepakat.targeting.eligibility import programme_frame

_MOD = 1 << cellkey.KEY_BITS
Cell = tuple[int | None, str]  # the figure, or why it is hidden


@dataclass(frozen=True)
class Effect:
    """Noised figures of a proposal in a region. before, gained, lost: None where nothing is in force yet; waiting: due
    and not receiving under the proposal."""

    region: str
    unit: str
    release: str
    proposed: Cell
    waiting: Cell
    before: Cell | None = None
    gained: Cell | None = None
    lost: Cell | None = None


def effect(
    release: ReleaseLike,
    proposed: Programme,
    region: str,
    *,
    before: Programme | None = None,
    secret: bytes | None = None,
) -> Effect:
    """The newest rule of `proposed` in a region, beside the rule of `before` in force on the release's day.

    UserError: region codes, region-empty, cell-key-missing, unknown-parameter, parameter-missing.
    """
    key = secret if secret is not None else lake_cells.of_release(release.path)
    code = regions.parse(region)
    new = programme_frame(release, proposed, code, rule=proposed.rules[-1])
    request.check_inside(code, new.num_rows > 0, release.id)
    noise = noise_rule(frames.day(release))
    ids = new["unit_id"]
    found = pc.fill_null(new["eligible"], False)
    waits = pc.is_valid(new["place"])

    def cell(mask: pa.ChunkedArray, *, rest: bool = True) -> Cell:
        mine, others = ids.filter(mask), ids.filter(pc.invert(mask))
        made = _noised(noise, mine, proposed.unit, key)
        if made < noise.minimum:
            return None, FEW
        if rest and _noised(noise, others, proposed.unit, key) < noise.minimum:
            return None, NEAR
        return made, ""

    now, wait = cell(found), cell(waits)
    if before is None or before.unit != proposed.unit:
        return Effect(code, proposed.unit, release.id, now, wait)
    old = programme_frame(release, before, code)["eligible"]  # rows in the same order
    came, went = pc.and_(found, pc.invert(old)), pc.and_(old, pc.invert(found))
    gained, lost = cell(came), cell(went)
    moved = pc.or_(came, went)
    if pc.any(moved).as_py() and cell(moved, rest=False)[0] is None:
        now = wait = (None, NEAR)
    return Effect(code, proposed.unit, release.id, now, wait, cell(old), gained, lost)


def _noised(noise: cellkey.Noise, ids: pa.ChunkedArray, unit: str, secret: bytes) -> int:
    if len(ids) == 0:
        return 0
    con = duck.connect()
    try:
        con.register("ids", pa.table({"unit_id": ids}))
        total = con.execute(
            f"SELECT (sum({cellkey.record_sql('unit_id')}) % {_MOD})::UBIGINT FROM ids",
            {"secret": cellkey.record_salt(secret, unit)},
        ).fetchall()[0][0]
    finally:
        con.close()
    return int(noise.counts(np.array([len(ids)], np.int64), np.array([total], np.uint64), secret)[0])
