"""Errors as pages: what happened, why, what to do next. The same object as on the command line."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import hints


def user_error(request: HttpRequest, error: UserError, status: int = 400) -> HttpResponse:
    return render(request, "pages/error.html", {"problem": hints.told(error)}, status=status)


def page(request: HttpRequest, title: Text, hint: Text, status: int, detail: Text | None = None) -> HttpResponse:
    return user_error(request, UserError(title, detail, hint), status)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(
        request,
        Text("Halaman ini tidak ada.", "There is no such page."),
        Text("Cari wilayah atau pilih dari menu di atas.", "Search for a region or choose from the menu above."),
        404,
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(
        request,
        Text("Halaman ini hanya untuk peran tertentu.", "This page is for certain roles only."),
        Text(
            "Masuk dengan akun yang berhak, atau minta akses.", "Sign in with an account that may, or ask for access."
        ),
        403,
    )


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(
        request,
        Text("Permintaan ini tidak dapat dibaca.", "This request cannot be read."),
        Text(
            "Periksa alamatnya. Pengelola: nama laman ini perlu ada di SEPAKAT_HOSTS.",
            "Check the address. For the operator: this host name must be listed in SEPAKAT_HOSTS.",
        ),
        400,
    )


def fault(request: HttpRequest, number: str) -> HttpResponse:
    return page(
        request,
        Text("Halaman ini gagal dibuat.", "This page could not be made."),
        Text(f"Coba lagi. Sebutkan nomor {number} saat melapor.", f"Try again. Quote number {number} when reporting."),
        500,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort, outside every layer: no template, because a template may be what failed."""
    words = "Halaman ini gagal dibuat. Coba lagi. · This page could not be made. Try again."
    return HttpResponse(f'<!doctype html><html lang="id"><title>sepakat</title><p>{words}</p></html>', status=500)
