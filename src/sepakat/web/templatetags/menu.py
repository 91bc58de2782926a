"""Links to pages of other apps, where those are installed."""

from __future__ import annotations

from django import template
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.simple_tag
def tool(name: str) -> str:
    """The address with this name; empty where no app has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
