"""The signed-in home, and a person's own account: password, second step, devices."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import password_change
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from sepakat import access
from sepakat.core.text import Text
from sepakat.web import walk
from sepakat.web.accounts import desks, happened, sessions
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.pages import errors


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Meja kerja: what waits, own regions, the next steps of the role."""
    who = actor(request)
    queue = [item for app in walk.each("waiting") for item in app.waiting(who) if item.count]
    context = {
        "who": who,
        "queue": queue,
        "held": desks.held(who),
        "steps": desks.steps(who),
        "more": desks.more(who),
        "second_step": access.needs_two_step(who) and not who.two_step,
    }
    return render(request, "accounts/desk.html", context)


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """A person's own account: what it holds and where to change it."""
    who = actor(request)
    user: Any = request.user
    context = {
        "who": who,
        "user": user,
        "held": desks.held(who),
        "password": user.has_usable_password(),
        "two_step": is_mfa_enabled(user, [Authenticator.Type.TOTP]),
        "required": access.needs_two_step(who),
    }
    return render(request, "accounts/account.html", context)


@signed_in
def second_step(request: HttpRequest) -> HttpResponse:
    """Why a second step is needed, and the way to it: set up the app, or sign in anew with its code."""
    back = _back(request)
    if actor(request).two_step:
        return redirect(back)
    has = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    way = reverse("mfa_reauthenticate") if has else reverse("mfa_activate_totp")
    context = {"has": has, "way": f"{way}?{urlencode({'next': back})}", "back": back}
    return render(request, "accounts/second_step.html", context)


class SetUp(ActivateTOTPView):
    """Setting up the app: the code that was just typed is a second step of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        return response


set_up = signed_in(SetUp.as_view())


@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; who signs in through the agency's provider has none here."""
    user: Any = request.user
    if not user.has_usable_password():
        return errors.page(
            request,
            Text("Akun ini masuk lewat akun instansi.", "This account signs in through the agency."),
            Text("Ganti sandi di akun instansi Anda.", "Change the password of your agency account."),
            400,
        )
    return password_change(request)


@require_POST
@signed_in
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this account, this one included."""
    many = sessions.end_all(request.user, but=request.session.session_key)
    happened.by(request.user, "sesi.diakhiri", facts={"lain": many})
    logout(request)
    return redirect("account_login")


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that only our own pages carry: from elsewhere, or from before signing in."""
    return errors.page(
        request,
        Text("Formulir ini tidak dapat diterima.", "This form cannot be taken."),
        Text(
            "Buka lagi lamannya, lalu kirim sekali lagi. Kuki harus diizinkan.",
            "Open the page again and send it once more. Cookies must be allowed.",
        ),
        403,
        Text("Formulir dibuka sebelum masuk, atau dari laman lain.", "It was opened before sign-in, or elsewhere."),
    )


def _back(request: HttpRequest) -> str:
    """Where to go afterwards: only within this host."""
    url = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else reverse("desk")
