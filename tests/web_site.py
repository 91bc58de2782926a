"""The site for tests: Django set up once per process with throw-away folders, a client, a server on loopback."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from tests.web_settings import FOLDER


def application() -> Any:
    """The WSGI application, with its cache, secret and state outside the user's folders (tests/web_settings.py)."""
    os.environ["SEPAKAT_CACHE"] = str(FOLDER / "cache")
    from sepakat.web.wsgi import application as made

    return made


@contextlib.contextmanager
def site(source: Any) -> Iterator[Any]:
    """A Django test client whose pages are answered by `source`. Errors of the site are pages, as for a visitor."""
    application()
    from django.test import Client

    from sepakat.web import data

    data.use(source)
    try:
        yield Client(SERVER_NAME="localhost", raise_request_exception=False)
    finally:
        data.use(None)
        os.environ.pop("SEPAKAT_CACHE", None)


@contextlib.contextmanager
def running(source: Any) -> Iterator[str]:
    """A real server on a free port of loopback; gives its address."""
    from waitress.server import create_server

    with site(source):
        server = create_server(application(), host="127.0.0.1", port=0, threads=2)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}"
        finally:
            server.close()
            thread.join(timeout=10)


class Page(HTMLParser):
    """What tests ask of a page: its tags with attributes, in order, and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._tables: list[bool] = []
        self.captions: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self._tables.append(False)
        if tag == "caption" and self._tables:
            self._tables[-1] = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.captions.append(self._tables.pop())

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        return [a["href"] for a in self.all("a") if a.get("href")]  # type: ignore[misc]

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", self.text)


def page(client: Any, path: str, status: int = 200) -> Page:
    """The page at `path`, as `client` gets it."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.content[:800])
    return Page(answer.content.decode())
