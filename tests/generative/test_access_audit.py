"""The chain against random histories and random tampering; facts against every way a database may hand them back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepakat.access.audit import COVER, START, Entry, Head, as_line, covered, digest, from_line, plain, subject, verify

WORDS = st.text(max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | WORDS | st.floats(allow_nan=False)
FACTS = st.dictionaries(WORDS, SCALARS | st.lists(SCALARS, max_size=3), max_size=4)
MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2040, 1, 1)).map(lambda m: m.replace(tzinfo=dt.UTC))
MADE = st.builds(
    Entry,
    number=st.just(0),
    at=MOMENTS,
    by=WORDS,
    role=WORDS,
    action=WORDS,
    region=WORDS,
    purpose=WORDS,
    target=WORDS,
    outcome=WORDS,
    subjects=st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), max_size=3).map(
        lambda s: tuple(sorted(s))
    ),
    facts=FACTS.map(plain),
)


def chained(made: list[Entry]) -> list[tuple[Entry, str]]:
    before, chain = START, []
    for number, entry in enumerate(made, 1):
        entry = replace(entry, number=number)
        before = digest(before, entry)
        chain.append((entry, before))
    return chain


@settings(max_examples=60, deadline=None)
@given(st.lists(MADE, min_size=1, max_size=8), st.data())
def test_every_change_removal_and_swap_inside_shows(made: list[Entry], data: st.DataObject) -> None:
    chain = chained(made)
    assert verify(chain).whole
    at = data.draw(st.integers(0, len(chain) - 1))
    entry, said = chain[at]
    changed = [*chain[:at], (replace(entry, target=entry.target + "x"), said), *chain[at + 1 :]]
    assert entry.number in verify(changed).broken
    if at < len(chain) - 1:
        assert verify(chain[:at] + chain[at + 1 :]).broken
        swapped = [*chain[:at], chain[at + 1], chain[at], *chain[at + 2 :]]
        assert verify(swapped).broken
    cut = verify(chain[:at], [Head(chain[-1][0].number, chain[-1][1])])
    assert cut.missing and not cut.broken


@settings(max_examples=60, deadline=None)
@given(MADE)
def test_an_entry_survives_its_line_in_an_export(entry: Entry) -> None:
    entry = replace(entry, number=1)
    back, said = from_line(as_line(entry, digest(START, entry)))
    assert back == entry and verify([(back, said)]).whole


@settings(max_examples=100, deadline=None)
@given(FACTS)
def test_facts_read_back_as_they_were_written(facts: dict[str, Any]) -> None:
    kept = plain(facts)
    assert json.loads(json.dumps(kept)) == kept
    assert plain(kept) == kept


@pytest.mark.parametrize("line", ["", "{}", "[]", '{"hash": 1}', "x"])
def test_other_files_are_no_export(line: str) -> None:
    with pytest.raises(ValueError, match="not a line"):
        from_line(line)


def test_the_audit_takes_no_objects() -> None:
    with pytest.raises(TypeError):
        plain({"orang": object()})


@settings(max_examples=100, deadline=None)
@given(st.text("0123456789", min_size=16, max_size=18), st.sampled_from(["", " ", ".", "-"]))
def test_long_numbers_are_covered_however_they_are_grouped(number: str, gap: str) -> None:
    typed = gap.join([number[:4], number[4:8], number[8:12], number[12:]])
    assert covered(f"cek {typed}, lalu kabari") == f"cek {COVER}, lalu kabari"


@pytest.mark.parametrize(
    "words", ["53.01.05.2003", "2026-11-22 11.59", "Rp1.234.567.890", "a1" * 32, "530101234567000"]
)
def test_other_numbers_stay(words: str) -> None:
    assert covered(words) == words


def test_subjects_need_the_key() -> None:
    nik = "5301012345670001"
    assert subject(b"a" * 32, nik) == subject(b"a" * 32, nik) != subject(b"b" * 32, nik)
    assert len(subject(b"a" * 32, nik)) == 32 and nik not in subject(b"a" * 32, nik)
