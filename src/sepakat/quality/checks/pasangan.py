"""At most one spouse and a head who is there: worth a look, but the family stays."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import WARN, Check, Group, Tables


def groups(tables: Tables) -> Iterator[Group]:
    for role, plan in tables.plans.items():
        if plan.role.parent is None or not plan.has("hubungan"):
            continue
        key, member = plan.role.parent_column, tables.names[role]
        there = "coalesce(keberadaan IN (1, 5), TRUE)" if plan.has("keberadaan") else "TRUE"
        yield Group(
            role,
            f"SELECT t._row, g.n AS rujuk FROM {member} t JOIN (SELECT {key}, count(*) AS n FROM {member} "
            f"WHERE hubungan = 2 AND {there} AND {key} IS NOT NULL GROUP BY {key} HAVING count(*) > 1) g USING ({key}) "
            f"WHERE t.hubungan = 2 AND {there}",
            Text("Ada {rujuk} orang berstatus istri/suami dalam keluarga ini.", "The family has {rujuk} spouses."),
            "hubungan",
        )
        if plan.has("keberadaan"):
            yield Group(
                role,
                f"SELECT t._row, NULL AS rujuk FROM {member} t ANTI JOIN (SELECT {key} FROM {member} "
                f"WHERE hubungan = 1 AND keberadaan IN (1, 5)) h USING ({key}) "
                f"WHERE t.hubungan = 1 AND t.keberadaan IN (2, 3, 4, 6) AND t.{key} IS NOT NULL",
                Text(
                    "Kepala keluarga tercatat meninggal, pindah, atau tidak ditemukan; tetapkan kepala yang baru.",
                    "The head is recorded as deceased, moved or not found; name a new head.",
                ),
                "keberadaan",
            )


CHECK = Check(
    "pasangan", WARN,
    Text("Pasangan dan kepala yang tidak ada", "Spouses and absent heads"),
    Text("Periksa hubungan dengan kepala keluarga (409).", "Check the relationship to the head (409)."),
    groups=groups,
)  # fmt: skip
