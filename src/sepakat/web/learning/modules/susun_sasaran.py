"""Size a list before asking for names: how many families, at what cost."""

from __future__ import annotations

from sepakat.core.text import Text, number, rupiah
from sepakat.regions import Region
from sepakat.web.data import IndicatorView
from sepakat.web.learning.course.answers import Number
from sepakat.web.learning.course.lesson import Lesson
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step
from sepakat.web.learning.modules import _words as w
from sepakat.web.presenters import places
from sepakat.web.presenters.cells import Cell

SUBJECT = "desil_1_4_tanpa_bantuan"
# A round figure to reckon with; no programme pays it.
PER_FAMILY = 1_200_000


def make(lesson: Lesson) -> Exercise | None:
    about = lesson.indicators().get(SUBJECT)
    if about is None:
        return None
    provinces = dict.fromkeys(place.code[:2] for place in lesson.places)
    for region in [*lesson.places, *(places.region(code) for code in provinces)]:
        cell = lesson.figures((SUBJECT,), region.code, region.level).get(SUBJECT, region.code)
        if cell.state == "value" and cell.value is not None and cell.numerator and cell.n:
            return _task(region, about, cell)
    return None


def _task(region: Region, about: IndicatorView, cell: Cell) -> Exercise:
    at, families, n = w.title(region), float(cell.numerator or 0), float(cell.n or 0)
    cost = families * PER_FAMILY
    # a reader multiplies the printed percentage by n: half a printed digit, and a family by rounding
    slack = (n * 0.5 * 10 ** -(about.decimals + 2) + 1) * PER_FAMILY
    return Exercise(
        steps=(
            Step(Text(f"Buka “{about.name.id}” di {at}.", f"Open “{about.name.en}” in {at}."), w.page(region, about)),
            Step(Text("Baca nilainya (persen) dan n: dari berapa keluarga dihitung.", "Read the value and n.")),
            Step(Text("Kalikan: n × persen = banyak keluarga.", "Multiply: n × percent = number of families.")),
            Step(
                Text(
                    f"Kalikan dengan {rupiah(PER_FAMILY, 'id')} per keluarga setahun (angka latihan).",
                    f"Multiply by {rupiah(PER_FAMILY, 'en')} a family and year (a figure to practise with).",
                )
            ),
        ),
        question=Text(
            f"Berapa biaya setahun agar semua keluarga desil 1–4 tanpa bantuan di {at} menerima "
            f"{rupiah(PER_FAMILY, 'id')}?",
            f"What does it cost a year to give every family of deciles 1-4 without aid in {at} "
            f"{rupiah(PER_FAMILY, 'en')}?",
        ),
        answer=Number(
            cost, 0, Text("rupiah", "rupiah"), tolerance=max(slack, cost / 100),
            slips=(
                (n * PER_FAMILY, Text("Itu biaya untuk semua keluarga desil 1–4, termasuk yang sudah dibantu.",
                                      "That pays all families of deciles 1-4, those with aid included.")),
                (families, Text("Itu banyaknya keluarga. Kalikan dengan biaya per keluarga.",
                                "That is the number of families. Multiply by the cost.")),
            ),
        ),
        explanation=Text(
            f"Sekitar {number(families, 0, 'id')} keluarga × {rupiah(PER_FAMILY, 'id')} = {rupiah(cost, 'id')}. Jumlah "
            "dan biaya dapat dihitung tanpa satu nama pun; nama baru diperlukan saat bantuan disalurkan, lewat "
            "permintaan daftar yang diperiksa dua orang.",
            f"About {number(families, 0, 'en')} families × {rupiah(PER_FAMILY, 'en')} = {rupiah(cost, 'en')}. Number "
            "and cost need no names; names are needed when aid is paid, by a request that two people review.",
        ),
        hints=(
            Text("Boleh ditulis “1,2 miliar” atau “350 juta”.", "You may write “1.2 billion” or “350 million”."),
            Text("Persen dibagi 100 dulu, lalu dikalikan n.", "Divide the percentage by 100, then multiply by n."),
        ),
        sheet=Sheet(
            Text(f"{about.name.id}, {at}", f"{about.name.en}, {at}"),
            (w.INDICATOR, w.VALUE, Text("n (keluarga desil 1–4)", "n (families of deciles 1-4)")),
            ((str(about.name), cell.words(about), number(n)),), frozenset({1, 2}),
        ),
    )  # fmt: skip


MODULE = Module(
    "susun-sasaran", 60, 8,
    Text("Susun sasaran: berapa keluarga, berapa biaya", "Size a target: how many families, at what cost"),
    Text("Menghitung sasaran dan biaya dari angka, sebelum meminta nama.", "Reckon target and cost before any names."),
    make,
)  # fmt: skip
