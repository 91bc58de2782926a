"""Template words of the learning pages, and the help link of every page's foot."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sepakat.core.text import Text
from sepakat.web.learning import guides
from sepakat.web.learning.rich import local as local_path
from sepakat.web.learning.rich import rich
from sepakat.web.pages.indicators import STATUS

register = template.Library()


@register.filter
def local(path: str) -> str:
    """An address of ours in the reader's language."""
    return local_path(path)


@register.filter
def status_words(status: str) -> Text:
    """How far a source may be trusted, in words."""
    return STATUS.get(status, Text(status, status))


register.filter("rich", rich)


@register.simple_tag(takes_context=True)
def help_link(context: dict[str, Any]) -> SafeString:
    """`Bantuan`, to the guide of this page where there is one."""
    match = getattr(context.get("request"), "resolver_match", None)
    guide = guides.for_page(match.view_name if match else "")
    if guide is None:
        return format_html('<a href="{}">{}</a>', reverse("guides"), str(Text("Bantuan", "Help")))
    words = Text(f"Bantuan: {guide.label.id}", f"Help: {guide.label.en}")
    return format_html('<a href="{}">{}</a>', reverse("guide", args=[guide.id]), str(words))
