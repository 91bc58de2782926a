"""Template words of accounts: the picture of a key, a moment in time, the identity provider's button."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from sepakat.core.text import Text, language, long_date

register = template.Library()
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


@dataclass(frozen=True)
class Provider:
    """The identity provider of this site, as the sign-in page shows it."""

    id: str
    name: str


@register.simple_tag
def sign_in_provider() -> Provider | None:
    for app in settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []):
        return Provider(app["provider_id"], app["name"])
    return None


@register.filter
def qr(svg: str) -> SafeString:
    """The QR picture that the server drew, as part of the page: nothing to fetch, and no `data:` address."""
    picture = svg[svg.index("<svg") :]
    title = Text("Kunci untuk aplikasi autentikator", "Key for the authenticator app")
    return mark_safe(picture.replace("<svg", f'<svg role="img" aria-label="{title}" class="qr"', 1))  # noqa: S308


@register.filter
def saat(moment: dt.datetime | None) -> str:
    """`17 Agustus 2026 14.05 WIB`: with the zone, since the country has three."""
    if moment is None:
        return "…"
    here = timezone.localtime(moment)
    offset = here.utcoffset() or dt.timedelta()
    zone = ZONES.get(int(offset.total_seconds()) // 3600, here.tzname() or "")
    return f"{long_date(here.date(), language())} {here:%H.%M} {zone}"
