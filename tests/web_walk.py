"""Every address of the site, from its URLconf: routes with their parameters, and sample values for them.

New pages are covered without a word. A parameter with a name that is new here gets a value by its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PART = re.compile(r"<(?:(?P<kind>[a-z_]+):)?(?P<name>[a-z_]+)>")
BY_NAME = {
    "code": "53.01", "kode": "53.01", "region": "53.01", "indicator": "sanitasi_layak", "name": "kartu-skor",
    "extension": "csv", "unit": "orang",
}  # fmt: skip
BY_KIND = {"int": "1", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "path": "a/b", "slug": "satu", "str": "satu"}


@dataclass(frozen=True)
class Route:
    """route: as in the URLconf, without a language; parameters: (kind, name); view: what answers."""

    route: str
    parameters: tuple[tuple[str, str], ...]
    view: Any

    def path(self, values: Mapping[str, str] = BY_NAME) -> str:
        """An address of this route."""

        def value(match: re.Match[str]) -> str:
            name, kind = match["name"], match["kind"] or "str"
            given = values.get(name)
            if given is not None and not (kind == "int" and not given.isdigit()):
                return given
            return BY_KIND.get(kind, "satu")

        return "/" + PART.sub(value, self.route)


def routes() -> list[Route]:
    """All routes of the site, once each."""
    from django.urls import get_resolver

    found = {r.route: r for r in _walk(get_resolver().url_patterns, "")}
    return [found[key] for key in sorted(found)]


def _walk(patterns: Any, before: str) -> Iterator[Route]:
    from django.urls.resolvers import LocalePrefixPattern, RegexPattern, URLResolver

    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(
                one.url_patterns, before if isinstance(one.pattern, LocalePrefixPattern) else before + _text(one)
            )
        elif isinstance(one.pattern, RegexPattern) and "(?P" in _text(one):
            continue  # a catch-all, or one of the framework's; tried by name in the tests
        else:
            route = before + _text(one)
            yield Route(route, tuple((m["kind"] or "str", m["name"]) for m in PART.finditer(route)), one.callback)


def _text(one: Any) -> str:
    return str(one.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
