"""The optional packages for geometry, fetched when first used, with a sentence for who does not have them."""

from __future__ import annotations

import importlib
from typing import Any

from sepakat.core.errors import UserError
from sepakat.core.text import Text


def _need(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UserError(
            Text("Fitur peta dan batas wilayah belum terpasang.", "Maps and boundaries are not installed."),
            detail=Text(f"Paket `{name}` tidak ada.", f"Package `{name}` is missing."),
            hint=Text('Jalankan: pip install "sepakat[spatial]"', 'Run: pip install "sepakat[spatial]"'),
            code="spatial-missing",
        ) from error


def shapely() -> Any:
    """The module shapely; UserError `spatial-missing` without it."""
    return _need("shapely")


def pyogrio() -> Any:
    """The module pyogrio; UserError `spatial-missing` without it."""
    return _need("pyogrio")
