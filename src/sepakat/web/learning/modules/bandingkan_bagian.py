"""Compare the parts of a region: which one is worst off."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web.data import IndicatorView
from sepakat.web.learning.course.answers import Choice
from sepakat.web.learning.course.lesson import Lesson, shown, split
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step
from sepakat.web.learning.modules import _words as w
from sepakat.web.presenters import places
from sepakat.web.presenters.cells import Cell

SUBJECTS = ("penduduk_desil_1_4", "sanitasi_layak", "kepemilikan_jaminan_kesehatan", "air_minum_layak")
LEAST, MOST = 3, 5


def make(lesson: Lesson) -> Exercise | None:
    known = lesson.indicators()
    ids = tuple(i for i in SUBJECTS if i in known)
    for whole, level in split(lesson):
        found = lesson.figures(ids, whole.code, level)
        for name in ids:
            cells = shown(found.by_region(name))
            ranked = sorted(cells, key=lambda code: _badness(known[name], cells[code]), reverse=True)
            printed = {cells[code].words(known[name]) for code in ranked[:2]}
            if len(ranked) >= LEAST and len(printed) == 2:  # one of them must be worst as printed
                return _task(whole, level, known[name], cells, ranked)
    return None


def _badness(about: IndicatorView, cell: Cell) -> float:
    value = cell.value or 0.0
    return -value if about.direction == "naik" else value


def _task(whole: Region, level: str, about: IndicatorView, cells: dict[str, Cell], ranked: list[str]) -> Exercise:
    at, part = w.title(whole), places.LEVEL[level]
    picked = [ranked[0], *ranked[1 : MOST - 1], ranked[-1]] if len(ranked) > MOST else ranked
    offered = sorted(dict.fromkeys(picked))
    names = {code: Text(*(2 * [places.short(places.region(code))])) for code in offered}
    worst = Text("terendah", "lowest") if about.direction == "naik" else Text("tertinggi", "highest")
    return Exercise(
        steps=(
            Step(
                Text(f"Buka “{about.name.id}” di {at}, terurut dari yang terburuk.",
                     f"Open “{about.name.en}” in {at}, worst first."),
                w.page(whole, about, by_value=True),
            ),
            Step(Text(f"Baca tabel menurut {part.id}.", f"Read the table by {part.en}.")),
            Step(Text("Baca kolom n: dari berapa orang atau keluarga.", "Read the column n: out of how many.")),
        ),
        question=Text(
            f"{part.id.capitalize()} mana yang paling buruk untuk “{about.name.id}” di {at}?",
            f"Which {part.en} is worst in “{about.name.en}” in {at}?",
        ),
        answer=Choice(
            names,
            ranked[0],
            {ranked[-1]: Text(f"Itu yang terbaik. Untuk indikator ini yang terburuk adalah yang {worst.id}.",
                              f"That is the best. For this indicator the worst is the {worst.en}.")},
        ),
        explanation=Text(
            "Peringkat memakai angka persis; tabel mencetaknya bulat. Wilayah dengan n kecil dapat berubah banyak "
            "karena beberapa keluarga saja, jadi baca n sebelum memutuskan.",
            "Ranks use exact figures; the table prints them rounded. A region with a small n may move much for a few "
            "families, so read n before deciding.",
        ),
        hints=(
            Text("Urutan “nilai” menaruh yang terburuk di atas.", "Order by value puts the worst on top."),
            Text(f"Untuk indikator ini, nilai {worst.id} adalah yang terburuk.", f"Here the {worst.en} is worst."),
        ),
        sheet=Sheet(
            Text(f"{about.name.id} ({about.unit}), {at}", f"{about.name.en}, {at}"),
            (Text(part.id.capitalize(), part.en.capitalize()), w.VALUE, Text("n", "n")),
            tuple((str(names[c]), cells[c].words(about), str(cells[c].n or "…")) for c in offered),
            frozenset({1, 2}),
        ),
    )  # fmt: skip


MODULE = Module(
    "bandingkan-bagian", 50, 5,
    Text("Bandingkan bagian wilayah", "Compare the parts of a region"),
    Text("Menemukan bagian wilayah yang didahulukan.", "Find the part that comes first."),
    make,
)  # fmt: skip
