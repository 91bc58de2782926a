"""Four small layers: safe headers, the reader's language, errors as pages, and answers that are kept by release."""

from __future__ import annotations

import gzip
import hashlib
import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from sepakat import charts
from sepakat.access import Refused
from sepakat.core.errors import UserError
from sepakat.core.text import reading_in
from sepakat.web import data, pagestore, version

Answer = Callable[[HttpRequest], HttpResponse]
LATE = f'class="{charts.LATE}"'.encode()
DJANGOS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)  # Django answers these with our pages for them
SEEN = "kenal"  # cookie: the reader has seen the first-time strip
log = logging.getLogger("sepakat.web")

# Nothing inline, nothing from outside. `data:` images are not needed either: pictures are inline SVG.
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


class SafeHeaders:
    """Content security policy and its companions on every answer, static files and errors included."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)  # files and refusals too
        return response


class Language:
    """Let the library speak the page's language (the path's prefix decides; see `i18n_patterns`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading_in(get_language() or "id"):
            return self.get_response(request)


class Errors:
    """A `UserError` becomes a page that says what to do next; anything else a page with a number to mention.

    The log gets the kind of error and where in our code it arose, never its message: that may hold what was typed.
    """

    STATUS = {  # noqa: RUF012 - a constant table
        "region-unknown": 404,
        "region-code-form": 404,
        "region-code-undotted": 404,
        "unknown-indicator": 404,
        "unknown-programme": 404,
        "export-unknown": 404,
        "page-unknown": 404,
        "unknown-goal": 404,
        "unknown-guide": 404,
        "unknown-analysis": 404,
        "unknown-kind": 404,
        "unknown-module": 404,
        "unknown-tree": 404,
        "unknown-document": 404,
        "unknown-chapter": 404,
        "figure-unknown": 404,
        "family-unknown": 404,
        "list-unknown": 404,
        "list-file": 404,
        "citizen-unknown": 404,
        "agreement-unknown": 404,
        "release-none": 503,
        "lake-none": 503,
        "cell-key-missing": 503,
    }

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        from sepakat.web.pages import errors

        if isinstance(error, DataError):  # a NUL byte, which no text has: PostgreSQL refuses it
            return errors.bad_request(request)
        if isinstance(error, UserError):
            status = 403 if isinstance(error, Refused) else self.STATUS.get(error.code, 400)
            return errors.user_error(request, error, status)
        if settings.DEBUG or isinstance(error, DJANGOS):
            return None
        number = secrets.token_hex(2).upper()
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
        log.error("fault %s: %s at %s on %s", number, type(error).__name__, place, request.path)
        return errors.fault(request, number)


class ByRelease:
    """Answers stay the same until the release or the program changes: ETag of both, 304 before any work is done.

    Pages made for strangers are kept in memory, compressed once; the cookie of the first-time strip goes with them.
    Region pages are kept on disk too (`pagestore`).
    """

    KEEP = 1500  # some 15 KB each

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[str, tuple[bytes, dict[str, str], bool]] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Only what every stranger would get: a request with any other cookie may one day be somebody's, whose pages
        # must never be kept for others, nor a stranger's page be taken for theirs.
        somebody = "Authorization" in request.headers or not set(request.COOKIES) <= {SEEN}
        if request.path_info.startswith("/api/v"):  # has a tag of its own, by language and token
            return self.get_response(request)
        if request.method not in ("GET", "HEAD") or somebody:
            return self.get_response(request)
        stamp = data.stamp()
        lasting = data.source().lasting and pagestore.worth(request.get_full_path())
        tag = self.tag(request.get_full_path(), bool(request.COOKIES.get(SEEN)), stamp)
        if tag in [t.strip() for t in request.headers.get("If-None-Match", "").split(",")]:
            return self.kept(HttpResponseNotModified(), tag)
        found = self.remembered(request, tag)
        if found is None and lasting:
            stored = pagestore.read(stamp, tag)
            if stored is not None:
                self.keep(tag, stored)
                found = self.remembered(request, tag)
        if found is not None:
            return found
        response = self.get_response(request)
        if response.status_code != 200 or not set(response.cookies) <= {SEEN}:  # a form's cookie: somebody's page
            return response
        if "no-store" in response.headers.get("Cache-Control", ""):  # health, invitations: they say so themselves
            return response
        if not response.streaming and LATE in response.content:  # the next reader gets the picture in its place
            return response
        self.kept(response, tag)
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        page = (gzip.compress(response.content, 6, mtime=0), dict(response.headers), SEEN in response.cookies)
        if lasting:
            pagestore.write(stamp, tag, page)
        self.keep(tag, page)
        return self.remembered(request, tag) or response

    def keep(self, tag: str, page: pagestore.Page) -> None:
        with self.lock:
            self.pages[tag] = page
            while len(self.pages) > self.KEEP:
                self.pages.popitem(last=False)

    def remembered(self, request: HttpRequest, tag: str) -> HttpResponse | None:
        """The page as it was made before, from memory; its tag names release, program, address and language."""
        with self.lock:
            if tag not in self.pages:
                return None
            self.pages.move_to_end(tag)
            content, headers, first = self.pages[tag]
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(content if packed else gzip.decompress(content), headers=headers)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ["Accept-Encoding"])
        if first:
            seen(request, response)
        return response

    @staticmethod
    def tag(address: str, known: bool, stamp: str) -> str:
        """Weak: the same words, whatever the compression. Read before the work, so a release that is published
        meanwhile can only make the tag too old, never the page."""
        parts = f"{stamp}\n{version.code()}\n{address}\n{int(known)}"
        return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:24]}"'

    @staticmethod
    def kept(response: HttpResponse, tag: str) -> HttpResponse:
        response.headers["ETag"] = tag
        response.headers.setdefault("Cache-Control", "private, max-age=0, must-revalidate")
        return response


def seen(request: HttpRequest, response: HttpResponse) -> None:
    """Remember in the reader's browser that the first-time strip has been shown."""
    response.set_cookie(SEEN, "1", max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure())
