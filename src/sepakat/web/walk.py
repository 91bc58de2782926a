"""The folder is the registry: the site's apps, their addresses and what they ask of people are found by walking."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from functools import lru_cache
from typing import Any

import sepakat.web


@lru_cache(maxsize=1)
def apps() -> tuple[str, ...]:
    """Names of the sub-packages that are Django apps (they have an `apps` module), by name."""
    return tuple(
        found.name
        for found in pkgutil.iter_modules(sepakat.web.__path__, "sepakat.web.")
        if found.ispkg and _has(found.name, "apps")
    )


def each(module: str) -> list[Any]:
    """The module of this name of every app that has one (`urls`, `waiting`, `menu`), by app."""
    return [importlib.import_module(f"{name}.{module}") for name in apps() if _has(name, module)]


def _has(package: str, module: str) -> bool:
    return importlib.util.find_spec(f"{package}.{module}") is not None
