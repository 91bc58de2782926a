"""What the audit is told of sign-in: one function per event, and allauth's signals that lead to them.

An account stands in the audit by its number; what was typed (an address that belongs to nobody) never does.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import receiver
from django.http import HttpRequest

from sepakat.access import PUBLIC
from sepakat.web.accounts.actor import actor_of
from sepakat.web.governance.audit import record


def home(user: Any) -> str:
    """The region under which an account's own doings stand: that of its first assignment."""
    first = user.assignments.order_by("id").first()
    return first.region if first else ""


def by(user: Any, action: str, **more: Any) -> None:
    """Something an account did with itself."""
    record(actor_of(user, two_step=False), action, region=home(user), target=f"akun:{user.pk}", **more)


def sign_in_failed(address: str) -> None:
    from sepakat.web.accounts.models import User

    user = User.objects.filter(email=address.strip().lower()).first()
    target = f"akun:{user.pk}" if user else ""
    record(PUBLIC, "masuk.gagal", region=home(user) if user else "", target=target, outcome="gagal")


@receiver(account.user_logged_in)
def _signed_in(request: HttpRequest, user: Any, sociallogin: Any = None, **_: Any) -> None:
    from allauth.account.authentication import get_authentication_records

    methods = [r["method"] for r in get_authentication_records(request, user)]
    by(user, "masuk.berhasil", facts={"cara": "penyedia" if sociallogin else "sandi", "dua_langkah": "mfa" in methods})


@receiver(account.user_logged_out)
def _signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        by(user, "keluar")


@receiver(account.password_changed)
def _password_changed(user: Any, **_: Any) -> None:
    by(user, "sandi.diganti")


@receiver(mfa.authenticator_added)
def _added(user: Any, authenticator: Any, **_: Any) -> None:
    if authenticator.type == authenticator.Type.TOTP:
        by(user, "dua_langkah.dipasang")


@receiver(mfa.authenticator_removed)
def _removed(user: Any, authenticator: Any, **_: Any) -> None:
    if authenticator.type == authenticator.Type.TOTP:
        by(user, "dua_langkah.dilepas")


@receiver(mfa.authenticator_reset)
def _codes(user: Any, **_: Any) -> None:
    by(user, "kode_cadangan.dibuat")


@receiver(mfa.authentication_failed)
def _code_failed(user: Any, **_: Any) -> None:
    record(PUBLIC, "masuk.kode_gagal", region=home(user), target=f"akun:{user.pk}", outcome="gagal")
