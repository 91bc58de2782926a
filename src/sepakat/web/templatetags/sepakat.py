"""Template words: both languages side by side in the template, and numbers through the library's one formatter.

`{% t "Wilayah" "Regions" %}` prints the reader's language; `{% t "Rilis {id}" "Release {id}" id=release.id %}` fills
in names. A sentence without its translation cannot be written, and nothing has to be compiled.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sepakat import exports
from sepakat.core.text import Text, language, long_date, number
from sepakat.web import components
from sepakat.web.presenters.cells import LEGEND

register = template.Library()
_TICKS = re.compile(r"`([^`]+)`")


@register.simple_tag
def t(bahasa: str, english: str, **names: Any) -> SafeString:
    """The reader's language. The sentences are ours and may hold markup; filled-in names are escaped."""
    words = Text(bahasa, english).in_(language())
    return mark_safe(words.format(**{k: conditional_escape(v) for k, v in names.items()}) if names else words)  # noqa: S308


@register.filter
def angka(value: float | None, decimals: int = 0) -> str:
    return number(value, decimals)


@register.filter
def tanggal(day: dt.date | None) -> str:
    return long_date(day) if day else "…"


@register.filter
def kode(words: str | None) -> SafeString:
    """Plain words in which `names` between backticks become code."""
    safe = conditional_escape(words or "")
    return mark_safe(_TICKS.sub(r"<code>\1</code>", safe))  # noqa: S308


@register.filter
def gambar(svg: str) -> SafeString:
    """A picture made by `charts` (which escapes every name inside it)."""
    return mark_safe(svg)  # noqa: S308


@register.simple_tag
def sign_legend() -> SafeString:
    """The one legend of signs, printed under every table that uses one."""
    parts = [format_html("<b>{}</b> {}", sign, str(words)) for sign, words in LEGEND]
    return mark_safe(f'<p class="tanda">{"; ".join(parts)}.</p>')  # noqa: S308


register.simple_tag(components.score_rows)
register.simple_tag(components.indicator_options)


@register.inclusion_tag("parts/downloads.html")
def downloads(name: str, *args: str, query: str = "") -> dict[str, Any]:
    """Download links of one table in every format there is. name and args: the address, without its ending."""
    made = [(reverse(name, args=[*args, f.extension]) + query, f.label) for f in exports.formats().values()]
    return {"links": made}
