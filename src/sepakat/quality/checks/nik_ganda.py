"""One NIK on two persons who are there: a duplicate to resolve when registries are matched. Both rows stay."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Group, Tables


def groups(tables: Tables) -> Iterator[Group]:
    for role, name in tables.names.items():
        plan = tables.plans[role]
        if not plan.has("nik"):
            continue
        there = "coalesce(keberadaan IN (1, 5), TRUE)" if plan.has("keberadaan") else "TRUE"
        same = "nik, period" if "period" in plan.columns() else "nik"
        yield Group(
            role,
            f"SELECT t._row, CASE WHEN t._row = g.pertama THEN g.kedua ELSE g.pertama END AS rujuk FROM {name} t "
            f"JOIN (SELECT {same}, min(_row) AS pertama, max(_row) AS kedua FROM {name} WHERE nik IS NOT NULL "
            f"AND {there} AND _rusak IS NULL GROUP BY {same} HAVING min(_hash) <> max(_hash)) g USING ({same}) "
            f"WHERE {there} AND t._rusak IS NULL",
            Text("{kolom} sama dengan baris {rujuk}.", "{kolom} is the same as in row {rujuk}."),
            "nik",
        )


CHECK = Check(
    "nik_ganda", WARN,
    Text("NIK ganda", "Duplicate NIK"),
    Text("Cocokkan kedua orang dengan KTP-nya.", "Compare both persons with their identity cards."),
    groups=groups,
)  # fmt: skip
