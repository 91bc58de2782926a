"""What a refused row takes with it: a refused family its members, a refused head the family.

Any other refused member leaves its family in place. A family row that was refused only because the same family stands
in the file a second time takes nobody along.
"""

from __future__ import annotations

from collections.abc import Callable

from sepakat.quality.checks import keluarga_ditolak, kepala_ditolak
from sepakat.quality.model import Check, Group, Tables

Marker = Callable[[Check, Group], None]


def follow(tables: Tables, refused: Callable[[str], str], mark: Marker) -> None:
    """Mark what follows. refused(role): table expression of that role's rows with a boolean `_tolak`, as of now."""
    for role, plan in tables.plans.items():
        parent = plan.role.parent_role
        if parent is None or not tables.has(parent):
            continue
        key = plan.role.parent_column
        if plan.has("hubungan") and plan.source.form:
            heads = (
                f"(SELECT {key}, min(_row) AS baris FROM {refused(role)} WHERE hubungan = 1 AND {key} IS NOT NULL "
                f"GROUP BY {key} HAVING bool_and(_tolak))"
            )
            mark(
                kepala_ditolak.CHECK,
                Group(
                    parent,
                    f"SELECT t._row, h.baris AS rujuk FROM {refused(parent)} t JOIN {heads} h USING ({key})",
                    kepala_ditolak.MESSAGE,
                ),
            )
        gone = (
            f"(SELECT {key}, min(_row) AS baris FROM {refused(parent)} WHERE {key} IS NOT NULL "
            f"GROUP BY {key} HAVING bool_and(_tolak))"
        )
        mark(
            keluarga_ditolak.CHECK,
            Group(
                role,
                f"SELECT t._row, g.baris AS rujuk FROM {tables.names[role]} t JOIN {gone} g USING ({key})",
                keluarga_ditolak.SCHOOL if parent == "school" else keluarga_ditolak.MESSAGE,
            ),
        )
