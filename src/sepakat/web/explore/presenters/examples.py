"""Questions to start from: each is one click to a result that can then be changed."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat.core.text import Text
from sepakat.web.explore.presenters.drafts import Draft, default_level, start_region


@dataclass(frozen=True)
class Example:
    label: Text
    draft: Draft


def examples(region: str = "") -> list[Example]:
    """Examples for a region, by default the one that an analysis starts with."""
    where = region or start_region()
    below = default_level(where)

    def one(id_: str, en: str, apa: str, siapa: tuple[str, ...] = (), menurut: tuple[str, ...] = ()) -> Example:
        return Example(Text(id_, en), Draft(apa, siapa, where, below, menurut))

    return [
        one("Lansia di desil 1–4", "Elderly people in deciles 1–4", "orang", ("kelompok_umur:5", "desil_nasional:1-4")),
        one(
            "Penyandang disabilitas menurut jenis kelamin", "Persons with a disability by sex", "orang",
            ("disabilitas:1",), ("jenis_kelamin",),
        ),
        one(
            "Keluarga yang dikepalai perempuan di desil 1–2", "Families headed by women in deciles 1–2", "keluarga",
            ("jenis_kelamin_kk:2", "desil_nasional:1-2"),
        ),
        one("Balita menurut desil", "Under-fives by decile", "orang", ("kelompok_umur:1",), ("desil_nasional",)),
        one("Rata-rata anggota keluarga di desil 1–4", "Mean family size in deciles 1–4", "rata_rata_anggota",
            ("desil_nasional:1-4",)),
        one("Keluarga menurut jenis lantai", "Families by floor material", "keluarga", (), ("lantai",)),
    ]  # fmt: skip
