"""Signing in through an identity provider (OpenID Connect): only people whom we know or have invited get in."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from requests import RequestException

from sepakat.core.errors import UserError
from sepakat.web.accounts import actions, emails
from sepakat.web.accounts.models import Invitation


@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, by a page that moves on: the content security policy lets no form end up on another host.

    Only to sign in: linking a provider's account to an open session is not offered.
    """
    if "process" in request.GET or "process" in request.POST:
        return render(request, "socialaccount/authentication_error.html", status=400)
    try:
        answer = oidc.login(request, provider_id)
    except RequestException:  # the provider does not answer
        return render(request, "socialaccount/authentication_error.html", status=401)
    if answer.status_code != 302:
        return answer
    page = render(request, "accounts/to_provider.html", {"address": answer["Location"]})
    page.headers["Cache-Control"] = "no-store"
    page.cookies = answer.cookies
    return page


class ProviderAdapter(DefaultSocialAccountAdapter):
    """No sign-up: a verified address that belongs to an account or to an open invitation, or nothing."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        claims = sociallogin.account.extra_data.get("id_token") or {}
        request.provider_two_step = tells_two_steps(claims, settings.SIGN_IN_TWO_STEP_CLAIM)  # type: ignore[attr-defined]
        user = sociallogin.user if sociallogin.is_existing else None
        if user is None:
            invited = _invited(sociallogin)
            if invited is None:
                raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
            sociallogin.user = actions.take_up(invited, password=None)
            sociallogin.connect(request, sociallogin.user)
        elif not user.is_active:
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=401))


def tells_two_steps(claims: dict[str, Any], wanted: str) -> bool:
    """Whether the ID token says that the provider asked for two steps: `amr:mfa` (one of a list) or `acr:high`."""
    name, _, value = wanted.partition(":")
    said = claims.get(name) if value else None
    return value in said if isinstance(said, list) else bool(value) and said == value


def _invited(sociallogin: Any) -> Invitation | None:
    """The open invitation for an address that the provider has verified."""
    for address in sociallogin.email_addresses:
        if address.verified is not True:
            continue
        try:
            wanted = emails.tidy(address.email)
        except UserError:
            continue
        rows = Invitation.objects.filter(email=wanted, account=None, used_at=None, revoked_at=None).order_by("at")
        for row in rows:
            if row.open:
                return row
    return None
