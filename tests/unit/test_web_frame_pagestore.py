"""Region pages kept on disk: for whom, which, for how long; and that a page is never taken for another's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sepakat.web import pagestore
from tests.web_fake import Fake
from tests.web_site import site


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    return tmp_path


class Lasting(Fake):
    lasting = True


def kept(folder: Path) -> list[Path]:
    return [p for p in folder.glob("pages/*/*") if p.is_file()]


def visit(source: Any, path: str, **headers: str) -> Any:
    """A visit to a site that has just started: nothing in memory."""
    with site(source) as client:
        return client.get(path, headers=headers)


@pytest.mark.parametrize(
    ("address", "is_kept"),
    [
        ("/wilayah/53.01/", True),
        ("/en/wilayah/53.01.05.2001/", True),
        ("/wilayah/53.01/?indikator=x", False),
        ("/wilayah/53.01/indikator/x/", False),
        ("/wilayah/../../etc/", False),
        ("/irisan/?wilayah=53.01", True),
        ("/salah-sasaran/?program=pkh&wilayah=53", True),
        ("/salah-sasaran/?program=karangan&wilayah=53", False),
        ("/irisan/?daftar=dtks&wilayah=53", False),
        ("/", False),
    ],
)
def test_only_a_closed_set_of_addresses(address: str, is_kept: bool) -> None:
    assert pagestore.worth(address) is is_kept


def test_a_page_is_made_once_and_read_after_a_restart(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.web_site.FOLDER", cache)
    first = visit(Lasting(), "/wilayah/53.01/")
    files = kept(cache / "cache")
    assert first.status_code == 200 and len(files) == 1
    asked = Lasting()
    again = visit(asked, "/wilayah/53.01/")
    assert again.content == first.content and again.cookies["kenal"].value == "1"
    assert asked.asked == []  # no figure was read


def test_a_fake_a_person_and_a_token_leave_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.web_site.FOLDER", cache)
    visit(Fake(), "/wilayah/53.01/")
    visit(Lasting(), "/wilayah/53.01/", authorization="Bearer x")
    with site(Lasting()) as client:
        client.cookies["lain"] = "1"
        client.get("/wilayah/53.01/")
        client.cookies.clear()
        assert client.get("/wilayah/53.01.99/").status_code == 404
    assert kept(cache / "cache") == []


def test_another_release_has_pages_of_its_own() -> None:
    page = (b"body", {"ETag": "x"}, True)
    pagestore.write("one", 'W/"' + "a" * 24 + '"', page)
    assert pagestore.read("one", 'W/"' + "a" * 24 + '"') == page
    assert pagestore.read("two", 'W/"' + "a" * 24 + '"') is None
    assert pagestore.read("one", 'W/"' + "b" * 24 + '"') is None
    assert pagestore.read("one", "../../../etc/passwd") is None


def test_old_releases_make_room(cache: Path) -> None:
    for stamp in "abcdef":
        pagestore.write(stamp, "0" * 24, (stamp.encode(), {}, False))
    assert len(list((cache / "pages").iterdir())) == pagestore.STAY
    assert pagestore.read("f", "0" * 24) is not None and pagestore.read("a", "0" * 24) is None


def test_a_page_cut_short_is_made_again(cache: Path) -> None:
    pagestore.write("s", "0" * 24, (b"body", {}, False))
    next(iter(kept(cache))).write_bytes(b'{"headers"')
    assert pagestore.read("s", "0" * 24) is None


def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPAKAT_CACHE", "/dev/null/nowhere")
    pagestore.write("s", "0" * 24, (b"body", {}, False))
    assert pagestore.read("s", "0" * 24) is None and not pagestore.has("s", "0" * 24)


def test_pages_are_made_beforehand_in_the_order_people_open_them() -> None:
    """The nation, its provinces and regencies for both kinds of readers, then districts and villages."""
    from sepakat.web import warming
    from sepakat.web.data import ReleaseView

    wanted = list(warming.addresses(ReleaseView("R", True, provinces=("53",), regencies=("53.01", "53.02"))))
    assert wanted[:3] == [("/wilayah/00/", True), ("/wilayah/53/", True), ("/wilayah/53.01/", True)]
    assert ("/wilayah/53.02/", False) in wanted and len(wanted) == len(set(wanted)) > 300
    assert all(pagestore.worth(address) for address, _ in wanted)


def test_pages_made_beforehand_are_those_a_reader_gets(
    sample_lake: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first addresses only (a whole release takes minutes): what lies on disk is what a reader gets."""
    from django.core.signals import request_finished, request_started
    from django.core.wsgi import get_wsgi_application
    from django.db import close_old_connections

    from sepakat.web import data, warming
    from sepakat.web.lake_source import LakeSource
    from tests.web_site import application

    application()
    monkeypatch.setattr("sepakat.web.wsgi.application", get_wsgi_application())  # with an empty memory
    for signal in (request_started, request_finished):  # they ask the database, which tests without one may not
        monkeypatch.setattr(signal, "receivers", [r for r in signal.receivers if r[1]() is not close_old_connections])
        signal.sender_receivers_cache.clear()
    source = LakeSource(sample_lake)
    view = source.view()
    assert view is not None
    wanted = list(warming.addresses(view))
    monkeypatch.setattr(warming, "addresses", lambda _: wanted[1:3])
    monkeypatch.setenv("SEPAKAT_CACHE", str(cache))
    monkeypatch.setenv("SEPAKAT_LAKE", str(sample_lake))
    try:
        warming.pages(sample_lake, view, source)
        assert len(kept(cache)) == 2
        warming.pages(sample_lake, view, source)  # a second time: nothing to do
        assert len(kept(cache)) == 2
    finally:
        data.use(None)
