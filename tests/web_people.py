"""The small cast of people who use the site in tests, and how they sign in."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

PASSWORD = "kata-sandi-uji-yang-panjang"
CAST = {
    "Ina": ("perencana", "53.01"),
    "Oka": ("opd", "53.01"),
    "Wati": ("walidata", "53.01"),
    "Pras": ("produsen", "53.01"),
    "Dewi": ("operator_desa", "53.01.05.2003"),
    "Vera": ("verifikator", "53.01"),
    "Karel": ("koordinator", "53.01"),
    "Putu": ("pdp", "53.01"),
    "Agus": ("auditor", "53"),
    "Adi": ("admin", "53.01"),
    "Lina": ("pimpinan", "53.01"),
    "Nico": ("perencana", "53.02"),
}


def person(
    name: str,
    role: str = "",
    region: str = "53.01",
    programmes: tuple[str, ...] = (),
    until: dt.date | None = None,
    password: str = "",
) -> Any:
    """An account called `name`, with one role in a region (none where `role` is empty); call again for a second one."""
    from sepakat.web.accounts.models import Assignment, User

    email = f"{name.lower().replace(' ', '.')}@contoh.go.id"
    user, _ = User.objects.get_or_create(username=email, email=email, defaults={"name": name})
    if password:
        user.set_password(password)
        user.save()
    if role:
        Assignment.objects.create(user=user, role=role, region=region, programmes=list(programmes), until=until)
    return user


def member(name: str) -> Any:
    """One of the cast, with the usual role and region."""
    role, region = CAST[name]
    return person(name, role, region, programmes=("pkh",) if role == "opd" else ())


def signed_in(user: Any, two_step: bool = True) -> Any:
    """A client signed in as `user`; two_step: the session tells of a second step, as after an authenticator code."""
    from django.test import Client

    from tests.web_site import application

    application()  # static files are collected with it
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    methods: list[dict[str, Any]] = [{"method": "password", "at": time.time(), "email": user.email}]
    if two_step:
        methods.append({"method": "mfa", "at": time.time(), "type": "totp"})
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(user.pk)  # allauth: whose methods these are
    session.save()
    return client


def stranger() -> Any:
    """A client that is not signed in."""
    from django.test import Client

    return Client(SERVER_NAME="localhost", raise_request_exception=False)
