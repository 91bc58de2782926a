"""An accessibility engine over every page that each role can open.

Pages are found, not listed: from every address without arguments, links are followed until each view was seen once by
each role that it opens for.
"""

from __future__ import annotations

import re

import pytest
from django.urls import Resolver404, get_resolver, resolve

from tests.browser import CHROMIUM, DESK, PHONE, Visitors, barriers, overflow

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.slow,
]
FILES = re.compile(r"\.(csv|xlsx|json|parquet|svg|ndjson|html|pdf|docx)$")
MACHINES = ("/api/v1/", "/sehat/", "/metrik/", "/gambar/", "/statis/", "/akun/penyedia/", "/akun/keluar/")
PATHS = "all => all.map(a => a.getAttribute('href').split(/[?#]/)[0])"
KNOWN = {"": {"home", "region", "indicator", "region-indicator", "course"}, "Wati": {"desk", "uploads", "audit"}}
SEEN: dict[str, str] = {}  # view → the page it was tried on


def plain_addresses() -> set[str]:
    """Every address of the site that needs no argument."""
    found = set()
    for name in get_resolver().reverse_dict:
        if isinstance(name, str):
            for possibility, *_ in get_resolver().reverse_dict.getlist(name):
                found |= {"/" + path for path, arguments in possibility if not arguments and not path.startswith("en/")}
    return {p for p in found if not p.startswith(MACHINES) and not FILES.search(p)}


def view_of(path: str) -> str | None:
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


@pytest.mark.parametrize("who", ["", "Ina", "Wati", "Vera", "Putu", "Adi"], ids=lambda n: n or "publik")
def test_no_page_has_a_serious_barrier(visitors: Visitors, who: str) -> None:
    """What strangers saw is not tried again for a role: only pages that open for it, and its own desk."""
    page = visitors.window(who, DESK)
    waiting = sorted(plain_addresses(), key=lambda p: (p.count("/"), p))
    wrong: dict[str, list[str]] = {}
    tried = set()
    while waiting:
        path = waiting.pop(0)
        view = view_of(path)
        if view is None or view in tried or (view in SEEN and view != "desk"):
            continue
        tried.add(view)
        answer = page.request.get(path, max_redirects=0)  # a form that only takes POST, another role's page, a file
        if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if "<html" not in answer.text():  # a part that a page's script asks for
            continue
        page.goto(path, wait_until="load")
        SEEN[view] = path
        if found := barriers(page):
            wrong[path] = found
        waiting += [
            link
            for link in page.eval_on_selector_all("a[href^='/']", PATHS)
            if not link.startswith((*MACHINES, "/en/")) and not FILES.search(link)
        ]
    assert wrong == {}
    assert KNOWN.get(who, {"desk"}) <= tried | set(SEEN)  # the crawl itself works


def test_pages_on_a_phone_and_in_english(visitors: Visitors) -> None:
    page = visitors.window(size=PHONE)
    for path in ("/en/", "/en/wilayah/53.01/", "/en/analisis/", "/en/data/", "/en/peta/", "/en/tidak-ada/"):
        page.goto(path)
        assert barriers(page) == [], path
        assert overflow(page) <= 0, path
