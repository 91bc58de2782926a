"""A block: one piece that a document can take, as a line of text such as `analisis?tanya=akta_anak&tingkat=desa`.

Kinds are the modules of `blocks/`, found by walking. Each has LABEL (a Text), OPTIONS (what it takes, with its meaning)
and `make(ask) -> tuple[Part, ...]`; one that takes more than it can list has `more(options) -> Mapping[str, Text]`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote

from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text

LONGEST = 600
_KIND = re.compile(r"[a-z][a-z0-9_]*")
_SAFE = ",.:-_@"


@dataclass(frozen=True)
class Block:
    """kind: a module of `blocks/`; options: words by name."""

    kind: str
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Block:
        """The block of a line `kind?name=value&name=value`, checked. UserError `block-form`, `unknown-block`,
        `block-option`."""
        kind, _, rest = text.strip().partition("?")
        if len(text) > LONGEST or not _KIND.fullmatch(kind):
            raise _form(text)
        try:
            pairs = parse_qsl(rest, keep_blank_values=True, strict_parsing=bool(rest), errors="strict")
        except (ValueError, UnicodeDecodeError):
            raise _form(text) from None
        options: dict[str, str] = {}
        for name, value in pairs:  # an address may name an option several times
            options[name] = f"{options[name]},{value}" if name in options else value
        if any(ord(c) < 32 for name, value in pairs for c in name + value):
            raise _form(text)
        return cls(kind, {name: value for name, value in options.items() if value}).checked()

    def text(self) -> str:
        """The same block as one canonical, URL-safe line: options in order of their names."""
        said = "&".join(f"{quote(n, safe=_SAFE)}={quote(v, safe=_SAFE)}" for n, v in sorted(self.options.items()) if v)
        return f"{self.kind}?{said}" if said else self.kind

    def checked(self) -> Block:
        """Itself, if its kind and its options are known."""
        module = kind(self.kind)
        taken = dict(module.OPTIONS)
        if hasattr(module, "more"):
            taken |= module.more(self.options)
        for name in self.options:
            if name not in taken:
                raise unknown_name(Text("Pilihan blok", "Option of a block"), name, taken, "block-option")
        return self

    def __hash__(self) -> int:
        return hash(self.text())


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Any]:
    """All kinds of block by name."""
    from sepakat.documents import blocks

    found = {
        m.name: importlib.import_module(f"{blocks.__name__}.{m.name}")
        for m in pkgutil.iter_modules(blocks.__path__)
        if not m.name.startswith("_")
    }
    return MappingProxyType(dict(sorted(found.items())))


def kind(name: str) -> Any:
    """One kind of block; UserError `unknown-block`."""
    if name not in kinds():
        raise unknown_name(Text("Blok", "Block"), name, kinds(), "unknown-block")
    return kinds()[name]


def _form(text: str) -> UserError:
    return UserError(
        Text(f"Blok `{text[:60]}` tidak dapat dibaca.", f"The block `{text[:60]}` cannot be read."),
        hint=Text(
            "Tulis jenis?pilihan=nilai, misalnya profil_desil atau indikator?id=p0.",
            "Write kind?option=value, such as profil_desil or indikator?id=p0.",
        ),
        code="block-form",
    )
