"""Mend an upload: find the rows that a check would keep out. The rows are made up here."""

from __future__ import annotations

import random
from collections.abc import Callable

from sepakat.core.text import Text
from sepakat.web.learning.course.answers import Rows
from sepakat.web.learning.course.lesson import Lesson
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step

COUNT, FAULTY = 7, 3
Row = dict[str, str]


def make(lesson: Lesson) -> Exercise | None:
    rows, faults = rows_of(lesson.seed)
    told = "; ".join(f"{at}: {fault.id}" for at, fault in sorted(faults.items()))
    told_en = "; ".join(f"{at}: {fault.en}" for at, fault in sorted(faults.items()))
    return Exercise(
        steps=(
            Step(
                Text("Baca panduan unggah: apa yang ditolak dan apa yang hanya diperingatkan.", "Read the guide."),
                "/panduan/unggah-data/",
            ),
            Step(Text("Periksa setiap baris petikan di bawah.", "Check every row of the extract below.")),
            Step(
                Text(
                    "NIK 16 angka; tanggal ada di kalender; jenis kelamin 1 atau 2; kode desa bertitik 13 tanda.",
                    "NIK of 16 digits; a date of the calendar; sex 1 or 2; a dotted village code of 13 signs.",
                )
            ),
        ),
        question=Text("Baris mana saja yang perlu diperbaiki?", "Which rows need repair?"),
        answer=Rows(frozenset(faults)),
        explanation=Text(
            f"Baris {told}. Laporan mutu menyebut semua masalah sekaligus dengan nomor barisnya; perbaiki di berkas "
            "baris yang ditolak, lalu unggah berkas itu saja.",
            f"Rows {told_en}. The quality report names all problems at once with their rows; mend the file of rejected "
            "rows and upload only that.",
        ),
        hints=(
            Text("Hitung angka NIK: empat kelompok berempat.", "Count the NIK: four groups of four."),
            Text(f"Ada {FAULTY} baris yang perlu diperbaiki.", f"{FAULTY} rows need repair."),
        ),
        sheet=Sheet(
            Text("Petikan berkas anggota (buatan)", "Extract of a member file (made up)"),
            (
                Text("Baris", "Row"), Text("NIK", "NIK"), Text("Tanggal lahir", "Birth date"),
                Text("Jenis kelamin", "Sex"), Text("Kode desa", "Village code"),
            ),
            tuple((str(at), *row.values()) for at, row in enumerate(rows, 1)),
            frozenset({0}),
        ),
        own=True,
    )  # fmt: skip


def rows_of(seed: str) -> tuple[list[Row], dict[int, Text]]:
    """Rows, and row number → what is wrong with it; the same for the same release."""
    chance = random.Random(f"baris {seed}")  # noqa: S311 - a lesson, not a secret
    rows = [_good(chance) for _ in range(COUNT)]
    faults: dict[int, Text] = {}
    for at, (break_, words) in zip(
        sorted(chance.sample(range(1, COUNT + 1), FAULTY)), chance.sample(FAULTS, FAULTY), strict=True
    ):
        break_(rows[at - 1])
        faults[at] = words
    return rows, faults


def _good(chance: random.Random) -> Row:
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(1950, 2020)
    sex = chance.choice([1, 2])
    first = day + (40 if sex == 2 else 0)
    return {
        "nik": f"990101{first:02d}{month:02d}{year % 100:02d}{chance.randrange(1, 9999):04d}",
        "lahir": f"{day:02d}-{month:02d}-{year}",
        "kelamin": str(sex),
        "desa": f"53.01.{chance.randrange(1, 20):02d}.20{chance.randrange(1, 15):02d}",
    }


def _short(row: Row) -> None:
    row["nik"] = row["nik"][:-1]


def _no_day(row: Row) -> None:
    row["lahir"] = "31-02-" + row["lahir"][-4:]


def _no_sex(row: Row) -> None:
    row["kelamin"] = "3"


def _no_dots(row: Row) -> None:
    row["desa"] = row["desa"].replace(".", "")[:7]


FAULTS: list[tuple[Callable[[Row], None], Text]] = [
    (_short, Text("NIK 15 angka", "NIK of 15 digits")),
    (_no_day, Text("31 Februari tidak ada", "there is no 31 February")),
    (_no_sex, Text("jenis kelamin 3 tidak ada di daftar kode", "sex 3 is not on the code list")),
    (_no_dots, Text("kode desa kurang angka", "the village code lacks digits")),
]

MODULE = Module(
    "unggah-perbaiki", 80, 5,
    Text("Unggah dan perbaiki baris", "Upload and mend rows"),
    Text("Mengenali baris yang akan ditolak sebelum mengunggah.", "Know the rows that will be rejected."),
    make,
)  # fmt: skip
