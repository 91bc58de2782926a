"""What the page about equality says: each lens with its sentence, picture and gaps; published indices."""

from __future__ import annotations

from dataclasses import dataclass

from sepakat import charts
from sepakat.analysis import equality
from sepakat.analysis.equality import Gap, Lens, Seen
from sepakat.analysis.feeding import subject_of_series
from sepakat.core.text import Text, language, number
from sepakat.engine.tabulating.answer import place

DRAWN = 8
OPEN = 8  # rows in sight; the others open below
INDICES = {
    "ipg": Text("100 berarti IPM perempuan sama dengan laki-laki.", "100: women's HDI equals men's."),
    "idg": Text("Makin tinggi, makin setara perannya.", "The higher, the more equal their part."),
    "ikg": Text("0 berarti tanpa ketimpangan; makin rendah makin baik.", "0: no inequality; lower is better."),
}


@dataclass(frozen=True)
class GapRow:
    """One indicator. worse: class of its verdict (`worse`, `better` or empty)."""

    id: str
    name: Text
    group: str
    base: str
    gap: str
    ratio: str
    real: str
    tone: str
    sentence: str


@dataclass(frozen=True)
class LensView:
    lens: Lens
    lead: Text
    picture: str
    first: tuple[GapRow, ...]
    rest: tuple[GapRow, ...]
    hidden: int


def lens(found: Seen, release: str) -> LensView:
    """One lens for the page."""
    rows = tuple(_row(gap, found.lens) for gap in found.gaps)
    return LensView(found.lens, equality.lead(found), _picture(found, release), rows[:OPEN], rows[OPEN:], found.hidden)


def _row(gap: Gap, lens: Lens) -> GapRow:
    lang = language()
    apart = gap.subject.apart(gap.points, lang)
    sign = "+" if gap.points > 0 else "−" if gap.points < 0 else ""
    tone = "" if gap.worse is None or not gap.verdict.real else "worse" if gap.worse else "better"
    return GapRow(
        gap.indicator.id, gap.subject.label, gap.subject.show(gap.group.value, lang),
        gap.subject.show(gap.base.value, lang), sign + apart, number(gap.ratio, 2) if gap.ratio is not None else "–",
        str(equality.real_words(gap.verdict)), tone, str(equality.sentence(gap, lens)),
    )  # fmt: skip


def _picture(found: Seen, release: str) -> str:
    """The widest shares that are more than chance, else the widest; empty without any."""
    shares = [g for g in found.gaps if g.shares and g.verdict.rule == "uji"]
    chosen = ([g for g in shares if g.verdict.real] or shares)[:DRAWN]
    rows = [(str(g.subject.label), float(g.group.value or 0), float(g.base.value or 0)) for g in chosen]
    if not rows:
        return ""
    where, names = place(found.region), (str(found.lens.group_name), str(found.lens.base_name))
    title = Text(f"{found.lens.label.id}, {where}", f"{found.lens.label.en}, {where}")
    return charts.draw("pairs", rows, names, title=title, unit=str(Text("persen", "percent")), release=release)


def indices(found: list[tuple[str, str, float, str, str]], region: str) -> list[tuple[str, str]]:
    """(series, sentence) of each published index."""
    made = []
    for series, period, value, definition, source in found:
        about, where = subject_of_series(series), place(region)
        said = Text(
            f"{about.label.id} {where} {period}: {number(value, about.decimals, 'id')}. {INDICES[series].id} "
            f"({source}; definisi {definition})",
            f"{about.label.en} of {where}, {period}: {number(value, about.decimals, 'en')}. {INDICES[series].en} "
            f"({source}; definition {definition})",
        )
        made.append((series, str(said)))
    return made
