"""What somebody typed while their session had ended, kept in the next one until they have signed in and saved it.

Sessions end after half an hour without a click, and a passage may take longer to write. Nothing goes into the document
before its writer has signed in and pressed the button again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from sepakat.web.accounts.actor import actor
from sepakat.web.papers.actions import LONGEST

HELD = "naskah.ketikan"
FIELDS = ("kalimat", "teks", "catatan")


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a chapter's form: from somebody whose session has ended, what was typed waits for the sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, number: int, chapter: str) -> HttpResponse:
        if request.method != "POST" or actor(request).signed_in:
            return view(request, number, chapter)
        typed = {name: request.POST.get(name, "")[: LONGEST + 1] for name in FIELDS if name in request.POST}
        request.session[HELD] = {"naskah": number, "bab": chapter, **typed}
        back = reverse("draft-chapter", args=[number, chapter])
        return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")

    return guarded


def waiting(request: HttpRequest, number: int, chapter: str) -> dict[str, str]:
    """What of this chapter waits to be saved: `kalimat` and `teks`, or `catatan`; empty where nothing does."""
    found: dict[str, Any] = request.session.get(HELD, {})
    if found.get("naskah") != number or found.get("bab") != chapter:
        return {}
    return {name: str(found[name]) for name in FIELDS if name in found}


def done(request: HttpRequest) -> None:
    """Forget what waited: it was saved, or something else was saved in its place."""
    request.session.pop(HELD, None)
