"""The desk and the menu: every role finds its next step, and strangers cost no database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sepakat import access
from tests.web_fake import Fake
from tests.web_people import person, signed_in, stranger
from tests.web_site import Page, site


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    with site(Fake()):
        yield


@pytest.mark.parametrize(("role", "prefix"), [*((role, "") for role in sorted(access.roles())), ("opd", "/en")])
def test_every_role_has_three_next_steps_that_lead_somewhere(role: str, prefix: str, db: Any) -> None:
    user = person("Seseorang", role, "53.01", programmes=("pkh",) if role == "opd" else ())
    client = signed_in(user)
    html = client.get(f"{prefix}/meja/").content.decode()
    words = access.role(role).label
    assert (words.en if prefix else words.id) in Page(html).words
    steps = html.partition('id="langkah"')[2].partition("</ol>")[0]
    links = Page(steps).links
    assert len(links) >= 2 and all(link.startswith(f"{prefix}/") for link in links), links
    for link in links:
        assert client.get(link).status_code in (200, 503), (role, link)  # 503: there is no lake in this test


def test_somebody_without_a_role_is_told_whom_to_ask(db: Any) -> None:
    page = Page(signed_in(person("Baru")).get("/meja/").content.decode())
    assert "Hubungi admin wilayah Anda" in page.words


def test_strangers_see_masuk_and_touch_no_database() -> None:
    """No `db` fixture: pytest-django raises where a page asks the database for anything."""
    page = Page(stranger().get("/glosarium/").content.decode())
    assert "Masuk" in page.words and "Meja kerja" not in page.words
    assert "/akun/masuk/" in page.links


def test_who_is_signed_in_sees_the_desk_in_the_menu(db: Any) -> None:
    page = Page(signed_in(person("Lina", "pimpinan")).get("/glosarium/").content.decode())
    assert "/meja/" in page.links and "/akun/keluar/" in page.links


def test_an_ended_or_past_role_is_not_on_the_desk(db: Any) -> None:
    import datetime as dt

    user = person("Lina", "pimpinan", until=dt.date(2020, 1, 1))
    assert "belum memegang peran" in signed_in(user).get("/meja/").content.decode()
