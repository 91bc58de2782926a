"""Small SVG habits shared by the pictures: escaping, numbers without noise, the accessible outer element."""

from __future__ import annotations

import html

FONT = "system-ui,sans-serif"
INK = "#1b1b1b"
MUTED = "#595959"
BRAND = "#0b4f8a"
LINE = "#8a8a8a"


def escape(text: str) -> str:
    return html.escape(text, quote=True)


def short(value: float) -> str:
    """A coordinate with at most one decimal and no trailing zero."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def picture(inner: str, width: float, height: float, title: str, desc: str, *, role: str = "img", css: str = "") -> str:
    """The outer `<svg>`: scalable, named and described for readers who do not see it.

    role: `img` for a picture; `group` for one that holds links, whose names must stay readable one by one.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(width)} {short(height)}" '
        f'width="{short(width)}" height="{short(height)}" role="{role}" aria-label="{escape(title)}" '
        f'class="{escape(("chart " + css).strip())}" font-family="{FONT}">'
        f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>{inner}</svg>"
    )
