"""The checks, found by walking `checks/`: each module declares `CHECK` or several in `CHECKS`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from sepakat.quality import checks
from sepakat.quality.model import Check


@lru_cache(maxsize=1)
def discover() -> dict[str, Check]:
    """Check id → check, in order of id, so that two runs number them alike."""
    found: dict[str, Check] = {}
    for info in sorted(pkgutil.iter_modules(checks.__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{checks.__name__}.{info.name}")
        check = getattr(module, "CHECK", None)
        if check is not None:
            found[check.id] = check
    return found
