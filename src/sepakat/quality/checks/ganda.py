"""The same row or the same key twice: the first stays, the others are refused with its number."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Group, Tables


def groups(tables: Tables) -> Iterator[Group]:
    for role, name in tables.names.items():
        plan = tables.plans[role]
        yield Group(
            role,
            f"SELECT t._row, g.pertama AS rujuk FROM {name} t JOIN (SELECT _hash, min(_row) AS pertama FROM {name} "
            "WHERE _rusak IS NULL GROUP BY _hash HAVING count(*) > 1) g USING (_hash) "
            "WHERE t._row > g.pertama AND t._rusak IS NULL",
            Text("Sama persis dengan baris {rujuk}.", "Exactly like row {rujuk}."),
        )
        if plan.role.key.by_row:
            continue
        key = plan.role.key_column
        whole = f"_rusak IS NULL AND {key} IS NOT NULL"
        # One row stands for all identical ones: those are refused above, with their own reason. Different content:
        # the least and the greatest hash differ, which takes less memory than counting them apart.
        yield Group(
            role,
            f"SELECT min(t._row) AS _row, min(g.pertama) AS rujuk FROM {name} t JOIN (SELECT {key}, "
            f"min(_row) AS pertama FROM {name} WHERE {whole} GROUP BY {key} "
            f"HAVING min(_hash) <> max(_hash)) g USING ({key}) "
            f"WHERE {whole} GROUP BY {key}, _hash HAVING min(t._row) > min(g.pertama)",
            Text("Nomor urutnya sama dengan baris {rujuk}, isinya berbeda.", "Same key as row {rujuk}, other content."),
        )


CHECK = Check(
    "ganda", REJECT,
    Text("Baris atau nomor urut ganda", "Duplicate rows or keys"),
    Text("Hapus salah satu, atau perbaiki nomor urutnya.", "Delete one of them, or mend its number."),
    groups=groups,
)  # fmt: skip
