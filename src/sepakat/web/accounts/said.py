"""A sentence in both languages where Django wants a string: chosen when it is shown, not when the module loads."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy

from sepakat.core.text import Text

_lazily: Any = lazy(str, str)


def said(bahasa: str, english: str) -> Any:
    return _lazily(Text(bahasa, english))
