"""Sessions that end: eight hours after sign-in however busy, sooner without a click; and the list of open ones."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Answer = Callable[[HttpRequest], HttpResponse]
BEGAN, SEEN = "sesi_mulai", "sesi_dilihat"
WRITE_EVERY = 60  # seconds: a click a second must not be a write a second


class SessionEnds:
    """Signs out a session that is too old or was idle too long; remembers, at most once a minute, that it was used."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME) and request.user.is_authenticated:
            now = time.time()
            began = request.session.setdefault(BEGAN, now)
            seen = request.session.get(SEEN, now)
            if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_AGE:
                logout(request)
            elif SEEN not in request.session or now - seen > WRITE_EVERY:
                request.session[SEEN] = now
                _touch(request)
        return self.get_response(request)


def _touch(request: HttpRequest) -> None:
    from allauth.usersessions.models import UserSession

    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def end_all(user: object, *, but: str | None = None) -> int:
    """End the sessions of an account everywhere, except the one with the key `but`; gives how many there were."""
    from allauth.usersessions.models import UserSession

    found = [s for s in UserSession.objects.filter(user=user) if s.session_key != but]
    for session in found:
        session.end()
    return len(found)
