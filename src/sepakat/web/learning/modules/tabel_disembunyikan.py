"""Read a table with hidden figures: what # means, and why it cannot be worked out."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web.data import IndicatorView
from sepakat.web.learning.course.answers import Number
from sepakat.web.learning.course.lesson import Lesson, split
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step
from sepakat.web.learning.modules import _words as w
from sepakat.web.presenters import places
from sepakat.web.presenters.cells import Cell

SUBJECTS = (
    "desil_1_4_tanpa_bantuan", "penduduk_desil_1_4", "sanitasi_layak", "buang_air_besar_sembarangan", "lantai_tanah",
    "air_minum_layak", "prevalensi_disabilitas",
)  # fmt: skip
MOST = 40


def make(lesson: Lesson) -> Exercise | None:
    known = lesson.indicators()
    ids = tuple(i for i in SUBJECTS if i in known)
    for whole, level in split(lesson):
        found = lesson.figures(ids, whole.code, level)
        for name in ids:
            cells = found.by_region(name)
            hidden = sum(cell.state == "hidden" for cell in cells.values())
            if 2 <= hidden < len(cells) <= MOST:  # some are shown: a whole column of # teaches less
                return _task(whole, level, known[name], cells, hidden)
    return None


def _task(whole: Region, level: str, about: IndicatorView, cells: dict[str, Cell], hidden: int) -> Exercise:
    at, part = w.title(whole), places.LEVEL[level]
    other = sum(cell.state in ("empty", "none") for cell in cells.values())
    slips = [(float(len(cells) - hidden), Text("Itu yang ditampilkan. Hitung yang bertanda #.", "Count those with #."))]
    if other:
        slips.append((float(hidden + other), Text("Tanda – dan … bukan #: hitung # saja.", "– and … are not #.")))
    return Exercise(
        steps=(
            Step(Text(f"Buka “{about.name.id}” di {at}.", f"Open “{about.name.en}” in {at}."), w.page(whole, about)),
            Step(Text(f"Baca tabel menurut {part.id} dan tanda di bawahnya.", f"Read the table by {part.en}.")),
            Step(Text("Hitung baris yang bertanda #.", "Count the rows marked #.")),
        ),
        question=Text(
            f"Berapa {part.id} di {at} yang angkanya disembunyikan (#)?",
            f"For how many {places.LEVELS_MANY[level].en} of {at} is the figure hidden (#)?",
        ),
        answer=Number(hidden, 0, part, slips=tuple(s for s in slips if s[0] != hidden)),
        explanation=Text(
            "Angka disembunyikan bila menyangkut kurang dari sel minimum, dan sebuah angka lain ikut disembunyikan "
            "agar yang pertama tidak dapat dihitung dengan pengurangan. # bukan nol: nol ditulis 0, dan – berarti "
            "tidak ada yang dihitung. Untuk memutuskan, pakai wilayah yang lebih besar.",
            "A figure is hidden where it is about fewer than the minimum cell, and another one with it, so that the "
            "first cannot be found by subtraction. # is not zero: zero is 0, and – means nothing to count. To decide, "
            "use the larger region.",
        ),
        hints=(
            Text("Kaki halaman menyebut berapa angka yang disembunyikan.", "The foot of the page tells how many."),
            Text("Tanda lain: … belum ada data, – tidak berlaku.", "Other signs: … no data yet, – not applicable."),
        ),
        sheet=Sheet(
            Text(f"{about.name.id} ({about.unit}), {at}", f"{about.name.en}, {at}"),
            (Text(part.id.capitalize(), part.en.capitalize()), w.VALUE),
            tuple((places.short(places.region(code)), cell.words(about)) for code, cell in cells.items()),
            frozenset({1}),
        ),
    )


MODULE = Module(
    "tabel-disembunyikan", 90, 5,
    Text("Baca tabel yang disembunyikan", "Read a table with hidden figures"),
    Text("Membedakan #, 0, – dan …, dan tahu mengapa # tidak boleh diterka.", "Tell #, 0, – and … apart."),
    make,
)  # fmt: skip
