"""The family file and the member file tell of the same people: counts agree, and no family is empty."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Group, Tables


def groups(tables: Tables) -> Iterator[Group]:
    for role, plan in tables.plans.items():
        parent = plan.role.parent_role
        if parent is None or not tables.has(parent) or parent == "school":  # a school may have no pupils yet
            continue
        key = plan.role.parent_column
        member, family = tables.names[role], tables.names[parent]
        yield Group(
            parent,
            f"SELECT t._row, NULL AS rujuk FROM {family} t ANTI JOIN {member} m USING ({key}) WHERE t._rusak IS NULL",
            Text("Tidak ada anggotanya dalam berkas anggota.", "It has no members in the member file."),
        )
        if tables.plans[parent].has("members"):
            there = "coalesce(keberadaan IN (1, 5), TRUE)" if plan.has("keberadaan") else "TRUE"
            yield Group(
                parent,
                f"SELECT t._row, g.n AS rujuk FROM {family} t JOIN (SELECT {key}, count_if({there}) AS n FROM {member} "
                f"WHERE {key} IS NOT NULL GROUP BY {key}) g USING ({key}) WHERE t.members <> g.n",
                Text(
                    "{kolom} berbeda dari jumlah dalam berkas anggota ({rujuk}).",
                    "{kolom} differs from the member file ({rujuk}).",
                ),
                "members",
            )


CHECK = Check(
    "jumlah_anggota", WARN,
    Text("Jumlah anggota", "Number of members"),
    Text("Cocokkan 112 dengan daftar anggota.", "Compare 112 with the list of members."),
    groups=groups,
)  # fmt: skip
