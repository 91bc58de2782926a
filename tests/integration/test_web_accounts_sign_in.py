"""Signing in as an attacker and as a person: what is refused, how often, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from tests.web_fake import Fake
from tests.web_people import PASSWORD, member, person, signed_in, stranger
from tests.web_site import Page, site

pytestmark = pytest.mark.django_db
SIGN_IN = "/akun/masuk/"


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    from django.core.cache import cache

    with site(Fake()):
        cache.clear()
        yield


def attempt(client: Any, email: str, password: str, **more: str) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def test_a_person_signs_in_with_address_and_password_and_lands_on_the_desk() -> None:
    person("Lina", "pimpinan", password=PASSWORD)
    client = stranger()
    assert attempt(client, "lina@contoh.go.id", PASSWORD)["Location"] == "/meja/"
    page = client.get("/meja/")
    assert page.status_code == 200
    assert "Menunggu Anda" in Page(page.content.decode()).words
    assert page["Cache-Control"] == "no-store"


def test_the_address_may_be_typed_in_capitals_and_with_spaces() -> None:
    person("Lina", "pimpinan", password=PASSWORD)
    assert attempt(stranger(), "  LINA@Contoh.GO.ID ", PASSWORD).status_code == 302


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer() -> None:
    person("Lina", "pimpinan", password=PASSWORD)

    def shown(email: str) -> str:
        page = attempt(stranger(), email, "bukan-sandinya-ini").content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.replace(email, "SUREL"))

    assert shown("lina@contoh.go.id") == shown("tak-ada@contoh.go.id")
    assert "tidak cocok" in shown("lina@contoh.go.id")


def test_five_wrong_passwords_close_the_account_for_a_while_whatever_the_spelling() -> None:
    person("Lina", "pimpinan", password=PASSWORD)
    client = stranger()
    for number in range(5):
        email = "Lina@contoh.go.id" if number % 2 else "lina@contoh.go.id"
        assert "tidak cocok" in attempt(client, email, "bukan-sandinya-ini").content.decode()
    held = attempt(stranger(), "LINA@contoh.go.id", PASSWORD)
    assert "Tunggu lima menit" in held.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_session_key_changes_at_sign_in() -> None:
    """A session that an attacker planted before sign-in is worthless afterwards."""
    person("Lina", "pimpinan", password=PASSWORD)
    client = stranger()
    session = client.session
    session["ditanam"] = "ya"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    attempt(client, "lina@contoh.go.id", PASSWORD)
    assert client.session.session_key != before
    planted = stranger()
    planted.cookies["sessionid"] = before
    assert planted.get("/meja/").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["https://jahat.example/", "//jahat.example/", "http:///jahat.example", "/\\jahat.example", "javascript:x"],
)
def test_next_never_leads_to_another_host(target: str) -> None:
    person("Lina", "pimpinan", password=PASSWORD)
    there = attempt(stranger(), "lina@contoh.go.id", PASSWORD, next=target)["Location"]
    assert there == "/meja/"
    stepped = signed_in(person("Ina", "perencana"), two_step=True).get("/akun/dua-langkah/", {"next": target})
    assert stepped["Location"] == "/meja/"


def test_next_within_the_site_is_followed() -> None:
    person("Lina", "pimpinan", password=PASSWORD)
    assert attempt(stranger(), "lina@contoh.go.id", PASSWORD, next="/glosarium/")["Location"] == "/glosarium/"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(settings: Any) -> None:
    person("Lina", "pimpinan", password=PASSWORD)
    answer = attempt(stranger(), "lina@contoh.go.id", PASSWORD)
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    settings.SESSION_COOKIE_SECURE = True
    assert attempt(stranger(), "lina@contoh.go.id", PASSWORD).cookies["sessionid"]["secure"]


@pytest.mark.parametrize(
    "path",
    [
        "/akun/masuk/",
        "/akun/keluar/",
        "/akun/sandi/",
        "/akun/dua-langkah/pasang/",
        "/akun/perangkat/",
        "/akun/perangkat/keluar/",
        "/orang/undang/",
        "/akun/penyedia/instansi/",
    ],
)
def test_no_form_is_taken_without_its_token(path: str) -> None:
    from django.test import Client

    user = member("Adi")
    client = Client(SERVER_NAME="localhost", raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies = signed_in(user).cookies
    answer = client.post(path, {"login": "a@b.id", "password": "x"})
    assert answer.status_code == 403
    assert "Formulir ini tidak dapat diterima" in answer.content.decode()


def test_pages_of_people_lead_strangers_to_sign_in_and_back() -> None:
    for path in ("/meja/", "/orang/", "/orang/undang/", "/akun/", "/akun/perangkat/", "/akun/sandi/"):
        assert unquote(stranger().get(path)["Location"]) == f"/akun/masuk/?next={path}"
    assert stranger().get("/en/meja/")["Location"].startswith("/en/akun/masuk/")


def test_nobody_signs_up_or_resets_a_password_from_outside() -> None:
    for path in ("signup", "daftar", "password/reset", "email", "3rdparty", "social/connections"):
        assert stranger().get(f"/akun/{path}/").status_code == 404


def test_a_closed_account_does_not_get_in() -> None:
    user = person("Lina", "pimpinan", password=PASSWORD)
    client = signed_in(user)
    user.is_active = False
    user.save()
    assert client.get("/meja/").status_code == 302
    assert attempt(stranger(), "lina@contoh.go.id", PASSWORD)["Location"] == "/akun/ditutup/"


def test_leaving_ends_the_session_and_needs_a_form() -> None:
    client = signed_in(person("Lina", "pimpinan"))
    assert client.get("/akun/keluar/").status_code == 200
    assert client.get("/meja/").status_code == 200
    client.post("/akun/keluar/")
    assert client.get("/meja/").status_code == 302


def test_passwords_are_kept_by_argon2() -> None:
    from django.contrib.auth.hashers import make_password
    from django.test import override_settings

    from sepakat.web import settings

    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        assert make_password("apa saja").startswith("argon2$argon2id$")


def test_the_pages_speak_both_languages_and_never_say_valid() -> None:
    for path, words in (("/akun/masuk/", "Alamat surel"), ("/en/akun/masuk/", "E-mail address")):
        page = Page(stranger().get(path).content.decode())
        assert words in page.words
        assert len(page.all("h1")) == 1
        assert all(tag not in page.words.lower() for tag in ("valid", "mohon", "maaf"))
    wrong = stranger().post("/akun/masuk/", {"login": "bukan surel", "password": ""}).content.decode()
    assert "tidak lengkap" in wrong and "Isi sandi" in wrong and "valid" not in Page(wrong).words
