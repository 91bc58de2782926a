"""The second step: asked for, set up, used, lost; and never passed by."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web_fake import Fake
from tests.web_people import PASSWORD, member, person, signed_in, stranger
from tests.web_site import Page, site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    from django.core.cache import cache

    with site(Fake()):
        cache.clear()
        yield


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator app would show, `steps` half minutes from now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def sign_in(user: Any) -> Any:
    client = stranger()
    client.answer = client.post("/akun/masuk/", {"login": user.email, "password": PASSWORD})
    return client


def set_up(client: Any, django_capture: Any) -> str:
    """Set up the app as a person does; gives the secret it was told."""
    page = client.get("/akun/dua-langkah/pasang/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret
    with django_capture(execute=True):
        done = client.post("/akun/dua-langkah/pasang/", {"code": code(secret[1])})
    assert done["Location"] == "/akun/dua-langkah/cadangan/", Page(done.content.decode()).words
    return secret[1]


def test_a_role_with_names_is_led_to_the_second_step_before_anything_else(
    django_capture_on_commit_callbacks: Any,
) -> None:
    vera = person("Vera", "verifikator", password=PASSWORD)
    client = sign_in(vera)
    assert client.answer["Location"] == "/akun/dua-langkah/?next=%2Fmeja%2F"
    assert "Langkah kedua diperlukan" in client.get(client.answer["Location"]).content.decode()
    assert "Langkah kedua diperlukan" in client.get("/meja/").content.decode()
    set_up(client, django_capture_on_commit_callbacks)
    assert "Langkah kedua diperlukan" not in client.get("/meja/").content.decode()


def test_an_administrator_can_do_nothing_before_the_second_step(django_capture_on_commit_callbacks: Any) -> None:
    adi = person("Adi", "admin", password=PASSWORD)
    client = sign_in(adi)
    assert client.get("/orang/")["Location"] == "/akun/dua-langkah/?next=%2Forang%2F"
    refused = client.post("/orang/undang/", {"email": "x@contoh.go.id"})
    assert refused.status_code == 403 and "dua langkah" in refused.content.decode()
    set_up(client, django_capture_on_commit_callbacks)
    assert client.get("/orang/").status_code == 200


def test_the_picture_is_drawn_here_and_carries_no_style(django_capture_on_commit_callbacks: Any) -> None:
    client = sign_in(person("Vera", "verifikator", password=PASSWORD))
    answer = client.get("/akun/dua-langkah/pasang/")
    page = Page(answer.content.decode())
    assert "<svg" in answer.content.decode() and "data:" not in answer.content.decode()
    assert not any("style" in attrs for _, attrs in page.tags)
    assert "no-store" in answer["Cache-Control"]


def test_the_next_sign_in_asks_for_the_code_and_a_code_works_once(django_capture_on_commit_callbacks: Any) -> None:
    vera = person("Vera", "verifikator", password=PASSWORD)
    secret = set_up(sign_in(vera), django_capture_on_commit_callbacks)
    client = sign_in(vera)
    assert client.answer["Location"] == "/akun/dua-langkah/kode/"
    assert client.get("/meja/").status_code == 302, "the password alone opens nothing"
    assert "tidak cocok" in client.post("/akun/dua-langkah/kode/", {"code": "000000"}).content.decode()
    shown = code(secret, 1)
    assert client.post("/akun/dua-langkah/kode/", {"code": shown})["Location"] == "/meja/"
    assert "Langkah kedua diperlukan" not in client.get("/meja/").content.decode()
    again = sign_in(vera)
    assert "tidak cocok" in again.post("/akun/dua-langkah/kode/", {"code": shown}).content.decode()


def test_codes_cannot_be_tried_out(django_capture_on_commit_callbacks: Any) -> None:
    vera = person("Vera", "verifikator", password=PASSWORD)
    secret = set_up(sign_in(vera), django_capture_on_commit_callbacks)
    client = sign_in(vera)
    for _ in range(5):
        client.post("/akun/dua-langkah/kode/", {"code": "000000"})
    held = client.post("/akun/dua-langkah/kode/", {"code": code(secret, 1)})
    assert "Tunggu lima menit" in held.content.decode()


def test_recovery_codes_are_shown_once_and_each_works_once(django_capture_on_commit_callbacks: Any) -> None:
    vera = person("Vera", "verifikator", password=PASSWORD)
    client = sign_in(vera)
    set_up(client, django_capture_on_commit_callbacks)
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get("/akun/dua-langkah/cadangan/").content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get("/akun/dua-langkah/cadangan/").content.decode()
    assert sign_in(vera).post("/akun/dua-langkah/kode/", {"code": codes[0]})["Location"] == "/meja/"
    assert "tidak cocok" in sign_in(vera).post("/akun/dua-langkah/kode/", {"code": codes[0]}).content.decode()


def test_secrets_are_encrypted_in_the_database(django_capture_on_commit_callbacks: Any) -> None:
    from allauth.mfa.models import Authenticator

    secret = set_up(sign_in(person("Vera", "verifikator", password=PASSWORD)), django_capture_on_commit_callbacks)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored and stored.count("gAAAA") == 2


def test_a_role_with_names_cannot_take_it_off(django_capture_on_commit_callbacks: Any) -> None:
    from allauth.mfa.models import Authenticator

    vera, lina = person("Vera", "verifikator", password=PASSWORD), person("Lina", "pimpinan", password=PASSWORD)
    for user, kept in ((vera, True), (lina, False)):
        client = sign_in(user)
        set_up(client, django_capture_on_commit_callbacks)
        client.post("/akun/dua-langkah/lepas/", {})
        assert Authenticator.objects.filter(user=user, type="totp").exists() == kept


def test_a_second_step_of_somebody_else_does_not_count() -> None:
    """The session's record of a second step names whose it was."""
    vera, ina = member("Vera"), member("Ina")
    client = signed_in(vera, two_step=True)
    session = client.session
    session["account_authentication_methods_user"] = str(ina.pk)
    session.save()
    assert "Langkah kedua diperlukan" in client.get("/meja/").content.decode()


def test_changing_how_to_sign_in_asks_for_the_password_again_later() -> None:
    client = signed_in(member("Vera"), two_step=False)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 600}]
    session.save()
    lina = person("Lina", password=PASSWORD)
    assert lina
    answer = client.get("/akun/dua-langkah/pasang/")
    assert answer.status_code == 302 and "/akun/" in answer["Location"] and "pasang" in answer["Location"]


def test_a_changed_password_signs_other_devices_out() -> None:
    lina = person("Lina", "pimpinan", password=PASSWORD)
    here, there = sign_in(lina), sign_in(lina)
    new = "kata-sandi-baru-panjang"
    wrong = here.post("/akun/sandi/", {"oldpassword": "bukan", "password1": new, "password2": new})
    assert "Sandi sekarang tidak cocok" in wrong.content.decode()
    here.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/meja/").status_code == 200
    assert there.get("/meja/").status_code == 302


def test_sign_out_everywhere() -> None:
    lina = person("Lina", "pimpinan", password=PASSWORD)
    here, there = sign_in(lina), sign_in(lina)
    assert "Perangkat yang masuk" in here.get("/akun/perangkat/").content.decode()
    here.post("/akun/perangkat/keluar/")
    assert here.get("/meja/").status_code == there.get("/meja/").status_code == 302


def test_the_other_devices_alone() -> None:
    lina = person("Lina", "pimpinan", password=PASSWORD)
    here, there = sign_in(lina), sign_in(lina)
    here.post("/akun/perangkat/")
    assert (here.get("/meja/").status_code, there.get("/meja/").status_code) == (200, 302)


@pytest.mark.parametrize(
    ("began", "seen", "stays"),
    [(8 * 3600 - 60, 60, True), (8 * 3600 + 60, 1, False), (3600, 29 * 60, True), (3600, 31 * 60, False)],
    ids=["fresh", "too old", "in use", "idle"],
)
def test_sessions_end_after_eight_hours_or_half_an_hour_without_a_click(began: int, seen: int, stays: bool) -> None:
    client = signed_in(person("Lina", "pimpinan"))
    client.get("/meja/")
    session = client.session
    session["sesi_mulai"], session["sesi_dilihat"] = time.time() - began, time.time() - seen
    session.save()
    assert (client.get("/meja/").status_code == 200) == stays
