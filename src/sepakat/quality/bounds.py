"""Rows outside the regions for which a sender may speak: refused, and counted apart from what is wrong with a file."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core import duck
from sepakat.core.text import Text
from sepakat.quality.checks import di_luar_wewenang
from sepakat.quality.model import Check, Context, Group, Tables
from sepakat.sources.plan import Plan

NATION = "00"


def groups(tables: Tables, context: Context) -> Iterator[tuple[Check, Group]]:
    """The conditions for files with region codes, and for members through their family's."""
    if not context.bounds or NATION in context.bounds:
        return
    for role, name in tables.names.items():
        plan = tables.plans[role]
        own, parent = _column(plan), plan.role.parent_role
        if own is not None:
            yield _group(role, f"SELECT _row, {own} AS c FROM {name}", context)
        elif parent is not None and tables.has(parent) and (above := _column(tables.plans[parent])) is not None:
            key = plan.role.parent_column
            yield _group(
                role,
                f"SELECT t._row, any_value(p.{above}) AS c FROM {name} t "
                f"LEFT JOIN {tables.names[parent]} p USING ({key}) GROUP BY t._row",
                context,
            )
        else:
            yield _group(role, f"SELECT _row, NULL AS c FROM {name}", context)


def _column(plan: Plan) -> str | None:
    if plan.region_digits() is None:
        return None
    return next((c for c in ("village_code", "regency_code", "region_code") if c in plan.columns()), None)


def _group(role: str, rows: str, context: Context) -> tuple[Check, Group]:
    inside = " OR ".join(
        f"c = {duck.literal(code)} OR starts_with(c, {duck.literal(code + '.')})" for code in context.bounds
    )
    sql = f"SELECT _row, NULL AS rujuk FROM ({rows}) WHERE coalesce(NOT ({inside}), TRUE)"
    return di_luar_wewenang.CHECK, Group(role, sql, _words(context))


def _words(context: Context) -> Text:
    listed = ", ".join(context.bounds)
    return Text(
        f"Wilayah baris ini tidak diketahui atau di luar wewenang pengirim ({listed}).",
        f"The region of this row is not known or outside the sender's authority ({listed}).",
    )
