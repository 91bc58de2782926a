"""Where to go from an answer: questions about the same, other readings of the same indicator, its own pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sepakat import analysis
from sepakat.analysis.variables import SERIES, variable
from sepakat.catalogue.analyses import Question, analyses
from sepakat.catalogue.published import one_series
from sepakat.core.text import Text

MOST = 5
# What a newcomer wants to know, and the kinds that tell it, in the order of a diagnosis.
AIMS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text("Di mana posisi kita?", "Where do we stand?"), ("posisi", "bacaan", "tren", "serupa")),
    (
        Text("Di mana dan siapa yang didahulukan?", "Where and who comes first?"),
        ("wilayah_prioritas", "peringkat", "kuadran", "irisan", "kesenjangan", "lensa", "masalah_prioritas"),
    ),
    (Text("Apa yang berkaitan dengannya?", "What goes with it?"), ("keterkaitan", "penjelas")),
    (Text("Apakah kita menuju sasaran?", "Are we on the way?"), ("pemantauan", "usulan_sasaran", "evaluasi")),
    (Text("Seberapa pasti angkanya?", "How sure is the figure?"), ("registri_survei",)),
)


@dataclass(frozen=True)
class About:
    """What an answer rests on. name: an indicator's id for its pages, empty for a series."""

    name: str
    label: str
    source: str
    unconfirmed: bool


def about(question: Question, source: str = "") -> list[About]:
    """Indicators and series of a question with where they come from. source: asked for in place of the usual one."""
    made = []
    for name in (*question.indicators, *(SERIES + s for s in question.series)):
        one = variable(name)
        if one.indicator is not None:
            of = SOURCES[source or one.source]
            version = Text(f"{of.id}; versi {one.indicator.versi}", f"{of.en}; version {one.indicator.versi}")
            made.append(About(one.indicator.id, str(one.subject.label), str(version), one.indicator.status != FIRM))
        elif one.series is not None:
            series = one_series(one.series.partition("@")[0])
            made.append(About("", str(one.subject.label), series.source, series.status != FIRM))
    return made


FIRM = "terverifikasi"
SOURCES = {
    "registri": Text("dari registri rilis ini", "from the registry of this release"),
    "susenas": Text("dari sampel Susenas", "from the sample of Susenas"),
    "sakernas": Text("dari sampel Sakernas", "from the sample of Sakernas"),
}


def questions(question: Question) -> list[Question]:
    """Questions of the catalogue about the same indicators or series, then of the same theme; not itself."""
    own = {*question.indicators, *question.series, *(n.removeprefix(SERIES) for n in question.indicators)}
    others = [q for q in analyses().values() if q.id != question.id]
    same = [q for q in others if own & {*q.indicators, *q.series}]
    return [*same, *(q for q in others if q.theme == question.theme and q not in same)][:MOST]


def kinds(names: Sequence[str], region: str, without: str = "") -> list[tuple[Text, list[tuple[str, str, str, str]]]]:
    """Every kind that can be asked about these indicators: aim, then (kind, label, why, address' query)."""
    known, held = analysis.known(), [variable(n) for n in names]
    made = []
    for aim, listed in AIMS:
        rows = []
        for name in listed:
            kind = known[name]
            usable = [one for one in held if kind.TAKES.series or one.series is None][: max(kind.TAKES.most, 0)]
            if name == without or (held and not usable and kind.TAKES.most):
                continue
            if name == "masalah_prioritas" and held:
                continue  # of many indicators, not of this one
            pairs = [*(("indikator", one.name) for one in usable), ("wilayah", region)]
            rows.append((name, str(kind.LABEL), str(kind.WHY), urlencode(pairs)))
        made.append((aim, rows))
    return [(aim, rows) for aim, rows in made if rows]
