"""Indicators by theme, in menu order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.data import IndicatorView


def label(theme: str) -> Text:
    """The theme's name; a theme without one shows its folder's name."""
    plain = theme.replace("_", " ").capitalize()
    return data.source().themes().get(theme, Text(plain, plain))


def grouped(indicators: Iterable[IndicatorView]) -> list[tuple[str, Text, list[IndicatorView]]]:
    """(theme, label, its indicators by name)."""
    order = {theme: at for at, theme in enumerate(data.source().themes())}
    ranked = sorted(indicators, key=lambda i: (order.get(i.theme, 99), i.theme, str(i.name).casefold()))
    return [(theme, label(theme), list(group)) for theme, group in groupby(ranked, key=lambda i: i.theme)]
