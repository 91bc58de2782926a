"""Regencies taken together: a query over many small ones costs hardly more than over one, and memory stays bounded."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sepakat.core import memory
from sepakat.core.duck import literal

# Rows (persons, mostly) that one group may hold, fewer where memory is short; a larger regency is a group of its own.
ROWS = int(os.environ.get("SEPAKAT_GROUP_ROWS", "600000"))


def pack(rows: Mapping[str, int]) -> list[list[str]]:
    """Regencies, in order, in groups of at most ROWS rows. rows: regency → number of rows."""
    most = memory.rows_at_once(ROWS)
    groups: list[list[str]] = []
    held = 0
    for part in sorted(rows):
        if not groups or held + rows[part] > most:
            groups.append([])
            held = 0
        groups[-1].append(part)
        held += rows[part]
    return groups


def within(parts: list[str], column: str = "village_code") -> str:
    """SQL: the row lies in one of these regencies (`00`: it lies in none that is known)."""
    listed = ", ".join(literal(p) for p in parts)
    return f"coalesce(left({column}, 5), '00') IN ({listed})"
