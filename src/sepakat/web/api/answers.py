"""The layer around every address below `/api/`: the reader's language, HEAD, and no answer but JSON when it fails."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from sepakat.core.text import LANGUAGES, reading_in
from sepakat.web.api import problems

PREFIX = "/api/"
LANGUAGE_PARAMETER = "bahasa"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


def concerns(path: str) -> bool:
    """Whether an address belongs to the API; `/api/` itself is a page for people."""
    return path.startswith(PREFIX) and path != PREFIX


def language_of(request: HttpRequest) -> str:
    """`?bahasa=`, else the first language of Accept-Language that is spoken here, else Bahasa. No cookie is read."""
    asked = request.GET.get(LANGUAGE_PARAMETER, "")
    if asked in LANGUAGES:
        return asked
    for name, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if name[:2] in LANGUAGES:
            return name[:2]
    return "id"


class ApiAnswers:
    """Stands outside of the layers that may fail, so that their errors have the API's shape too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not concerns(request.path_info):
            return self.get_response(request)
        request.COOKIES = {}  # a browser's session is nobody's token: no other site can ask in its name
        lang = language_of(request)
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        with translation.override(lang), reading_in(lang):
            try:
                request.get_host()
                response = self.shaped(self.get_response(request))
            except DisallowedHost:
                response = problems.answer(problems.plain(400))
            except Exception as error:  # a layer in between, or its error page
                response = problems.fault(request, error)
        if head:
            request.method = "HEAD"
            response = _without_body(response)
        response.headers["Content-Language"] = lang
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    @staticmethod
    def shaped(response: HttpResponseBase) -> HttpResponseBase:
        """A failure that is not JSON yet, as the API's error."""
        status = response.status_code
        if status < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        kept = {name: response.headers[name] for name in KEPT if name in response.headers}
        if kept.get("Allow") == "GET":
            kept["Allow"] = "GET, HEAD"
        return problems.answer(problems.plain(status), status, kept)


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The headers alone; a stream that never begins reads nothing."""
    bare = HttpResponse(status=response.status_code, headers=dict(response.headers))
    if not response.streaming:
        bare.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
    return bare
