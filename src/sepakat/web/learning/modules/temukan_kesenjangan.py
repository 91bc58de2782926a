"""Find the subject in which a region stands furthest behind its province."""

from __future__ import annotations

from sepakat.core.text import Text, number
from sepakat.regions import Region
from sepakat.web.learning.course.answers import Choice
from sepakat.web.learning.course.lesson import Lesson
from sepakat.web.learning.course.model import Exercise, Module, Sheet, Step
from sepakat.web.learning.modules import _words as w
from sepakat.web.presenters import compare, places
from sepakat.web.presenters.compare import Gap

OTHERS = 3


def make(lesson: Lesson) -> Exercise | None:
    for region in lesson.places:
        found = gaps(lesson, region)
        widest = compare.widest(found, 1)
        if not widest:
            continue
        # wrong answers are clearly narrower: another theme, and not the second definition of the same thing
        first = widest[0]
        narrower = [g for g in found if g.indicator.theme != first.indicator.theme and g.points < first.points]
        others = sorted(narrower, key=lambda g: g.exact)
        picked = list({g.indicator.theme: g for g in reversed(others)}.values())[:OTHERS]
        if len(picked) == OTHERS:
            return _task(region, first, picked)
    return None


def gaps(lesson: Lesson, region: Region) -> list[Gap]:
    """All comparable distances of a region to its province, as its score card tells them."""
    known = lesson.indicators()
    ids = tuple(known)
    province = places.region(region.code[:2])
    own = lesson.figures(ids, region.code, region.level)
    above = lesson.figures(ids, province.code, province.level)
    made = []
    for name, about in known.items():
        cell, reference = own.get(name, region.code), above.get(name, province.code)
        apart = compare.behind(about, cell, reference)
        if apart:
            made.append(Gap(about, cell, reference, *apart, None))
    return made


def _task(region: Region, widest: Gap, others: list[Gap]) -> Exercise:
    offered = sorted([widest, *others], key=lambda g: g.indicator.id)
    at, province = w.title(region), places.short(places.region(region.code[:2]))
    points = (
        number(widest.points, widest.indicator.decimals, "id"),
        number(widest.points, widest.indicator.decimals, "en"),
    )
    return Exercise(
        steps=(
            Step(Text(f"Buka profil {at}.", f"Open the profile of {at}."), w.profile(region)),
            Step(Text("Baca “Tiga hal yang paling tertinggal”.", "Read the three widest gaps.")),
            Step(Text("Periksa selisihnya di Kartu skor: ✗ berarti lebih buruk.", "Check the score card: ✗ is worse.")),
        ),
        question=Text(
            f"Di antara empat ini, di mana {at} paling tertinggal dari {province}?",
            f"Of these four, where does {at} stand furthest behind {province}?",
        ),
        answer=Choice(
            {g.indicator.id: g.indicator.name for g in offered},
            widest.indicator.id,
            {
                g.indicator.id: Text(
                    "Yang ini justru tidak tertinggal: tandanya bukan ✗.", "This one is not behind: it has no ✗."
                )
                if g.points <= 0
                else Text("Tertinggal, tetapi ada yang jaraknya lebih lebar.", "Behind, but another gap is wider.")
                for g in others
            },
        ),
        explanation=Text(
            f"Jaraknya {points[0]} poin. Kesenjangan dihitung dalam poin persen ke arah yang buruk, satu per tema; "
            "angka dengan kurang dari 30 keluarga atau orang tidak ikut.",
            f"It is {points[1]} points behind. Gaps are percentage points in the bad direction, one per theme; figures "
            "over fewer than 30 families or persons take no part.",
        ),
        hints=(
            Text("Arah baik berbeda: kolom “Baik bila” menyebut tinggi atau rendah.", "Good may be high or low."),
            Text("Bandingkan ukuran selisih, bukan nilainya.", "Compare the distances, not the values."),
        ),
        sheet=Sheet(
            Text(f"{at} dan provinsi", f"{at} and the province"),
            (w.INDICATOR, w.VALUE, Text("Provinsi", "Province"), Text("Baik bila", "Good when")),
            tuple(
                (
                    str(g.indicator.name), g.cell.words(g.indicator), g.reference.words(g.indicator),
                    str(Text("tinggi", "high") if g.indicator.direction == "naik" else Text("rendah", "low")),
                )
                for g in offered
            ),
            frozenset({1, 2}),
        ),
    )  # fmt: skip


MODULE = Module(
    "temukan-kesenjangan", 20, 5,
    Text("Temukan kesenjangan", "Find a gap"),
    Text("Membedakan angka yang buruk dari jarak yang lebar.", "Tell a bad figure from a wide distance."),
    make,
)  # fmt: skip
