"""What keeps pages fast: answers kept for strangers, pictures that nobody waits for, estimates computed beside."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sepakat import charts
from sepakat.charts import _cache, _later, _painter
from sepakat.core import Text
from tests.web_fake import Fake
from tests.web_site import site

SHARES = [18.0, *[9.0] * 9]


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def client(fake: Fake) -> Iterator[Any]:
    with site(fake) as made:
        yield made


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A drawer that draws only once the event is set; pages wait for it a hundredth of a second."""
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    go = threading.Event()

    def slow(chart: str, args: Any) -> str:
        assert go.wait(10)
        return '<svg viewBox="0 0 10 10"><path d="M0,0h1"/></svg>'

    monkeypatch.setattr(_painter, "svg", slow)
    monkeypatch.setattr(_later, "PATIENCE", 0.01)
    monkeypatch.setattr(_later, "address", "/gambar/")
    yield go
    go.set()


def test_a_first_visit_is_made_once_and_still_gets_its_cookie(client: Any, fake: Fake) -> None:
    first = client.get("/wilayah/53.01/")
    assert first.cookies["kenal"].value == "1"
    asked = len(fake.asked)
    client.cookies.clear()
    second = client.get("/wilayah/53.01/")
    assert second.content == first.content
    assert second.cookies["kenal"].value == "1"
    assert second.cookies["kenal"]["httponly"]
    assert len(fake.asked) == asked


def test_kept_pages_are_compressed_once_and_plain_for_who_cannot_read_that(client: Any) -> None:
    plain = client.get("/wilayah/53.01/")
    assert "Content-Encoding" not in plain.headers
    client.cookies.clear()
    packed = client.get("/wilayah/53.01/", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_request_with_a_token_is_never_answered_from_memory(client: Any) -> None:
    client.get("/glosarium/")
    assert "ETag" in client.get("/glosarium/").headers
    assert "ETag" not in client.get("/glosarium/", headers={"authorization": "Bearer x"}).headers


def test_pages_that_must_not_be_stored_are_not_kept() -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    from sepakat.web.middleware import ByRelease

    made = []

    def view(request: Any) -> HttpResponse:
        made.append(1)
        return HttpResponse("isi", headers={"Cache-Control": "no-store"})

    with site(Fake()):
        layer = ByRelease(view)
        for _ in range(2):
            assert "ETag" not in layer(RequestFactory().get("/undangan/x/")).headers
    assert len(made) == 2


def test_a_page_does_not_wait_for_a_picture(late: threading.Event) -> None:
    title = Text("Sebaran <desil>", "Deciles")
    page = charts.draw("deciles", SHARES, title=title, release="R-1")
    assert page.startswith(f'<img class="{charts.LATE}" src="/gambar/R-1/')
    assert "Sebaran &lt;desil&gt;" in page
    assert "18,0" in page, "who does not see the picture reads its figures"
    name = page.split("/gambar/R-1/")[1].split(".svg")[0]
    late.set()
    picture = charts.waited("R-1", name)
    assert picture is not None and picture.startswith("<svg")
    assert charts.draw("deciles", SHARES, title=title, release="R-1") == picture
    assert charts.waited("R-1", "0" * 32) is None


def test_a_page_without_its_picture_is_not_kept_and_the_picture_has_an_address(
    client: Any, late: threading.Event
) -> None:
    first = client.get("/wilayah/53.02/")
    assert b'class="chart late"' in first.content
    assert "ETag" not in first.headers
    source = first.content.decode().split('class="chart late" src="')[1].split('"')[0]
    late.set()
    picture = client.get(source)
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in picture.headers["Cache-Control"]
    second = client.get("/wilayah/53.02/")
    assert b'class="chart late"' not in second.content
    assert "ETag" in second.headers


@pytest.mark.parametrize("path", ["/gambar/R/ffff.svg", "/gambar/../x.svg", "/gambar/R/..%2f..%2fx.svg"])
def test_pictures_nobody_asked_for_are_not_there(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404


def test_names_of_pictures_stay_in_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path))
    made = _cache._path("../../etc", "x")
    assert made.resolve().is_relative_to(tmp_path / "charts")


@pytest.mark.slow
def test_the_drawing_child_draws_what_this_process_draws() -> None:
    here = _painter.here("deciles", {"shares": SHARES})
    _painter.beside()
    try:
        assert _painter._ask("deciles", {"shares": SHARES}) == here
        with pytest.raises(KeyError):  # a fault of one picture leaves the child for the next
            _painter._ask("deciles", {"nothing": 1})
        assert _painter._ask("deciles", {"shares": SHARES}) == here
    finally:
        _painter.stop()
        _painter._beside = False


def test_estimates_that_are_not_ready_leave_the_page_and_change_its_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sepakat.web import surveys

    class Child:
        code: int | None = None

        def poll(self) -> int | None:
            return self.code

    class Release:
        path = tmp_path
        id = "20260301-01"

    monkeypatch.setenv("SEPAKAT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "manifest.json").write_text("{}")
    child = Child()
    monkeypatch.setattr(surveys, "_beside", True)
    monkeypatch.setattr(surveys, "_child", (str(tmp_path), child))
    release: Any = Release()
    assert not surveys.ready(tmp_path, release)
    assert surveys.tables(tmp_path, release, "kabupaten") is None
    surveys.folder(tmp_path).mkdir(parents=True)
    (surveys.folder(tmp_path) / "kabupaten.parquet").touch()
    assert surveys.ready(tmp_path, release)
    (surveys.folder(tmp_path) / "kabupaten.parquet").unlink()
    child.code = 1
    assert surveys.ready(tmp_path, release), "a child that failed leaves the work to the first reader"


def test_a_page_says_that_estimates_are_on_their_way(client: Any, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake, "pending", lambda: True)
    assert "sedang dihitung" in client.get("/wilayah/53.03/").content.decode()
