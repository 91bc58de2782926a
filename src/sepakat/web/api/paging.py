"""Cutting answers into pages: `total`, and the address of the next page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest

from sepakat.web import data
from sepakat.web.api.shapes import ReleaseTag


def page(
    request: HttpRequest, rows: Sequence[Any], offset: int, limit: int, make: Callable[[Any], Any] = lambda row: row
) -> dict[str, Any]:
    """The rows from `offset`, each through `make`, as a `Page`."""
    return cut(request, len(rows), offset, limit, [make(row) for row in rows[offset : offset + limit]])


def cut(request: HttpRequest, total: int, offset: int, limit: int, rows: Sequence[Any]) -> dict[str, Any]:
    """A `Page` of rows that were cut already."""
    found = data.current_view()
    return {
        "total": total,
        "offset": offset,
        "limit": limit,
        "next": _next(request, offset + limit, limit) if offset + limit < total else None,
        "release": ReleaseTag.of(found) if found else None,
        "rows": rows,
    }


def _next(request: HttpRequest, offset: int, limit: int) -> str:
    query = request.GET.copy()
    query["offset"], query["limit"] = str(offset), str(limit)
    return f"{request.path}?{query.urlencode()}"
