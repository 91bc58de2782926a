"""Read one figure off a region's profile."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web.learning.course.answers import Number
from sepakat.web.learning.course.lesson import Lesson, shown
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step
from sepakat.web.learning.modules import _words as w
from sepakat.web.presenters import places

# Well-known subjects first; the first that has a figure in a regency is asked.
SUBJECTS = ("kepemilikan_jaminan_kesehatan", "air_minum_layak", "sanitasi_layak", "penduduk_desil_1_4", "lantai_tanah")


def make(lesson: Lesson) -> Exercise | None:
    known = lesson.indicators()
    ids = tuple(i for i in SUBJECTS if i in known)
    for region in lesson.places:
        found = lesson.figures(ids, region.code, region.level)
        for name in ids:
            cell = found.get(name, region.code)
            if cell.state == "value" and cell.value is not None:
                return _task(lesson, region, name)
    return None


def _task(lesson: Lesson, region: Region, name: str) -> Exercise:
    about = lesson.indicators()[name]
    cells = lesson.figures(SUBJECTS, region.code, region.level)
    value = cells.get(name, region.code).value or 0.0
    province = places.region(region.code[:2])
    above = lesson.figures((name,), province.code, province.level).get(name, province.code)
    slips = (
        ((above.value, Text("Itu nilai provinsi. Baca kolom Nilai.", "That is the province. Read the column Value.")),)
        if above.value is not None and round(above.value, about.decimals) != round(value, about.decimals)
        else ()
    )
    at = w.title(region)
    listed = {i: lesson.indicators()[i] for i in SUBJECTS if i in lesson.indicators()}
    rows = shown({i: cells.get(i, region.code) for i in listed})
    return Exercise(
        steps=(
            Step(Text(f"Buka profil {at}.", f"Open the profile of {at}."), w.profile(region)),
            Step(Text("Turun ke Kartu skor. Setiap tema dapat dibuka.", "Go down to the score card. Themes open.")),
            Step(
                Text(
                    f"Cari indikator “{about.name.id}” dan baca kolom Nilai.",
                    f"Find “{about.name.en}” and read the column Value.",
                )
            ),
        ),
        question=Text(
            f"Berapa nilai “{about.name.id}” di {at}, dalam {w.unit(about).id}?",
            f"What is “{about.name.en}” in {at}, in {w.unit(about).en}?",
        ),
        answer=Number(value, about.decimals, w.unit(about), slips=slips),
        explanation=Text(
            "Setiap baris kartu skor menyebut nilai, selisih dengan provinsi, nilai provinsi, dan peringkat. "
            "Nama indikator membuka halaman dengan definisi dan rinciannya.",
            "Each row of the score card tells the value, the distance to the province, the province's value and the "
            "rank. The name opens a page with its definition and its parts.",
        ),
        hints=(
            Text("Tekan Ctrl+F dan tulis nama indikatornya.", "Press Ctrl+F and write the indicator's name."),
            Text("Koma memisahkan desimal: 12,3.", "The decimal sign is the page's: 12.3 in English."),
        ),
        sheet=Sheet(
            Text(f"Kartu skor {at} (petikan)", f"Score card of {at} (extract)"),
            (w.INDICATOR, w.VALUE),
            tuple((str(listed[i].name), c.words(listed[i])) for i, c in rows.items()),
            frozenset({1}),
        ),
    )


MODULE = Module(
    "baca-profil", 10, 5,
    Text("Baca profil wilayah", "Read a region's profile"),
    Text("Menemukan satu angka di kartu skor dan tahu apa yang dibandingkan.", "Find one figure on the score card."),
    make,
)  # fmt: skip
