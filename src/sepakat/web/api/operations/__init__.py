"""One file per subject, each with `here = Operations(…)`; found by walking."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from sepakat.web.api.frame import About, Operations


@lru_cache(maxsize=1)
def groups() -> tuple[Operations, ...]:
    """The operations of all files, in the order of the page."""
    found = [importlib.import_module(f"{__name__}.{m.name}").here for m in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda g: (g.order, g.group.id)))


def known() -> tuple[About, ...]:
    return tuple(about for group in groups() for about in group.known)
