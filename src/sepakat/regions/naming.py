"""How a region is called in a sentence or a head."""

from __future__ import annotations

from sepakat.core.errors import UserError
from sepakat.regions.tree import load

_KINDS = {"kabupaten": "Kabupaten ", "kecamatan": "Kecamatan "}


def place(code: str) -> str:
    """A region's name, with its kind where the name lacks it; the code where no name is known."""
    try:
        found = load().get(code)
    except UserError:
        return code
    prefix = _KINDS.get(found.kind, "")
    return found.name if found.name.startswith(prefix.strip() or " ") else prefix + found.name
