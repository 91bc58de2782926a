"""A member belongs to a family of the family file, a pupil to a school of the file of schools."""

from __future__ import annotations

from collections.abc import Iterator

from sepakat.core.text import Text
from sepakat.quality.model import REJECT, Check, Group, Tables

_SCHOOL = Text("NPSN-nya tidak ada dalam berkas sekolah.", "Its NPSN is not in the file of schools.")


def groups(tables: Tables) -> Iterator[Group]:
    for role, plan in tables.plans.items():
        parent = plan.role.parent_role
        if parent is None or not tables.has(parent):
            continue
        key = plan.role.parent_column
        yield Group(
            role,
            f"SELECT t._row, NULL AS rujuk FROM {tables.names[role]} t "
            f"ANTI JOIN {tables.names[parent]} p USING ({key}) "
            "WHERE t._rusak IS NULL",
            _SCHOOL
            if parent == "school"
            else Text("Keluarganya tidak ada dalam berkas keluarga.", "Its family is not in the family file."),
        )


CHECK = Check(
    "tanpa_keluarga", REJECT,
    Text("Anggota tanpa keluarga", "Members without a family"),
    Text("Periksa nomor keluarganya, atau lengkapi berkas keluarga.",
         "Check the family number, or complete the family file."),
    groups=groups,
)  # fmt: skip
