"""From environment variables to settings: the identity provider and the mail server. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PROVIDER_ID = "instansi"  # stands in the address that the provider sends people back to


def identity_provider(environment: Mapping[str, str]) -> dict[str, Any]:
    """allauth's settings for one OpenID Connect provider; empty where none is named.

    SEPAKAT_OIDC_URL: its address (the part before `/.well-known/`). PKCE always; only addresses it has verified count.
    """
    url = environment.get("SEPAKAT_OIDC_URL", "")
    if not url:
        return {}
    provider = {
        "provider_id": PROVIDER_ID,
        "name": environment.get("SEPAKAT_OIDC_NAME", "") or "akun instansi",
        "client_id": environment.get("SEPAKAT_OIDC_CLIENT", ""),
        "secret": environment.get("SEPAKAT_OIDC_SECRET", ""),
        "settings": {"server_url": url},
    }
    return {"openid_connect": {"APPS": [provider], "OAUTH_PKCE_ENABLED": True}}


def mail_server(url: str) -> dict[str, Any]:
    """Django's mail settings from `smtp://user:password@host:port?from=address`; `smtps` speaks TLS from the start."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("SEPAKAT_EMAIL_URL: smtp://user:password@host:port")
    direct = parts.scheme == "smtps"
    sender = parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if direct else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": direct,
        "EMAIL_USE_TLS": not direct and parts.hostname not in ("localhost", "127.0.0.1"),
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender or "sepakat@localhost",
        "MAIL_IS_SENT": True,
    }
