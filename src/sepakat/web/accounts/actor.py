"""From a request to the `access.Actor` that the rules judge."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sepakat import access
from sepakat.access import Action, Actor, Refused

Answer = Callable[[HttpRequest], HttpResponse]


def actor_of(user: Any, *, two_step: bool) -> Actor:
    """The actor behind an account; everybody for one that is not signed in, or was closed."""
    if not user.is_authenticated or not user.is_active:
        return access.PUBLIC
    held = tuple(
        access.Assignment(a.role, a.region, tuple(a.programmes), a.until)
        for a in user.assignments.current().order_by("id")
    )
    return Actor(str(user.pk), str(user), held, two_step)


def signed_in_with_two_steps(request: HttpRequest) -> bool:
    """Whether this session was opened with a second step, by this very account."""
    from allauth.account.authentication import get_authentication_records

    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class ActorOnRequest:
    """Gives every request its `actor`; nothing is read before it is asked for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: actor_of(request.user, two_step=request.user.is_authenticated and signed_in_with_two_steps(request))
        )
        return self.get_response(request)


def actor(request: HttpRequest) -> Actor:
    """The actor of a request."""
    return request.actor  # type: ignore[attr-defined]


def needs(action: Action, region: Callable[..., str] | None = None) -> Callable[[Any], Any]:
    """A view's rule: everybody without the right gets the rule's sentence, strangers the sign-in page.

    region: from the view's arguments to the region the right must cover; None: anywhere the actor has it. Who has the
    right but not the second step is led to it. What a signed-in person is shown, no browser or proxy keeps.
    """

    def wrap(view: Any) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            who = actor(request)
            if not who.signed_in and not access.actions()[action].public:
                return to_sign_in(request)
            try:
                if region is not None:
                    access.check(who, action, region=region(*args, **kwargs))
                elif not access.reach(who, action):
                    _raise_somewhere(who, action)
            except Refused as refused:
                if refused.code == "access-two-step" and request.method == "GET":
                    return to_second_step(request)
                raise
            response = view(request, *args, **kwargs)
            if who.signed_in:
                response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded

    return wrap


def signed_in(view: Any) -> Any:
    """A view for everybody who is signed in, whatever the role."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not actor(request).signed_in:
            return to_sign_in(request)
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and back here afterwards (a form that was sent is not sent again)."""
    back = request.get_full_path() if request.method == "GET" else reverse("desk")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def to_second_step(request: HttpRequest) -> HttpResponse:
    """The page that says why a second step is needed and leads through it, and back here afterwards."""
    return redirect(f"{reverse('second-step')}?{urlencode({'next': request.get_full_path()})}")


def _raise_somewhere(who: Actor, action: Action) -> None:
    """The most telling refusal among the actor's regions: a missing second step before a missing role."""
    places = [a.region for a in who.assignments] or ["00"]
    refusals = [r for r in (access.refusal(who, action, region=p) for p in places) if r]
    order = {"access-two-step": 0, "access-programme": 1, "access-region": 2}
    raise min(refusals, key=lambda r: order.get(r.code, 3))
