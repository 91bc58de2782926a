"""What allauth asks of the site: our words, no sign-up, throttling by account, secrets encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from sepakat.access import needs_two_step
from sepakat.core.text import Text
from sepakat.web.accounts import happened
from sepakat.web.accounts.actor import actor_of
from sepakat.web.accounts.said import said

RECENT = 5 * 60  # seconds after sign-in in which nobody is asked for the password again
WORDS = {
    "account/messages/password_changed.txt": Text("Sandi sudah diganti.", "The password was changed."),
    "mfa/messages/totp_activated.txt": Text("Masuk dua langkah sudah aktif.", "Two-step sign-in is on."),
    "mfa/messages/totp_deactivated.txt": Text("Masuk dua langkah sudah dilepas.", "Two-step sign-in is off."),
    "usersessions/messages/sessions_logged_out.txt": Text(
        "Semua perangkat lain sudah dikeluarkan.", "All other devices were signed out."
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in of people who were invited."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": said(
            "Surel dan sandi itu tidak cocok. Periksa keduanya, lalu coba lagi.",
            "That e-mail address and password do not match. Check both, then try again.",
        ),
        "too_many_login_attempts": said(
            "Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi.",
            "Too many attempts. Wait five minutes, then try again.",
        ),
        "rate_limited": said("Terlalu banyak percobaan. Tunggu sebentar.", "Too many attempts. Wait a moment."),
        "incorrect_password": said("Sandi itu bukan sandi akun ini.", "That is not the password of this account."),
        "enter_current_password": said(
            "Sandi sekarang tidak cocok. Ketik sandi yang Anda pakai untuk masuk.",
            "The current password does not match. Type the one you sign in with.",
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this very host: not the others that ALLOWED_HOSTS may name."""
        host = context.request.get_host()
        return bool(url) and url_has_allowed_host_and_scheme(url, {host}, require_https=context.request.is_secure())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        happened.sign_in_failed(credentials.get("email", ""))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not within minutes of signing in: setting up the second step is then the natural next page."""
        records = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - r["at"] < RECENT for r in records if r["method"] in ("password", "mfa"))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk")

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """After the password: to the page asked for; first to the second step where the role needs one and has none."""
        response = super().post_login(request, user, **kwargs)
        who = actor_of(user, two_step=False)
        stepped = any(r["method"] == "mfa" for r in get_authentication_records(request, user))
        if needs_two_step(who) and not stepped:
            response["Location"] = f"{reverse('second-step')}?{urlencode({'next': response['Location']})}"
        return response

    def get_login_stages(self) -> list[str]:
        ours = f"{__name__}.{SecondStepStage.__name__}"
        theirs = f"{AuthenticateStage.__module__}.{AuthenticateStage.__name__}"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_: Any, **__: Any
    ) -> None:
        if message_template in WORDS:
            messages.add_message(request, level, str(WORDS[message_template]))


class SecondStepStage(AuthenticateStage):
    """The code from the authenticator app; passed over where the identity provider has told of a second step."""

    def handle(self) -> tuple[Any, bool]:
        if getattr(self.request, "provider_two_step", False):
            record_authentication(self.request, self.login.user, "mfa", type="oidc")
            return None, True
        return super().handle()


class TwoStepAdapter(DefaultMFAAdapter):
    """Two-step sign-in: secrets encrypted in the database, and not to be taken off while a role needs it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": said(
            "Kode itu tidak cocok. Ketik enam angka yang sedang tampil di aplikasi autentikator.",
            "That code does not match. Type the six digits the authenticator app shows now.",
        ),
        "cannot_delete_authenticator": said(
            "Peran Anda memerlukan dua langkah, jadi tidak dapat dilepas. Ganti telepon? Minta admin wilayah Anda.",
            "Your role needs two steps, so they cannot be taken off. New telephone? Ask your region's administrator.",
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not needs_two_step(actor_of(authenticator.user, two_step=True))

    def encrypt(self, text: str) -> str:
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _safe().decrypt(encrypted_text.encode()).decode()


def _safe() -> MultiFernet:
    """The keys for secrets at rest, derived from the site's secret key (and from older ones it still reads with)."""
    derived = [
        hashlib.sha256(b"sepakat two-step\0" + str(key).encode()).digest()
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(d)) for d in derived])
