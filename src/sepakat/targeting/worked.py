"""The worked example of a programme's file, answered by the query that answers for a region."""

from __future__ import annotations

from sepakat.catalogue import Programme
from sepakat.targeting import few

VILLAGE = "00.00.00.0000"  # of rows that name none


def answer(programme: Programme) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers of the example's rows that are eligible, and of those that wait, in order. ValueError without one."""
    trial = programme.contoh
    if trial is None:
        raise ValueError(f"programme {programme.id} has no example")
    units = [
        {"village_code": VILLAGE, **dict(zip(trial.columns, row, strict=True)), "family_id": n, "person_id": n}
        for n, row in enumerate(trial.rows, 1)
    ]
    rows = [dict(zip(trial.member_columns, row, strict=True)) for row in trial.members]
    members = [{**row, "family_id": row["baris"]} for row in rows]
    with few.held(units, units, members) as rows_held:
        found = rows_held.judge(programme, programme.rules[-1], trial.on)
    waiting = sorted((r for r in found if r["place"] is not None), key=lambda r: r["place"])
    return tuple(r["unit_id"] for r in found if r["eligible"]), tuple(r["unit_id"] for r in waiting)
