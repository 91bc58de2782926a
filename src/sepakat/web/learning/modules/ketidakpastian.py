"""How sure a rank is: families near the cut, and what to do about them."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web.learning.course.answers import Number
from sepakat.web.learning.course.lesson import Lesson, one
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step
from sepakat.web.learning.modules import _words as w
from sepakat.web.presenters import places

SUBJECT = "keluarga_dekat_batas"
BESIDE = "penduduk_desil_1_4"


def make(lesson: Lesson) -> Exercise | None:
    if SUBJECT not in lesson.indicators():
        return None
    tries = [*lesson.places, *(places.region(code) for code in dict.fromkeys(p.code[:2] for p in lesson.places))]
    for region in tries:
        cell = lesson.figures((SUBJECT,), region.code, region.level).get(SUBJECT, region.code)
        if cell.state == "value" and cell.value is not None:
            return _task(lesson, region, cell.value)
    return None


def _task(lesson: Lesson, region: Region, value: float) -> Exercise:
    known = lesson.indicators()
    about, at = known[SUBJECT], w.title(region)
    beside = lesson.figures((BESIDE,), region.code, region.level).get(BESIDE, region.code)
    rows = [(str(about.name), one(lesson, SUBJECT, region).words(about))]
    if BESIDE in known and beside.state == "value":
        rows.append((str(known[BESIDE].name), beside.words(known[BESIDE])))
    return Exercise(
        steps=(
            Step(
                Text(f"Buka “{about.name.id}” di {at}.", f"Open “{about.name.en}” in {at}."), w.page(region, about)
            ),
            Step(Text("Baca “Mengapa penting”, lalu nilainya.", "Read why it matters, then the value.")),
            Step(
                Text(
                    "Pikirkan: keluarga desil 5 dengan peluang D1–4 48 persen hampir sama dengan keluarga desil 4.",
                    "Think: a family of decile 5 with a 48 percent chance of D1-4 is nearly one of decile 4.",
                )
            ),
        ),
        question=Text(
            f"Berapa persen keluarga di {at} yang dekat batas desil 4/5?",
            f"What percent of families in {at} are near the 4/5 cut?",
        ),
        answer=Number(
            value, about.decimals, w.unit(about),
            slips=(
                (beside.value, Text("Itu bagian orang di desil 1–4.", "That is the share of persons in deciles 1-4.")),
            )
            if beside.value is not None
            else (),
        ),
        explanation=Text(
            "Untuk keluarga dekat batas, desil saja tidak cukup sebagai alasan memberi atau menolak bantuan: periksa "
            "di lapangan atau lewat musyawarah desa. Perkiraan survei juga tidak pasti: tanda * berarti gunakan dengan "
            "hati-hati, ** berarti tidak ditampilkan.",
            "For families near the cut the decile alone is no reason to give or refuse aid: look, or ask the village "
            "meeting. Survey estimates are unsure too: * means use with care, ** means withheld.",
        ),
        hints=(
            Text("Angka besar di atas halaman adalah jawabannya.", "The large figure on top is the answer."),
            Text("Tulis satu angka di belakang koma.", "Write one decimal."),
        ),
        sheet=Sheet(
            Text(f"Keyakinan peringkat, {at}", f"How sure the ranking is, {at}"),
            (w.INDICATOR, w.VALUE), tuple(rows), frozenset({1}),
        ),
    )  # fmt: skip


MODULE = Module(
    "ketidakpastian", 40, 5,
    Text("Baca ketidakpastian", "Read uncertainty"),
    Text("Tahu kapan desil perlu diperiksa di lapangan.", "Know when a decile wants a look on the ground."),
    make,
)  # fmt: skip
