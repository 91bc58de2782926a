"""Read the spread over deciles: how many live in the lowest forty percent of the nation."""

from __future__ import annotations

from sepakat.core.text import Text, number
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.learning.course.answers import Number
from sepakat.web.learning.course.lesson import Lesson, one
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step
from sepakat.web.learning.modules import _words as w
from sepakat.web.presenters.deciles import DIM

SUBJECT = "rata_rata_anggota"
LOW = 4


def make(lesson: Lesson) -> Exercise | None:
    for region in lesson.places:
        found = shares(lesson, region)
        if found:
            return _task(region, found)
    return None


def shares(lesson: Lesson, region: Region) -> list[float | None]:
    """Percent of ranked persons in each decile, None where hidden; empty where any of the lowest four is."""
    name = (data.source().decile_indicator() if lesson.live else None) or SUBJECT
    found = lesson.figures((name,), region.code, region.level, DIM)
    cells = [found.get(name, region.code, decile) for decile in range(1, 11)]
    whole = one(lesson, name, region).numerator
    unranked = found.get(name, region.code, None).numerator or 0.0
    if whole is None or whole <= unranked or any(cell.state != "value" for cell in cells[:LOW]):
        return []
    counts = [None if cell.state == "hidden" else cell.numerator or 0.0 for cell in cells]
    return [None if count is None else 100 * count / (whole - unranked) for count in counts]


def _task(region: Region, found: list[float | None]) -> Exercise:
    lowest = [share for share in found[:LOW] if share is not None]
    at, low = w.title(region), sum(lowest)
    return Exercise(
        steps=(
            Step(Text(f"Buka profil {at}.", f"Open the profile of {at}."), w.profile(region)),
            Step(Text("Turun ke sebaran orang menurut desil nasional.", "Go down to persons by national decile.")),
            Step(Text("Jumlahkan bagian desil 1 sampai 4, atau baca kalimatnya.", "Add deciles 1 to 4, or read on.")),
        ),
        question=Text(
            f"Berapa persen orang di {at} berada di desil nasional 1–4?",
            f"What percent of persons in {at} are in national deciles 1-4?",
        ),
        answer=Number(
            low, 1, Text("persen", "percent"),
            tolerance=0.2,  # who adds four printed shares may be two tenths off
            slips=(
                (lowest[0], Text("Itu desil 1 saja. Jumlahkan desil 1 sampai 4.", "That is decile 1. Add 1 to 4.")),
                (40.0, Text("40 persen berlaku untuk seluruh rilis, bukan untuk satu kabupaten.",
                            "40 percent holds for the whole release, not for one regency.")),
                (100 - low, Text("Itu bagian desil 5–10.", "That is deciles 5-10.")),
            ),
        ),
        explanation=Text(
            f"Di seluruh rilis desil 1–4 memuat 40 persen orang. {number(low, 1, 'id')} persen berarti wilayah ini "
            + ("lebih miskin" if low > 40 else "lebih sejahtera")
            + " daripada rata-rata rilis ini. Desil di laman ini simulasi, bukan penetapan resmi.",
            f"In the whole release deciles 1-4 hold 40 percent. {number(low, 1, 'en')} percent means this region is "
            + ("poorer" if low > 40 else "better off")
            + " than the release as a whole. Deciles here are a simulation, not an official determination.",
        ),
        hints=(
            Text("Desil 1 adalah sepersepuluh terbawah menurut kesejahteraan.", "Decile 1 is the lowest tenth."),
            Text("Kalimat di bawah gambar menyebut jumlahnya.", "The sentence beside the picture tells the sum."),
        ),
        sheet=Sheet(
            Text(f"Orang menurut desil nasional, {at} (simulasi)", f"Persons by national decile, {at} (simulation)"),
            (Text("Desil", "Decile"), Text("Persen orang", "Percent of persons")),
            tuple((str(decile), "#" if share is None else number(share, 1)) for decile, share in enumerate(found, 1)),
            frozenset({0, 1}),
        ),
    )  # fmt: skip


MODULE = Module(
    "baca-desil", 30, 5,
    Text("Baca desil", "Read deciles"),
    Text("Membaca desil sebagai peringkat, bukan garis kemiskinan.", "Deciles rank; they draw no poverty line."),
    make,
)  # fmt: skip
