"""Sentences with a little markup, as guides are written: `[kata](/alamat/)`, `**tebal**`, and `kode` in backticks.

Everything is escaped first; only addresses of this site are linked, in the reader's language, and an address that this
installation does not have is printed as plain words.
"""

from __future__ import annotations

import re

from django.urls import Resolver404, resolve
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sepakat.core.text import language
from sepakat.web import data

LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*)\)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_CODE = re.compile(r"`([^`]+)`")
EXAMPLE = "53.01"


def local(path: str) -> str:
    """An address of ours in the reader's language."""
    return f"/en{path}" if language() == "en" and not path.startswith("/en/") else path


def here(path: str) -> str:
    """An address with `{daerah}` filled in: the first regency of the release, so that the example has figures."""
    release = data.current_view()
    return path.replace("{daerah}", release.regencies[0] if release and release.regencies else EXAMPLE)


def exists(path: str) -> bool:
    """Whether this installation has such a page."""
    try:
        resolve(re.split(r"[?#]", path)[0])
    except Resolver404:
        return False
    return True


def rich(text: object) -> SafeString:
    """One sentence or paragraph as HTML."""
    safe = str(escape(str(text)))
    safe = _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", safe))
    return mark_safe(LINK.sub(_link, safe))  # noqa: S308 - escaped above; what is added is ours


def _link(found: re.Match[str]) -> str:
    path = local(here(found[2]))
    if not exists(path):
        return found[1]
    return format_html('<a href="{}">{}</a>', mark_safe(path), mark_safe(found[1]))  # noqa: S308 - both escaped above
