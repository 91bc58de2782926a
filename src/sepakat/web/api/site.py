"""The API put together: every operation found by walking, one handler for whatever goes wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from sepakat.web.api import problems
from sepakat.web.api.operations import groups

VERSION = "v1"
ROOT = f"/api/{VERSION}/"


def make() -> NinjaAPI:
    api = NinjaAPI(title="sepakat", version=VERSION, openapi_url=None, docs_url=None, urls_namespace="api")
    for group in groups():
        api.add_router("", group.router)
    api.add_exception_handler(Exception, problems.of_exception)  # type: ignore[arg-type]
    for kind in list(api._exception_handlers):
        api.add_exception_handler(kind, problems.of_exception)  # type: ignore[arg-type]
    return api


api = make()


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any address below `/api/` that is nobody's."""
    return problems.answer(problems.plain(404))
