"""Every family has one head. Without one, or with two, it cannot be said whose family it is: it is refused.

Only where a questionnaire asks for it: in old lists the head may have died since, and the others still count.
"""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Group, Tables


def groups(tables: Tables) -> Iterator[Group]:
    for role, plan in tables.plans.items():
        parent = plan.role.parent_role
        if parent is None or not tables.has(parent) or not plan.has("hubungan") or not plan.source.form:
            continue
        key = plan.role.parent_column
        member, family = tables.names[role], tables.names[parent]
        there = "coalesce(keberadaan IN (1, 5), TRUE)" if plan.has("keberadaan") else "TRUE"
        counted = (
            f"(SELECT {key}, count_if(coalesce(hubungan = 1, FALSE)) AS kepala, "
            f"count_if(coalesce(hubungan = 1, FALSE) AND {there}) AS ada, "
            f"count_if(hubungan IS NULL AND {there}) AS kosong FROM {member} WHERE {key} IS NOT NULL GROUP BY {key})"
        )
        yield Group(
            parent,
            f"SELECT t._row, NULL AS rujuk FROM {family} t JOIN {counted} g USING ({key}) "
            "WHERE g.kepala = 0 AND g.kosong = 0",
            Text("Tidak ada anggota yang menjadi kepala keluarga.", "No member is the head of the family."),
        )
        yield Group(
            parent,
            f"SELECT t._row, g.ada AS rujuk FROM {family} t JOIN {counted} g USING ({key}) WHERE g.ada > 1",
            Text("Ada {rujuk} kepala keluarga dalam satu keluarga.", "There are {rujuk} heads in one family."),
        )


CHECK = Check(
    "kepala", REJECT,
    Text("Satu kepala keluarga", "One head of family"),
    Text("Tetapkan satu anggota sebagai kepala keluarga (409 = 1).", "Make one member the head (409 = 1)."),
    groups=groups,
)  # fmt: skip
