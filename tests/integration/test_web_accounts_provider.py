"""Signing in through an agency's identity provider: a real OpenID Connect server, its own process, on loopback."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web_fake import Fake
from tests.web_people import person, signed_in, stranger
from tests.web_site import Page, site

pytestmark = pytest.mark.django_db
PEOPLE: dict[str, dict[str, Any]] = {
    "lina": {"email": "Lina@Contoh.go.id", "email_verified": True},
    "palsu": {"email": "lina@contoh.go.id", "email_verified": False},
    "asing": {"email": "asing@contoh.go.id", "email_verified": True},
    "vera": {"email": "vera@contoh.go.id", "email_verified": True, "amr": ["pwd", "mfa"]},
    "dewi": {"email": "dewi@contoh.go.id", "email_verified": True, "name": "Dewi"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The provider's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    users = [part for sub, claims in PEOPLE.items() for part in ("--user-claims", json.dumps({"sub": sub} | claims))]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *users],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("the provider did not start")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(autouse=True)
def _site(server: str, settings: Any) -> Iterator[None]:
    from django.core.cache import cache

    from sepakat.web.accounts.configuration import identity_provider

    named = {
        "SEPAKAT_OIDC_URL": server,
        "SEPAKAT_OIDC_CLIENT": "sepakat",
        "SEPAKAT_OIDC_SECRET": "rahasia",
        "SEPAKAT_OIDC_NAME": "Akun Pemkab",
    }
    settings.SOCIALACCOUNT_PROVIDERS = identity_provider(named)
    with site(Fake()):
        cache.clear()
        yield


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def begin(client: Any, **form: str) -> str:
    """Press the button; gives the provider's address that the page moves on to."""
    page = client.post("/akun/penyedia/instansi/", form)
    found = re.search(r'content="0; url=([^"]+)"', page.content.decode())
    assert found, Page(page.content.decode()).words
    return html.unescape(found[1])


def at_provider(address: str, sub: str) -> str:
    """Sign in there as `sub`; gives where the provider sends the browser back to."""
    data = urllib.parse.urlencode({"sub": sub}).encode()
    try:
        urllib.request.build_opener(Stay).open(urllib.request.Request(address, data=data), timeout=10)
    except urllib.error.HTTPError as answer:
        assert answer.code == 302
        return str(answer.headers["Location"])
    raise AssertionError("the provider did not send the browser back")


def sign_in(sub: str, **form: str) -> tuple[Any, Any]:
    client = stranger()
    back = at_provider(begin(client, **form), sub)
    return client, client.get(back.removeprefix("http://localhost"))


def test_the_button_is_on_the_sign_in_page_and_nothing_is_fetched_for_it() -> None:
    page = Page(stranger().get("/akun/masuk/").content.decode())
    assert "Masuk dengan Akun Pemkab" in page.words


def test_a_known_person_signs_in_by_the_verified_address_whatever_its_spelling() -> None:
    lina = person("Lina", "pimpinan")
    client, answer = sign_in("lina", next="/glosarium/")
    assert answer["Location"] == "/glosarium/"
    assert client.session["_auth_user_id"] == str(lina.pk)
    client, _ = sign_in("lina")
    assert client.get("/meja/").status_code == 200


def test_an_address_that_the_provider_has_not_verified_opens_nothing() -> None:
    person("Lina", "pimpinan")
    client, answer = sign_in("palsu")
    assert answer.status_code == 403 and "belum diundang" in answer.content.decode()
    assert client.get("/meja/").status_code == 302


def test_a_stranger_with_a_provider_account_stays_a_stranger() -> None:
    from sepakat.web.accounts.models import User

    client, answer = sign_in("asing")
    assert answer.status_code == 403
    assert not User.objects.exists() and client.get("/meja/").status_code == 302


def test_a_closed_account_does_not_come_in_by_the_other_door() -> None:
    lina = person("Lina", "pimpinan")
    lina.is_active = False
    lina.save()
    client, _ = sign_in("lina")
    assert client.get("/meja/").status_code == 302


def test_an_open_invitation_is_taken_up_and_a_waiting_one_is_not() -> None:
    from sepakat.web.accounts import actions
    from sepakat.web.accounts.actor import actor_of
    from sepakat.web.accounts.models import Invitation, User

    adi = actor_of(person("Adi", "admin"), two_step=True)
    made, _ = actions.invite(by=adi, email="dewi@contoh.go.id", name="Dewi", role="mitra", region="53.01")
    Invitation.objects.filter(pk=made.pk).update(waits=True)
    assert sign_in("dewi")[1].status_code == 403
    Invitation.objects.filter(pk=made.pk).update(waits=False)
    client, answer = sign_in("dewi")
    assert answer["Location"] == "/meja/"
    dewi = User.objects.get(email="dewi@contoh.go.id")
    assert [a.role for a in dewi.assignments.current()] == ["mitra"] and not dewi.has_usable_password()
    assert "Mitra" in client.get("/meja/").content.decode()
    assert sign_in("dewi")[1]["Location"] == "/meja/", "the second time as a known person"


@pytest.mark.parametrize(("claim", "counts"), [("", False), ("amr:mfa", True), ("amr:hwk", False), ("acr:mfa", False)])
def test_the_providers_second_step_counts_only_where_configured(claim: str, counts: bool, settings: Any) -> None:
    settings.SIGN_IN_TWO_STEP_CLAIM = claim
    person("Vera", "verifikator")
    client, answer = sign_in("vera")
    assert answer["Location"] == ("/meja/" if counts else "/akun/dua-langkah/?next=%2Fmeja%2F")
    assert ("Langkah kedua diperlukan" in client.get("/meja/").content.decode()) != counts


def test_an_own_second_step_is_asked_for_all_the_same(settings: Any) -> None:
    from allauth.mfa.models import Authenticator

    vera = person("Vera", "verifikator")
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    client, answer = sign_in("vera")
    assert answer["Location"] == "/akun/dua-langkah/kode/"
    assert client.get("/meja/").status_code == 302


def test_the_code_is_bound_to_this_browser_by_pkce(monkeypatch: pytest.MonkeyPatch) -> None:
    from allauth.socialaccount.providers.oauth2.client import OAuth2Client

    sent: list[str] = []
    real = OAuth2Client.get_access_token

    def spy(self: Any, code: str, pkce_code_verifier: str) -> Any:
        sent.append(pkce_code_verifier)
        return real(self, code, pkce_code_verifier=pkce_code_verifier)

    monkeypatch.setattr(OAuth2Client, "get_access_token", spy)
    person("Lina", "pimpinan")
    client = stranger()
    address = begin(client)
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["redirect_uri"] == [
        "http://localhost/akun/penyedia/instansi/kembali/"
    ]
    client.get(at_provider(address, "lina").removeprefix("http://localhost"))
    expected = base64.urlsafe_b64encode(hashlib.sha256(sent[0].encode()).digest()).rstrip(b"=").decode()
    assert asked["code_challenge"] == [expected]


def test_a_way_back_that_this_browser_did_not_begin_is_refused() -> None:
    """Somebody else's address with a code (login forgery), a state used twice, a state made up."""
    person("Lina", "pimpinan")
    thief = stranger()
    back = at_provider(begin(thief), "lina").removeprefix("http://localhost")
    victim = stranger()
    assert victim.get(back).status_code == 401
    assert victim.get("/meja/").status_code == 302
    assert thief.get(back).status_code == 302
    assert stranger().get("/akun/penyedia/instansi/kembali/?code=x&state=buatan").status_code == 401


def test_an_open_session_is_never_linked_to_a_providers_account() -> None:
    """`process=connect` would tie the provider's account to whoever is signed in; it is not offered."""
    from allauth.socialaccount.models import SocialAccount

    ina = person("Ina", "perencana")
    client = signed_in(ina)
    assert client.post("/akun/penyedia/instansi/", {"process": "connect"}).status_code == 400
    assert client.post("/akun/penyedia/instansi/?process=connect").status_code == 400
    back = at_provider(begin(client), "asing")
    assert client.get(back.removeprefix("http://localhost")).status_code == 403
    assert not SocialAccount.objects.filter(user=ina).exists()


def test_a_provider_that_does_not_answer_is_a_page_with_a_next_step(settings: Any) -> None:
    from sepakat.web.accounts.configuration import identity_provider

    settings.SOCIALACCOUNT_PROVIDERS = identity_provider({"SEPAKAT_OIDC_URL": "http://127.0.0.1:9"})
    answer = stranger().post("/akun/penyedia/instansi/")
    assert answer.status_code == 401 and "coba masuk sekali lagi" in answer.content.decode()


def test_no_token_of_the_provider_is_kept() -> None:
    from allauth.socialaccount.models import SocialToken

    person("Lina", "pimpinan")
    sign_in("lina")
    assert not SocialToken.objects.exists()
