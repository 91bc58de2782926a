"""What a learner has passed: in a signed cookie for visitors, in the database for people who sign in.

At sign-in the cookie's modules are added to the person's; the cookie is dropped at the next page of the course.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sepakat.web.learning.course.model import modules

COOKIE = "pelatihan"
SALT = "sepakat.pelatihan"
YEAR = 31_536_000


def passed(request: HttpRequest) -> list[str]:
    """Ids of the modules passed, in the course's order. Asks the database only for somebody with a session."""
    found = set(_from_cookie(request))
    user = learner(request)
    if user is not None:
        if found:
            keep(user, found)
        found |= set(_from_database(user))
    return [name for name in modules() if name in found]


def learner(request: HttpRequest) -> Any | None:
    """The signed-in person, or None."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def record(request: HttpRequest, response: HttpResponse, name: str) -> HttpResponse:
    """Note that a module was passed, where this learner's progress is kept."""
    user = learner(request)
    if user is not None:
        keep(user, {name, *_from_cookie(request)})
        return tidy(request, response)
    known = [m for m in modules() if m in {name, *_from_cookie(request)}]
    response.set_signed_cookie(
        COOKIE, ".".join(known), salt=SALT, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def tidy(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Drop the cookie of somebody who is signed in: their progress is in the database now."""
    if COOKIE in request.COOKIES and learner(request) is not None:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def keep(user: Any, names: Iterable[str]) -> None:
    """Add modules to a person's, once each."""
    from sepakat.web.learning.models import Passed

    for name in names:
        Passed.objects.get_or_create(user=user, module=name)


def merge(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    """At sign-in: what the visitor had passed becomes the person's."""
    if request is not None:
        keep(user, _from_cookie(request))


def _from_cookie(request: HttpRequest) -> list[str]:
    """Modules in the cookie; none where it was tampered with or names what is not a module."""
    held = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return [name for name in (held or "").split(".") if name in modules()]


def _from_database(user: Any) -> list[str]:
    from sepakat.web.learning.models import Passed

    return list(Passed.objects.filter(user=user).values_list("module", flat=True))
