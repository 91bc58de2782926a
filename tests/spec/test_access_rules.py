"""The truth table of rights: every role × every action × own, parent, sibling, child and other region.

`access_table.txt` is the policy as a reader reviews it; this file only compares. A role or an action that is not in
the table fails the test, so nothing new comes in unreviewed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sepakat import access
from sepakat.access import Action, Actor, Assignment

PLACES = {"own": "53.01", "parent": "53", "sibling": "53.02", "child": "53.01.05.2003", "other": "31.71"}
NOBODY = ("publik", "tanpa_peran")
DAY = dt.date(2026, 11, 22)


def table() -> dict[str, dict[str, dict[str, bool]]]:
    """role -> action -> place -> may."""
    found: dict[str, dict[str, dict[str, bool]]] = {}
    role = ""
    for line in (Path(__file__).parent / "access_table.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            role = line.strip("[]")
        elif line and not line.startswith("#"):
            action, *marks = line.split()
            assert len(marks) == len(PLACES) and set(marks) <= {"y", "."}
            found.setdefault(role, {})[action] = dict(zip(PLACES, (m == "y" for m in marks), strict=True))
    return found


def somebody(role: str) -> Actor:
    if role == "publik":
        return access.PUBLIC
    held = () if role == "tanpa_peran" else (Assignment(role, "53.01", ("pkh",) if role == "opd" else ()),)
    return Actor("7", "Seseorang", held, two_step=True)


def test_the_table_names_every_role_and_every_action() -> None:
    assert set(table()) == set(access.roles()) | set(NOBODY)
    for role, rows in table().items():
        assert list(rows) == [a.value for a in Action], role


@pytest.mark.parametrize("role", sorted(table()))
def test_the_rules_say_what_the_table_says(role: str) -> None:
    who = somebody(role)
    for action, places in table()[role].items():
        for place, expected in places.items():
            got = access.may(who, Action(action), region=PLACES[place], programme="pkh", on=DAY)
            assert got == expected, (role, action, place)


@pytest.mark.parametrize("role", sorted(table()))
def test_reach_is_the_own_region_where_the_table_allows_it_and_nothing_otherwise(role: str) -> None:
    for action, places in table()[role].items():
        expected = ("00",) if action == "agregat.lihat" else ("53.01",) if places["own"] else ()
        assert access.reach(somebody(role), Action(action), on=DAY) == expected


@pytest.mark.parametrize("role", sorted(table()))
def test_every_refusal_says_what_and_what_next_in_both_languages(role: str) -> None:
    for action in Action:
        for region in PLACES.values():
            refused = access.refusal(somebody(role), action, region=region, programme="pkh", on=DAY)
            if refused is None:
                continue
            assert refused.hint is not None
            for words in (refused.title, refused.hint):
                assert words.id.endswith(".") and words.en.endswith(".") and words.id != words.en
                assert not any(w in words.id.lower() for w in ("valid", "mohon", "maaf"))


def test_out_of_reach_and_not_existing_get_the_same_refusal() -> None:
    for role in table():
        for action in Action:
            answers = {
                str(access.refusal(somebody(role), action, region=region, programme="pkh", on=DAY))
                for region in ("53.02", "53.99", "99.99.99.9999", "53.0", "bukan kode", "53.011", "")
            }
            assert len(answers) == 1, (role, action)


def test_roles_with_names_and_those_that_open_them_need_two_steps() -> None:
    for role, rows in table().items():
        if role in NOBODY:
            continue
        once = Actor("7", "Seseorang", somebody(role).assignments, two_step=False)
        guarded = [a for a in rows if rows[a]["own"] and access.actions()[Action(a)].two_step]
        for action in guarded:
            refused = access.refusal(once, Action(action), region="53.01", programme="pkh", on=DAY)
            assert refused is not None and refused.code == "access-two-step"
        assert access.needs_two_step(once, on=DAY) == bool(guarded)
    assert access.roles()["perencana"].two_step and access.roles()["admin"].two_step
    assert not access.roles()["peneliti"].two_step


def test_figures_only_roles_never_touch_names() -> None:
    """Peneliti, pusat and mitra work with aggregates: the issue says so, whatever else changes."""
    for role in ("peneliti", "pusat", "mitra", "pimpinan", "auditor", "admin"):
        assert not access.roles()[role].names, role


@pytest.mark.parametrize(
    ("programme", "may"),
    [("pkh", True), ("sembako", False), ("", False), (None, True)],
    ids=["own", "other", "none", "any"],
)
def test_an_office_works_for_its_own_programmes(programme: str | None, may: bool) -> None:
    oka = Actor("8", "Oka", (Assignment("opd", "53.01", ("pkh",)),), two_step=True)
    for action in (Action.LIST_REQUEST, Action.LIST_DOWNLOAD):
        assert access.may(oka, action, region="53.01", programme=programme, on=DAY) == may
    empty = Actor("8", "Oka", (Assignment("opd", "53.01"),), two_step=True)
    assert not access.may(empty, Action.LIST_REQUEST, region="53.01", programme=programme, on=DAY)


def test_a_planner_is_not_bound_to_programmes() -> None:
    ina = Actor("9", "Ina", (Assignment("perencana", "53.01"),), two_step=True)
    assert access.may(ina, Action.LIST_REQUEST, region="53.01", programme="", on=DAY)


@pytest.mark.parametrize(("until", "may"), [(DAY, True), (DAY - dt.timedelta(1), False), (None, True)])
def test_a_role_holds_through_its_last_day(until: dt.date | None, may: bool) -> None:
    lina = Actor("1", "Lina", (Assignment("pimpinan", "53.01", (), until),))
    assert access.may(lina, Action.ANALYSIS_SAVE, region="53.01", on=DAY) == may
    assert access.reach(lina, Action.ANALYSIS_SAVE, on=DAY) == (("53.01",) if may else ())


def test_a_token_is_never_wider_than_its_actions() -> None:
    held = (Assignment("walidata", "53.01"),)
    token = Actor("2", "Wati", held, two_step=True, actions=("unggah.kirim",))
    assert access.may(token, Action.UPLOAD, region="53.01", on=DAY)
    refused = access.refusal(token, Action.RELEASE_PUBLISH, region="53.01", on=DAY)
    assert refused is not None and refused.code == "access-token"


def test_rights_of_several_assignments_add_up_but_do_not_mix() -> None:
    """A village operator there and a producer here is not an operator here."""
    who = Actor(
        "3", "Dewi", (Assignment("operator_desa", "53.01.05.2003"), Assignment("produsen", "53.02")), two_step=True
    )
    assert access.may(who, Action.NAMES_LOOKUP, region="53.01.05.2003", on=DAY)
    assert not access.may(who, Action.NAMES_LOOKUP, region="53.02", on=DAY)
    assert access.reach(who, Action.UPLOAD, on=DAY) == ("53.02", "53.01.05.2003")
    wide = Actor("4", "Wati", (Assignment("walidata", "53.01.05"), Assignment("walidata", "53.01")), two_step=True)
    assert access.reach(wide, Action.UPLOAD, on=DAY) == ("53.01",)


def test_a_role_no_file_describes_gives_nothing() -> None:
    assert (
        access.reach(Actor("5", "Lama", (Assignment("dihapus", "53.01"),), two_step=True), Action.TOKEN, on=DAY) == ()
    )
