"""Who may see how the site is doing: this machine itself, or whoever has the token. Everybody else gets one word."""

from __future__ import annotations

import ipaddress
import os
import secrets

from django.http import HttpRequest

TOKEN = "SEPAKAT_METRICS_TOKEN"  # noqa: S105 - the name of a variable
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def insider(request: HttpRequest) -> bool:
    """From loopback and asked for by a loopback name, or with `Authorization: Bearer <token>`.

    Both, because behind a reverse proxy that was not declared (SEPAKAT_PROXY) everybody seems to come from loopback;
    the name in the address is still the public one then.
    """
    token = os.environ.get(TOKEN, "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if token and given and secrets.compare_digest(given.encode(), token.encode()):
        return True
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return host in LOOPBACK_NAMES and _loopback(str(request.META.get("REMOTE_ADDR", "")))


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
