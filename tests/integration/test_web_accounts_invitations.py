"""Invitations: inside the own region, once, for some days, and two people where a role opens names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sepakat.access import Refused
from sepakat.core.errors import UserError
from tests.web_fake import Fake
from tests.web_people import PASSWORD, member, person, signed_in, stranger
from tests.web_site import Page, site

pytestmark = pytest.mark.django_db
FORM = {"email": "budi@contoh.go.id", "name": "Budi", "role": "pimpinan", "region": "53.01", "until": "", "office": ""}


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    from django.core.cache import cache

    with site(Fake()):
        cache.clear()
        yield


def link_in(answer: Any) -> str:
    found = re.search(r"https?://localhost(/undangan/[^\"]+/)", answer.content.decode())
    assert found, Page(answer.content.decode()).words
    return found[1]


def invite(admin: Any, **more: Any) -> Any:
    return signed_in(admin).post("/orang/undang/", FORM | more)


def acting(user: Any) -> Any:
    from sepakat.web.accounts.actor import actor_of

    return actor_of(user, two_step=True)


def test_an_invitation_becomes_an_account_that_signs_in() -> None:
    link = link_in(invite(member("Adi")))
    guest = stranger()
    shown = guest.get(link)
    assert "Budi" in Page(shown.content.decode()).words
    assert shown["Referrer-Policy"] == "strict-origin"
    done = guest.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert done["Location"] == "/akun/masuk/"
    assert guest.get("/meja/").status_code == 302, "holding a link is not being signed in"
    guest.post("/akun/masuk/", {"login": "budi@contoh.go.id", "password": PASSWORD})
    assert "Pimpinan" in Page(guest.get("/meja/").content.decode()).words


def test_the_link_works_once() -> None:
    link = link_in(invite(member("Adi")))
    stranger().post(link, {"password1": PASSWORD, "password2": PASSWORD})
    again = stranger().post(link, {"password1": "yang-lain-sama-sekali", "password2": "yang-lain-sama-sekali"})
    assert again.status_code == 400 and "tidak berlaku lagi" in again.content.decode()
    client = stranger()
    client.post("/akun/masuk/", {"login": "budi@contoh.go.id", "password": "yang-lain-sama-sekali"})
    assert "_auth_user_id" not in client.session


def test_used_revoked_expired_waiting_and_forged_links_all_say_the_same() -> None:
    from django.utils import timezone

    from sepakat.web.accounts import actions
    from sepakat.web.accounts.models import Invitation

    adi = acting(member("Adi"))
    answers = set()
    for change in ({"used_at": timezone.now()}, {"revoked_at": timezone.now()}, {"waits": True},
                   {"expires": timezone.now() - dt.timedelta(seconds=1)}, None):  # fmt: skip
        made, token = actions.invite(by=adi, email="b@contoh.go.id", name="B", role="mitra", region="53.01")
        if change is None:
            token = token[:-1] + ("A" if token[-1] != "A" else "B")
        else:
            Invitation.objects.filter(pk=made.pk).update(**change)
        answers.add(Page(stranger().get(f"/undangan/{token}/").content.decode()).words)
    assert len(answers) == 1 and "tidak berlaku lagi" in answers.pop()


def test_the_token_is_kept_only_as_a_hash() -> None:
    from sepakat.web.accounts import actions
    from sepakat.web.accounts.models import Invitation
    from sepakat.web.governance.models import AuditEntry

    made, token = actions.invite(
        by=acting(member("Adi")), email="b@contoh.go.id", name="B", role="mitra", region="53.01"
    )
    assert len(token) >= 43
    assert token not in str(Invitation.objects.values_list().get(pk=made.pk))
    told = str(list(AuditEntry.objects.values()))
    assert token not in told and "contoh.go.id" not in told


def test_tokens_cannot_be_tried_out() -> None:
    client = stranger()
    codes = [client.post("/undangan/menebak/", {}).status_code for _ in range(25)]
    assert codes[-1] == 429 and codes[0] == 400


@pytest.mark.parametrize("region", ["53", "53.02", "00", "31.71", "99.99"])
def test_nobody_is_invited_outside_the_own_region(region: str) -> None:
    from sepakat.web.accounts.models import Invitation

    answer = invite(member("Adi"), region=region)
    assert answer.status_code == 400
    assert "di luar wewenang Anda" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_village_is_named_by_code_or_name() -> None:
    from sepakat.web.accounts.models import Invitation

    adi = member("Adi")
    for typed in ("53.01.05.2003", "53.01.05.2003 Manulai I", "Manulai I"):
        invite(adi, region=typed, role="operator_desa")
        assert Invitation.objects.last().region == "53.01.05.2003"
    assert invite(adi, region="Wilayah Khayalan").status_code == 400


def test_what_was_typed_stays_and_the_summary_leads_to_the_field() -> None:
    answer = invite(member("Adi"), email="budi@", name="Budi Santoso")
    page = Page(answer.content.decode())
    assert "tidak lengkap" in page.words and "#email" in page.links
    assert {"id": "name", "value": "Budi Santoso"}.items() <= next(
        i for i in page.all("input") if i.get("id") == "name"
    ).items()


def test_an_office_needs_a_programme_that_exists() -> None:
    adi = member("Adi")
    assert "paling sedikit satu program" in invite(adi, role="opd").content.decode()
    assert "tidak dikenal" in invite(adi, role="opd", programmes=["khayalan"]).content.decode()
    assert invite(adi, role="opd", programmes=["pkh"]).status_code == 200


@pytest.mark.parametrize("typed", ["BUDI@contoh.go.id", " budi@contoh.go.id ", "Budi@Contoh.Go.Id"])
def test_one_address_is_one_account_however_it_is_spelt(typed: str) -> None:
    from sepakat.web.accounts.models import User

    person("Budi", "mitra")
    link = link_in(invite(member("Adi"), email=typed))
    stranger().post(link, {})
    budi = User.objects.get(email__iexact="budi@contoh.go.id")
    assert {a.role for a in budi.assignments.current()} == {"mitra", "pimpinan"}


@pytest.mark.parametrize(
    "typed", ["bud\u0131@contoh.go.id", "budi@contoh.g\u043e.id", "budi@contoh.go.id\u200b", "BUD\u0130@contoh.go.id"]
)
def test_look_alike_letters_are_refused(typed: str) -> None:
    assert "tidak lengkap" in invite(member("Adi"), email=typed).content.decode()


def test_the_database_refuses_a_second_spelling_of_an_address() -> None:
    from django.db import IntegrityError, transaction

    from sepakat.web.accounts.models import User

    person("Budi")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username="x", email="BUDI@contoh.go.id")])


def test_two_people_for_a_role_that_opens_names() -> None:
    """With another administrator in the region, a names role waits for that administrator."""
    adi, ani = member("Adi"), person("Ani", "admin")
    assert "/undangan/" not in invite(adi, role="verifikator").content.decode(), "no link before the second hand"
    from sepakat.web.accounts.models import Invitation

    made = Invitation.objects.get()
    own = signed_in(adi).post(f"/orang/undangan/{made.pk}/sahkan/")
    assert own.status_code == 400 and "Admin lain" in own.content.decode()
    assert "Undangan yang perlu Anda sahkan" in signed_in(ani).get("/meja/").content.decode()
    assert "Undangan yang perlu Anda sahkan" not in signed_in(adi).get("/meja/").content.decode()
    link = link_in(signed_in(ani).post(f"/orang/undangan/{made.pk}/sahkan/"))
    assert stranger().get(link).status_code == 200
    assert signed_in(ani).post(f"/orang/undangan/{made.pk}/sahkan/").status_code == 400, "once"


def test_nobody_gives_themselves_a_role_alone() -> None:
    """Not even the only administrator, and not a harmless role: it waits for somebody else."""
    from sepakat.web.accounts import actions

    adi = member("Adi")
    for role in ("verifikator", "mitra"):
        made, token = actions.invite(by=acting(adi), email="ADI@contoh.go.id", name="Adi", role=role, region="53.01")
        assert made.waits
        with pytest.raises(UserError, match="tidak berlaku"):
            actions.accept(token=token, password=None)
        with pytest.raises(UserError, match="Admin lain"):
            actions.confirm(by=acting(adi), invitation=made)
    assert {a.role for a in adi.assignments.current()} == {"admin"}


def test_whom_a_role_is_for_cannot_be_its_second_hand() -> None:
    from sepakat.web.accounts import actions

    adi, ani = member("Adi"), person("Ani", "admin")
    made, _ = actions.invite(by=acting(adi), email=ani.email, name="Ani", role="pdp", region="53.01")
    assert made.waits
    with pytest.raises(UserError, match="Admin lain"):
        actions.confirm(by=acting(ani), invitation=made)


def test_an_administrator_above_may_confirm_and_one_beside_may_not() -> None:
    from sepakat.web.accounts import actions

    adi, prov, beside = member("Adi"), person("Eka", "admin", "53"), person("Nana", "admin", "53.02")
    made, _ = actions.invite(by=acting(adi), email="v@contoh.go.id", name="V", role="pdp", region="53.01")
    assert made.waits
    with pytest.raises(Refused):
        actions.confirm(by=acting(beside), invitation=made)
    confirmed, token = actions.confirm(by=acting(prov), invitation=made)
    assert actions.find(token).pk == confirmed.pk == made.pk


def test_ending_a_role_counts_at_once_on_open_sessions() -> None:
    adi, ina = member("Adi"), member("Ina")
    client = signed_in(ina)
    assert "Perencana" in client.get("/meja/").content.decode()
    signed_in(adi).post(f"/orang/peran/{ina.assignments.get().pk}/akhiri/")
    assert "belum memegang peran" in client.get("/meja/").content.decode()
    assert ina.assignments.count() == 1, "kept for the record"


def test_people_elsewhere_look_like_nobody() -> None:
    """The same words and status for a role in another region as for a number that was never given."""
    adi, nico = member("Adi"), member("Nico")
    client = signed_in(adi)
    there = client.post(f"/orang/peran/{nico.assignments.get().pk}/akhiri/")
    nowhere = client.post("/orang/peran/999999/akhiri/")
    assert there.status_code == nowhere.status_code == 400
    assert Page(there.content.decode()).words == Page(nowhere.content.decode()).words
    back = [client.post(f"/orang/{number}/tautan/") for number in (nico.pk, 999999)]
    assert back[0].status_code == back[1].status_code == 400
    assert Page(back[0].content.decode()).words == Page(back[1].content.decode()).words
    assert nico.assignments.current().exists()
    assert "Nico" not in client.get("/orang/").content.decode()


def test_a_way_back_in_sets_a_new_password_and_forgets_devices_and_second_step() -> None:
    from allauth.mfa.models import Authenticator

    adi, lina = member("Adi"), person("Lina", "pimpinan", password=PASSWORD)
    Authenticator.objects.create(user=lina, type="totp", data={})
    old = signed_in(lina)
    from allauth.usersessions.models import UserSession

    UserSession.objects.create(user=lina, session_key=old.session.session_key, ip="127.0.0.1", user_agent="x")
    link = link_in(signed_in(adi).post(f"/orang/{lina.pk}/tautan/"))
    stranger().post(link, {"password1": "sandi-baru-sesudah-hilang", "password2": "sandi-baru-sesudah-hilang"})
    assert old.get("/meja/").status_code == 302
    assert not Authenticator.objects.filter(user=lina).exists()
    client = stranger()
    client.post("/akun/masuk/", {"login": lina.email, "password": "sandi-baru-sesudah-hilang"})
    assert client.get("/meja/").status_code == 200


def test_a_way_into_an_account_with_names_needs_two_people_and_nobody_makes_their_own() -> None:
    from sepakat.web.accounts import actions

    adi, _, vera = member("Adi"), person("Ani", "admin"), member("Vera")
    made, _ = actions.way_back(by=acting(adi), user=vera)
    assert made.waits
    with pytest.raises(UserError):
        actions.way_back(by=acting(adi), user=adi)


def test_a_way_in_needs_the_right_over_all_that_the_person_holds() -> None:
    """An administrator of a regency must not open the account of somebody who also works for the province."""
    from sepakat.web.accounts import actions

    adi, agus = member("Adi"), person("Agus", "auditor", "53.01")
    person("Agus", "auditor", "53")
    with pytest.raises(Refused):
        actions.way_back(by=acting(adi), user=agus)


@pytest.mark.parametrize("name", ["Ina", "Wati", "Putu", "Lina", "Agus"])
def test_only_administrators_see_people(name: str) -> None:
    client = signed_in(member(name))
    assert client.get("/orang/").status_code == 403
    assert client.post("/orang/undang/", FORM).status_code == 403


def test_invited_with_a_weak_password_is_told_what_to_choose() -> None:
    link = link_in(invite(member("Adi")))
    for password, words in (
        ("pendek", "paling sedikit 12"),
        ("budi@contoh.go.id", "terlalu mirip"),
        ("password1234", "terlalu sering"),
    ):
        answer = stranger().post(link, {"password1": password, "password2": password})
        assert answer.status_code == 400 and words in Page(answer.content.decode()).words
    differ = stranger().post(link, {"password1": PASSWORD, "password2": PASSWORD + "x"})
    assert "Kedua sandi baru berbeda" in differ.content.decode()
