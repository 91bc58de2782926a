"""The menu: every app's entries are found, lead somewhere, and the page's own is marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web_fake import Fake
from tests.web_site import Page, site


@pytest.fixture
def client() -> Iterator[Any]:
    with site(Fake()) as made:
        yield made


def test_every_entry_has_two_languages_and_an_address(client: Any) -> None:
    from django.urls import reverse

    from sepakat.web import menu

    entries = menu.items()
    assert {"places", "indicators", "atlas", "glossary"} <= {name for name, _, _ in entries}
    for name, label, place in entries:
        assert reverse(name).startswith("/"), name
        assert label.id and label.en
        assert 0 < place < 30
    assert len({name for name, _, _ in entries}) == len(entries)


def test_main_row_has_at_most_five_words(client: Any) -> None:
    from sepakat.web import menu

    assert 2 <= sum(place < menu.MAIN for _, _, place in menu.items()) <= 5


def test_the_pages_own_entry_is_marked_once(client: Any) -> None:
    for path, label in (("/wilayah/53.01/", "Wilayah"), ("/peta/", "Peta"), ("/glosarium/", "Glosarium")):
        page = client.get(path).content.decode()
        header = page[page.index('<nav aria-label="Menu utama"') : page.index("</nav>")]
        assert header.count('aria-current="page"') == 1, path
        assert f'aria-current="page">{label}<' in header
    home = client.get("/").content.decode()
    assert 'aria-current="page"' not in home[: home.index("</nav>")]


@pytest.mark.django_db
def test_a_stranger_is_offered_to_sign_in_and_somebody_the_desk(client: Any) -> None:
    assert "Masuk" in Page(client.get("/").content.decode()).words
    client.cookies["sessionid"] = "x"
    words = Page(client.get("/glosarium/").content.decode()).words
    assert "Meja kerja" in words
    assert "Masuk" not in words


def test_menu_follows_the_language(client: Any) -> None:
    words = Page(client.get("/en/").content.decode()).words
    assert "Regions" in words
    assert "Lainnya" not in words
