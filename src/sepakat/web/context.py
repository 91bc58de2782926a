"""What every page's frame shows: release, sample banner, menu, the same page in the other language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import sepakat
from sepakat.core.text import language
from sepakat.web import data, menu


def frame(request: HttpRequest) -> dict[str, Any]:
    lang = language()
    return {
        "lang": lang,
        "release": data.current_view(),
        "menu": menu.links(lang, request.path),
        "signed": settings.SESSION_COOKIE_NAME in request.COOKIES,  # perhaps; the desk knows
        "other_language": other_language(request.get_full_path()),
        "version": sepakat.__version__,
    }


def other_language(path: str) -> str:
    """The same page in the other language: the path with or without `/en`."""
    if path == "/en" or path.startswith("/en/"):
        return "/" + path[3:].lstrip("/\\")  # `//` would name another host
    return "/en" + path
