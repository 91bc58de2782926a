"""Which parts of a region have most, or fare worst: ranked by number of people or by value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sepakat import regions
from sepakat.analysis import feeding, scope, variables
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import CHOICE, ROUND, SOURCE, Field, Takes
from sepakat.analysis.position import places as places_of
from sepakat.analysis.tables import NAME, REGION, apart, build, real, whole
from sepakat.analysis.values import DOWN, UP, Figure, Subject
from sepakat.analysis.verdicts import adjusted, difference
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number

LABEL = Text("Urutan bagian wilayah", "Parts in order")
ASKS = Text(
    "Di bagian mana {wilayah} {indikator} paling perlu perhatian?",
    "In which part of {wilayah} does {indikator} need most attention?",
)
WHY = Text("Menunjuk tempat kegiatan dimulai.", "Says where to begin.")
READ = (
    Text(
        "Urutan 1 paling perlu perhatian. Menurut banyaknya: tempat paling banyak orang atau keluarga. Menurut nilai: "
        "tempat yang bagiannya paling buruk. Keduanya bisa berbeda, karena wilayah besar punya lebih banyak orang.",
        "Place 1 needs most attention. By number: where most people or families are. By value: where the share is "
        "worst. The two can differ, because a large region has more people.",
    ),
    Text(
        "Wilayah yang angkanya disembunyikan (terlalu sedikit orang) ada di bawah, tanpa urutan.",
        "Regions whose figures are hidden (too few people) stand last, without a place.",
    ),
)
TAKES = Takes(series=True, usual=("anak_tidak_sekolah_7_18",), parts=True)
FIELDS = (
    Field(
        "ukur",
        Text("Urutkan menurut", "Order by"),
        CHOICE,
        (("nilai", Text("nilai indikator", "value")), ("jumlah", Text("banyaknya orang atau keluarga", "number"))),
    ),
    SOURCE,
    ROUND,
)
OPTIONS: Mapping[str, Text] = {
    "ukur": Text("`jumlah` orang atau keluarga, atau `nilai` indikatornya.", "`jumlah` (number) or `nilai` (value)."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "putaran": Text("Putaran seri angka terbitan.", "Round of a published series."),
}
COLUMNS = (
    whole("place", "Urutan (1 = paling perlu perhatian)", "Place (1: most in need)"),
    REGION,
    NAME,
    whole("number", "Banyaknya yang perlu perhatian", "Number in need"),
    real("value", "Nilai indikator", "Value of the indicator", own=True),
    apart("se", "Galat baku", "Standard error"),
    whole("n", "Yang dihitung", "Counted"),
)


def run(ask: Ask) -> Answer:
    """Ranked parts; those whose figures are hidden come last, without a place."""
    one = ask.variables[0]
    subject, indicator, source = one.subject, one.indicator, ask.source(one)
    shares = indicator is not None and feeding.is_share(indicator) and source == variables.REGISTRY
    by = ask.text("ukur", "nilai") if shares else "nilai"
    way = subject.direction
    for at in _scopes(ask):
        found = variables.across(ask.release, one, at.inside, at.level, source, ask.text("putaran"))
        count = {c: in_need(f, way) if shares else None for c, f in found.items()}
        keys = dict(count) if by == "jumlah" else {c: f.value for c, f in found.items()}
        places = places_of(keys, DOWN if by == "nilai" and way == UP else UP)
        if places:
            break
    names = feeding.names(found)
    if not places:
        raise UserError(
            Text(f"Tidak ada angka yang ditampilkan di {at.where}.", f"No figure is shown in {at.where}."),
            detail=Text("Terlalu sedikit orang di tiap wilayahnya.", "There are too few people in each part."),
            hint=Text("Pilih wilayah atau tingkat yang lebih luas.", "Choose a wider region or level."),
            code="analysis-none",
        )
    order = sorted(found, key=lambda c: (places.get(c, len(found) + 1), c))
    rows = [_row(c, found[c], names[c], places.get(c), count[c]) for c in order]
    hidden = len(found) - len(places)
    said = _sentence(one, rows[0], by, at)
    if by == "nilai" and len(places) > 1:
        whole_ = variables.at(ask.release, one, at.inside, source, ask.text("putaran"))
        sure = _sure(found[order[0]], whole_, one.subject, at.where, len(places), ask.rule("perubahan_berarti_min"))
        said = Text(said.id + sure.id, said.en + sure.en)
    if hidden > len(places):
        few = _few(len(places), len(found), scope.PLURAL[at.level])
        said = Text(said.id + few.id, said.en + few.en)
    notes = [at.note] if at.note else []
    if hidden:
        notes.append(Text(f"{hidden} wilayah tidak ditampilkan angkanya.", f"The figures of {hidden} are not shown."))
    table = build(
        COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals, notes=notes,
        meta={"by": by, "counted": indicator.satuan_analisis if indicator else "", "own": at.own},
    )  # fmt: skip
    return Answer(ask.question, table, said)


def _scopes(ask: Ask) -> list[scope.Scope]:
    """The level asked for; where none was asked for, also the levels above it that lie below the region."""
    first = ask.parts
    if ask.level is not None or first.own is not None:
        return [first]
    at = scope.ORDER.index(regions.level_of(ask.region))
    above = [one for one in ask.question.levels if at < scope.ORDER.index(one) < scope.ORDER.index(first.level)]
    return [first, *(_wider(ask, one) for one in sorted(above, key=scope.ORDER.index, reverse=True))]


def _wider(ask: Ask, level: str) -> scope.Scope:
    note = Text(
        f"Angka per {ask.parts.level} tidak dapat ditampilkan; dijawab per {level}.",
        f"Figures by {ask.parts.level} cannot be shown; answered by {level}.",
    )
    return replace(scope.parts(ask.region, ask.question.levels, level), note=note)


def in_need(figure: Figure, direction: str) -> float | None:
    """Those who fall short: of the numerator where lower is better, the rest of the denominator where higher is."""
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return None
    return figure.denominator - figure.numerator if direction == UP else figure.numerator


def _row(code: str, figure: Figure, name: str, place: int | None, count: float | None) -> dict[str, Any]:
    return {
        "place": place, "region": code, "name": name, "number": None if count is None else int(count),
        "value": figure.value, "se": figure.se, "n": figure.n,
    }  # fmt: skip


def _sure(top: Figure, whole_: Figure, subject: Subject, where: str, looked: int, smallest: float) -> Text:
    """Whether the first place differs from the whole region; it was picked after seeing all of them."""
    if top.value is None or whole_.value is None:
        return Text("", "")
    words = adjusted(difference(whole_, top, smallest=smallest), looked).words
    return Text(
        f" Bedanya dengan {where} seluruhnya ({subject.show(whole_.value, 'id')}) {words.id}.",
        f" Its difference from all of {where} ({subject.show(whole_.value, 'en')}) is {words.en}.",
    )


def _few(shown: int, of: int, parts: Text) -> Text:
    return Text(
        f" Hanya {shown} dari {of} {parts.id} yang angkanya dapat ditampilkan, dan yang lain bisa lebih buruk: jangan "
        "menarik urutan dari sini; pilih tingkat wilayah yang lebih luas.",
        f" Only {shown} of {of} {parts.en} have a figure that can be shown, and others may be worse: draw no order "
        "from this; choose a wider level.",
    )


def _sentence(one: variables.Variable, top: dict[str, Any], by: str, at: scope.Scope) -> Text:
    subject, label, indicator = one.subject, one.subject.label, one.indicator
    parts = scope.PLURAL[at.level]
    if by == "jumlah" and indicator is not None:
        unit = Text(indicator.satuan_analisis, {"orang": "persons", "keluarga": "families"}[indicator.satuan_analisis])
        short = Text(" belum", " are without") if indicator.arah == UP else Text("", "")
        n_id, n_en = number(top["number"], 0, "id"), number(top["number"], 0, "en")
        return Text(
            f"Di antara {parts.id} di {at.where}, terbanyak di {top['name']}: {n_id} {unit.id}{short.id} ({label.id}: "
            f"{subject.show(top['value'], 'id')}).",
            f"Among the {parts.en} of {at.where}, most are in {top['name']}: {n_en} {unit.en}{short.en} ({label.en}: "
            f"{subject.show(top['value'], 'en')}).",
        )
    return Text(
        f"Di antara {parts.id} di {at.where}, {label.id} paling perlu perhatian di {top['name']}: "
        f"{subject.show(top['value'], 'id')}.",
        f"Among the {parts.en} of {at.where}, {label.en} needs most attention in {top['name']}: "
        f"{subject.show(top['value'], 'en')}.",
    )
