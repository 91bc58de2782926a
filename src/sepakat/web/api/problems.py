"""One shape for everything that goes wrong: `ok, error, detail, hint, where, code, status`."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.errors import HttpError, ValidationError

from sepakat.access import Refused
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.middleware import Errors

log = logging.getLogger("sepakat.web")

STATUS: Mapping[str, int] = Errors.STATUS | {
    "access-sign-in": 401,
    "api-token-unknown": 401,
    "api-token-needed": 401,
    "api-path": 404,
    "release-unknown": 404,
    "changes-none": 404,
    "dimension-unknown": 404,
    "table-what": 404,
    "class-unknown": 404,
    "unit-unknown": 404,
    "unknown-goal": 404,
    "job-unknown": 404,
    "upload-unknown": 404,
    "nik-day": 429,
    "api-method": 405,
    "api-parameter": 422,
    "api-too-many": 429,
    "api-fault": 500,
}
# What each status means here, for answers that no operation made, and for the document.
WORDS: Mapping[int, tuple[str, Text, Text]] = {
    400: (
        "api-request",
        Text("Permintaan ini tidak dapat dibaca.", "This request cannot be read."),
        Text("Periksa alamat, kepala, dan isi permintaan.", "Check address, headers and body of the request."),
    ),
    401: (
        "api-token-unknown",
        Text("Kunci API ini tidak berlaku.", "This API token does not hold."),
        Text("Periksa kepala `Authorization: Bearer …`, atau buat kunci baru di /akun/kunci/.",
             "Check the header `Authorization: Bearer …`, or make a new token at /akun/kunci/."),
    ),
    403: (
        "access-refused",
        Text("Permintaan ini ditolak.", "This request was refused."),
        Text("Pakai kunci API dengan lingkup yang diperlukan.", "Use an API token with the scope it needs."),
    ),
    404: (
        "api-path",
        Text("Alamat ini tidak ada.", "There is nothing at this address."),
        Text("Lihat semua alamat di /api/.", "See all addresses at /api/."),
    ),
    405: (
        "api-method",
        Text("Cara ini tidak berlaku di alamat ini.", "This method is not used at this address."),
        Text("Kepala `Allow` menyebut cara yang berlaku.", "The header `Allow` names the methods that are."),
    ),
    422: (
        "api-parameter",
        Text("Ada isian yang perlu diperbaiki.", "Some parameters need mending."),
        Text("Lihat isian yang ada di /api/.", "See the parameters at /api/."),
    ),
    429: (
        "api-too-many",
        Text("Terlalu banyak permintaan.", "Too many requests."),
        Text("Tunggu sebanyak detik di kepala `Retry-After`.", "Wait the seconds in the header `Retry-After`."),
    ),
    500: (
        "api-fault",
        Text("Jawaban ini gagal dibuat.", "This answer could not be made."),
        Text("Coba lagi; sebutkan nomornya saat melapor.", "Try again; quote the number when reporting."),
    ),
    503: (
        "release-none",
        Text("Belum ada rilis yang terbit.", "No release has been published yet."),
        Text("Coba lagi setelah rilis terbit.", "Try again once a release has been published."),
    ),
}  # fmt: skip

# Pydantic's kinds of error, in our words; {…} from its context.
_KINDS: tuple[tuple[str, Text], ...] = (
    ("missing", Text("perlu diisi", "is needed")),
    ("int", Text("diisi angka bulat", "takes a whole number")),
    ("literal_error", Text("pilih salah satu: {expected}", "is one of: {expected}")),
    ("enum", Text("pilih salah satu: {expected}", "is one of: {expected}")),
    ("string_pattern_mismatch", Text("bentuknya belum sesuai", "does not have the expected form")),
    ("greater_than_equal", Text("paling kecil {ge}", "is at least {ge}")),
    ("less_than_equal", Text("paling besar {le}", "is at most {le}")),
    ("too_long", Text("paling banyak {max_length}", "takes at most {max_length}")),
    ("too_short", Text("paling sedikit {min_length}", "takes at least {min_length}")),
    ("string_too_long", Text("paling panjang {max_length} huruf", "takes at most {max_length} letters")),
    ("string_too_short", Text("paling pendek {min_length} huruf", "takes at least {min_length} letters")),
    ("extra_forbidden", Text("tidak dikenal", "is not known")),
    ("json_invalid", Text("bukan JSON", "is not JSON")),
)
_OTHER = Text("bentuknya belum sesuai", "does not have the expected form")


def status_of(error: UserError) -> int:
    """The HTTP status of an error's code."""
    if error.code in STATUS:
        return STATUS[error.code]
    return 403 if isinstance(error, Refused) else 400


def plain(status: int, where: str | None = None) -> UserError:
    """The error of a status that nobody has said more about."""
    code, title, hint = WORDS.get(status, WORDS[400])
    return UserError(title, hint=hint, where=where, code=code)


def answer(error: UserError, status: int | None = None, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The error as JSON, in the reader's language; never kept by anybody."""
    told = status or status_of(error)
    body = error.as_dict() | {"status": told}
    response = JsonResponse(body, status=told, headers={"Cache-Control": "no-store"} | dict(headers or {}))
    if told == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="sepakat"'
    return response


def of_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """Any exception as an answer. What is not a person's to mend is logged by kind and place, never by message."""
    if isinstance(error, UserError):
        wait = getattr(error, "wait", None)
        return answer(error, headers={"Retry-After": str(wait)} if wait else None)
    if isinstance(error, ValidationError):
        return answer(misread(error))
    if isinstance(error, Http404):
        return answer(plain(404))
    if isinstance(error, HttpError):
        return answer(plain(error.status_code), error.status_code)
    return fault(request, error)


def fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: a number to mention, and a line in the log."""
    number = secrets.token_hex(2).upper()
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
    log.error("fault %s: %s at %s in the API", number, type(error).__name__, place)
    code, title, hint = WORDS[500]
    return answer(UserError(title, hint=hint, where=number, code=code), 500)


def misread(error: ValidationError) -> UserError:
    """Everything that is wrong with the parameters, at once. What was sent is not repeated: it may be anything."""
    said: list[Text] = []
    where: list[str] = []
    for one in error.errors:
        name = ".".join(str(part) for part in one["loc"][1:] if not isinstance(part, int)) or str(one["loc"][0])
        name = name[:60]
        words = _words(one)
        said.append(Text(f"`{name}` {words.id}", f"`{name}` {words.en}"))
        where.append(name)
    code, title, hint = WORDS[422]
    detail = Text("; ".join(t.id for t in said) + ".", "; ".join(t.en for t in said) + ".")
    return UserError(title, detail, hint, ", ".join(dict.fromkeys(where)), code)


def _words(one: Mapping[str, Any]) -> Text:
    kind = str(one["type"])
    words = next((w for k, w in _KINDS if kind == k or (k == "int" and kind.startswith("int_"))), _OTHER)
    facts = {k: v for k, v in (one.get("ctx") or {}).items() if isinstance(v, str | int | float)}
    try:
        return Text(words.id.format(**facts), words.en.format(**facts))
    except (KeyError, IndexError):
        return _OTHER
