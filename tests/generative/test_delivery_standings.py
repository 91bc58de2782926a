"""Delivery against plan for any history: against counting the last word of each row by hand."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.targeting.feedback import CLOSED, OUTCOMES, PAID, standings
from sepakat.web.delivery.figures import progress

ROWS = 6
EVENTS = st.lists(
    st.tuples(
        st.integers(1, ROWS), st.sampled_from(list(OUTCOMES)), st.sampled_from(["2026-01", "2026-02"]),
        st.integers(1, 10**6),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=60)
@given(EVENTS, st.sampled_from(["", "2026-01"]))
def test_every_row_is_counted_once_by_its_last_word(events: list[tuple[int, str, str, int]], period: str) -> None:
    villages = {row: f"53.01.01.200{row % 2}" for row in range(1, ROWS + 1)}
    said = [(r, kind, p if kind == PAID else "", v if kind == PAID else None) for r, kind, p, v in events]
    told = progress(villages, standings(said), None, dt.date(2026, 11, 22), period)
    status, paid = {}, {}
    for row, kind, p, amount in said:
        if kind == PAID:
            paid[row, p] = amount
        else:
            status[row] = kind
    in_period = {(r, p): v for (r, p), v in paid.items() if not period or p == period}
    have = {r for r, _ in in_period}
    closed = {r for r, s in status.items() if s in CLOSED}
    assert told.whole.planned == ROWS
    assert told.whole.paid == len(have)
    assert told.whole.amount == sum(in_period.values())
    assert told.whole.outstanding == len(set(villages) - have - closed)
    for kind in CLOSED:
        assert getattr(told.whole, kind) == sum(s == kind for s in status.values())
    for name in ("planned", "verified", "paid", "outstanding", "amount"):
        assert sum(getattr(line, name) for line in told.places) == getattr(told.whole, name)
    assert {p.name: p.paid for p in told.periods} == {p: sum(q == p for _, q in paid) for _, p in paid}
    assert all(p.planned is None for p in told.periods)
