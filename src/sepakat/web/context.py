"""What every page's frame shows: release, sample banner, menu, the same page in the other language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

import sepakat
from sepakat.core.text import Text, language
from sepakat.web import data

MENU = (
    ("places", Text("Wilayah", "Regions")),
    ("indicators", Text("Indikator", "Indicators")),
    ("about", Text("Data", "Data")),
    ("glossary", Text("Glosarium", "Glossary")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    here = request.path
    lang = language()
    return {
        "lang": lang,
        "release": data.current_view(),
        "menu": [(reverse(name), label, here.startswith(reverse(name))) for name, label in MENU],
        "other_language": other_language(request.get_full_path()),
        "version": sepakat.__version__,
    }


def other_language(path: str) -> str:
    """The same page in the other language: the path with or without `/en`."""
    if path == "/en" or path.startswith("/en/"):
        return path[3:] or "/"
    return "/en" + path
