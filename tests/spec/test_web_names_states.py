"""Every state × act × relation of a list request, against one table that a reader can check; the diagram in the docs.

The table below is written by hand, not derived: a change of `names.states` has to be made here too.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from sepakat import access
from sepakat.access import Action
from sepakat.web.names import states
from sepakat.web.names.states import Act, State, Who
from tests.web_people import person

DOCS = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "names.md"
ALLOWED = """
draf          ubah ajukan batalkan
diajukan      batalkan nilai
disusun       cabut
gagal         batalkan ulangi cabut
siap          unduh cabut
diunduh       unduh cabut
dikembalikan  ubah batalkan
ditolak
dibatalkan
dicabut
berakhir
"""
BY = {
    "ubah": "peminta", "ajukan": "peminta", "batalkan": "peminta", "ulangi": "peminta",
    "nilai": "pemeriksa", "unduh": "penerima", "cabut": "pencabut",
}  # fmt: skip
TABLE = {line.split()[0]: set(line.split()[1:]) for line in ALLOWED.strip().splitlines()}


def test_the_table_is_the_one_written_here() -> None:
    assert set(TABLE) == set(State)
    people = [a for a in Act if states.BY_ACT[a].who != Who.SYSTEM]
    assert set(BY) == set(people)
    for state, act in itertools.product(State, people):
        assert states.allows(state, act) == (act in TABLE[state]), (state, act)
        assert states.BY_ACT[act].who == BY[act]


def test_every_state_is_reached_has_words_and_ends() -> None:
    reached = {State.DRAFT} | {t.after for t in states.TABLE}
    assert reached == set(State)
    assert set(states.WORDS) == set(State)
    assert set(states.ACTS) == set(Act)
    ends = {s for s in State if not any(s in t.before for t in states.TABLE)}
    assert ends == {State.REFUSED, State.WITHDRAWN, State.REVOKED, State.EXPIRED}


def test_the_diagram_in_the_docs_is_this_table() -> None:
    assert states.mermaid() in DOCS.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_every_state_act_and_role() -> None:
    """All 11 states × 7 acts × 14 roles, each as a stranger in the region, as the requester and as the recipient.

    What must hold is computed from the hand-written tables above and the role's rights, not from `names.rules`.
    """
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.names import rules
    from sepakat.web.names.models import ListRequest, Recipient

    owner = person("Ina", "perencana")
    rights = {
        "peminta": Action.LIST_REQUEST,
        "pemeriksa": Action.LIST_APPROVE,
        "penerima": Action.LIST_DOWNLOAD,
        "pencabut": Action.LIST_REVOKE,
    }
    for name, role in access.roles().items():
        user = person(f"Uji{name}", name, "53.01", ("pkh",))
        who = actor_of(user, two_step=True)
        for relation in ("", "peminta", "penerima"):
            made = ListRequest.objects.create(
                by=user if relation == "peminta" else owner, region="53.01", programme="pkh", role="perencana", round=1
            )
            if relation == "penerima":
                Recipient.objects.create(request=made, user=user)
            made = ListRequest.objects.prefetch_related("recipients").get(pk=made.pk)
            for state, act in itertools.product(State, BY):
                made.state = state
                needed = BY[act]
                able = rights[needed] in role.actions
                mine = {"peminta": relation == "peminta", "penerima": relation == "penerima"}.get(
                    needed, needed != "pemeriksa" or relation == ""
                )
                seen = relation == "peminta" or (
                    state not in ("draf", "dibatalkan")
                    and (relation == "penerima" or role.actions & {Action.LIST_APPROVE, Action.LIST_REVOKE})
                )
                expected = bool(able and mine and seen and act in TABLE[state])
                assert (rules.refusal(made, Act(act), who) is None) == expected, (name, relation, state, act)


@pytest.mark.django_db
@pytest.mark.parametrize("region", ["53.02", "53", "53.01.05", "00"])
def test_nobody_of_another_region_has_any_part_in_it(region: str) -> None:
    """Siblings and children never; a region above has it all inside."""
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.names import rules
    from sepakat.web.names.models import ListRequest

    made = ListRequest.objects.create(by=person("Ina", "perencana"), region="53.01", state="diajukan", round=1)
    above = region in ("53", "00")
    for name in ("koordinator", "pdp", "walidata", "verifikator"):
        who = actor_of(person(f"Luar{name}{region}", name, region), two_step=True)
        assert rules.visible(made, who) is above
        assert (rules.refusal(made, Act.VOTE, who) is None) is above
