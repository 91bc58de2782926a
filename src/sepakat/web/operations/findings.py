"""What a look at the running site finds. Every app may tell its own: a `health` module with `health()`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sepakat.core.text import Text


@dataclass(frozen=True)
class Finding:
    """One part of the site. essential: without it no page can be trusted, so nobody should be sent here."""

    name: str
    ok: bool
    text: Text
    essential: bool = False


def findings() -> list[Finding]:
    """Every app's findings, by app. A part whose look itself fails is a part that is not well."""
    from sepakat.web import walk

    return [found for app in walk.each("health") for found in _told(app)]


def _told(app: object) -> Iterator[Finding]:
    try:
        yield from app.health()  # type: ignore[attr-defined]
    except Exception as error:
        name = getattr(app, "__name__", "?").split(".")[-2]
        yield Finding(name, False, Text(f"Gagal diperiksa: {type(error).__name__}", f"Failed: {type(error).__name__}"))


def status(found: list[Finding]) -> str:
    """`ok`, `degraded` (people are served, somebody should look) or `down` (send nobody here)."""
    if any(f.essential and not f.ok for f in found):
        return "down"
    return "ok" if all(f.ok for f in found) else "degraded"
