"""The form of a question: region, indicators (of a free one), level, and the options that its kind lets an address
carry. What was typed stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sepakat import analysis, catalogue, regions
from sepakat.analysis import Wanted, fields, scope
from sepakat.analysis.fields import Field
from sepakat.analysis.kinds import penjelas
from sepakat.analysis.variables import SERIES, Variable
from sepakat.catalogue.published import one_series
from sepakat.core.text import Text, number
from sepakat.web import data
from sepakat.web.presenters import places, themes
from sepakat.web.questions import library

Option = tuple[str, str, bool]  # value, words, chosen
INDICATOR = Text("Indikator", "Indicator")
MOST_MENUS = 3


@dataclass(frozen=True)
class Control:
    """One field. form: `number`, `select`, `several` (ticks); groups: of options (an empty label: no group)."""

    id: str
    name: str
    label: str
    form: str
    value: str = ""
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    hint: str = ""


def controls(asked: Wanted, region: str, typed: Mapping[str, Sequence[str]]) -> tuple[list[Control], list[Control]]:
    """Controls of what is asked (indicators, level), and of the options. typed: values of the address by name."""
    question = asked.question
    named = [analysis.variable(n) for n in (*question.indicators, *(SERIES + s for s in question.series))]
    main = _indicators(asked) if asked.free else []
    level = _levels(asked, region)
    main += [level] if level else []
    usual = {**library.usual(question.kind), **question.options}
    made = [_control(f, asked, named, usual, typed.get(f.name, ())) for f in analysis.fields_of(question.kind)]
    return main, [one for one in made if one is not None]


def _indicators(asked: Wanted) -> list[Control]:
    takes = analysis.known()[asked.question.kind].TAKES
    chosen = list(asked.question.indicators)
    if takes.most > MOST_MENUS:  # a menu each would make a page of a hundred kilobytes
        words = Text(f"Indikator (paling banyak {takes.most})", f"Indicators (at most {takes.most})")
        return [Control("indikator", "indikator", str(words), "several", "", _menu(chosen, takes.series))]
    made = []
    for at in range(takes.most):
        value = chosen[at] if at < len(chosen) else ""
        label = Text(f"Indikator {at + 1}", f"Indicator {at + 1}") if takes.most > 1 else INDICATOR
        groups = _menu([value], takes.series)
        if at >= takes.least:
            groups = (("", (("", str(Text("– tidak ada –", "– none –")), not value),)), *groups)
        made.append(Control(f"indikator-{at + 1}", "indikator", str(label), "select", value, groups))
    return made


def _menu(chosen: Sequence[str], series: bool) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    groups = [
        (str(label), tuple((i.id, str(i.name), i.id in chosen) for i in held))
        for _, label, held in themes.grouped(data.source().indicators().values())
    ]
    published = library.series() if series else []
    if published:
        words = str(Text("Angka terbitan", "Published figures"))
        groups.append((words, tuple((name, str(label), name in chosen) for name, label in published)))
    return tuple(groups)


def _levels(asked: Wanted, region: str) -> Control | None:
    """The level of the parts, where the analysis is of parts and there is a choice."""
    takes = analysis.known()[asked.question.kind].TAKES
    own = scope.ORDER.index(regions.level_of(region))
    below = [one for one in scope.ORDER if one in asked.question.levels and scope.ORDER.index(one) > own]
    if not takes.parts or len(below) < 2:
        return None
    chosen = asked.level or next(one for one in asked.question.levels if one in below)
    options = tuple((one, str(places.LEVELS_MANY[one]), one == chosen) for one in below)
    return Control("tingkat", "tingkat", str(Text("Bagian wilayah", "Parts")), "select", chosen, (("", options),))


def _control(
    field: Field, asked: Wanted, named: Sequence[Variable], usual: Mapping[str, Any], typed: Sequence[str]
) -> Control | None:
    """None where there is nothing to choose."""
    held = asked.options.get(field.name, usual.get(field.name, ""))
    value = typed[-1] if typed else held if isinstance(held, str) else f"{held:g}" if _plain(held) else ""
    hint = str(field.hint) if field.hint else ""
    if field.form == fields.NUMBER:
        shown = value if typed else (number(float(value), _places(value)) if _plain(value) else value)
        return Control(f"opsi-{field.name}", field.name, str(field.label), "number", shown, (), hint)
    if field.form in (fields.INDICATORS, fields.PREDICTORS):
        ticked = set(",".join(typed).split(",") if typed else value.split(",") if value else _listed(held))
        groups = _several(field, asked, named, ticked)
        made = Control(f"opsi-{field.name}", field.name, str(field.label), "several", "", groups, hint)
        return made if groups else None
    options = _options(field, asked, named)
    if len(options) < 2:
        return None
    none = (("", str(Text("seperti biasa", "as usual")), not value),)
    listed = (*none, *((v, words, v == value) for v, words in options))
    return Control(f"opsi-{field.name}", field.name, str(field.label), "select", value, (("", listed),), hint)


def _options(field: Field, asked: Wanted, named: Sequence[Variable]) -> list[tuple[str, str]]:
    if field.form == fields.BREAKDOWN:
        unit = named[0].indicator.satuan_analisis if named and named[0].indicator else "orang"
        standard = [d for d in catalogue.dimensions().values() if unit in d.units]
        others = [d for n, d in catalogue.breakdown_columns(unit).items() if n not in catalogue.dimensions()]
        return [(d.name, str(d.label)) for d in [*standard, *others]]
    if field.form == fields.RELEASE:
        return [(name, name) for name in library.earlier()]
    if field.name == "sumber":
        known = {s for one in named if one.indicator for s in one.indicator.sources}
        return [(v, str(words)) for v, words in field.choices if v in known]
    if field.name == "putaran":
        rounds = {r for one in named if one.series for r in one_series(one.series.partition("@")[0]).rounds}
        return [(v, str(words)) for v, words in field.choices if v in rounds]
    return [(v, str(words)) for v, words in field.choices]


def _several(
    field: Field, asked: Wanted, named: Sequence[Variable], ticked: set[str]
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    if field.form == fields.PREDICTORS:
        one = named[0]
        if one.indicator is None:
            return ()
        source = asked.options.get("sumber") or str(asked.question.options.get("sumber", "")) or one.source
        usual = ticked or set(penjelas.usual(one.indicator, source))
        known = penjelas.offered(one.indicator, source)
        return (("", tuple((name, str(label), name in usual) for name, label in known.items())),)
    usual = ticked or set(analysis.known()[asked.question.kind].LIKE)
    made = []
    for _, label, held in themes.grouped(
        i for i in data.source().indicators().values() if i.rate and not i.survey_only
    ):
        made.append((str(label), tuple((i.id, str(i.name), i.id in usual) for i in held)))
    return tuple(made)


def _listed(held: Any) -> list[str]:
    return [str(one) for one in held] if isinstance(held, (list, tuple)) else []


def _plain(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, bool)


def _places(value: str) -> int:
    return min(2, len(value.partition(".")[2]))
