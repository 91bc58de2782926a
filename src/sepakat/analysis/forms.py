"""How a kind of analysis is asked for any indicator: what it takes, the options an address may carry, its question.

An address names `tanya` (a question of the catalogue) or `jenis` and `indikator` (a kind, freely), then `tingkat` and
options; the same words stand in pages, in the API and in blocks of documents. Only options that a kind lists in
`FIELDS` are read from an address: others (files of targets, conditions on columns) belong to files and programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sepakat import catalogue
from sepakat.analysis.asking import known
from sepakat.analysis.fields import CHOICE, INDICATORS, NUMBER, PREDICTORS, Field, Takes
from sepakat.analysis.variables import variable
from sepakat.catalogue.analyses import LEVELS, Question, analysis
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

RESERVED = ("tanya", "jenis", "indikator", "wilayah", "tingkat")
USUAL_LEVELS = ("kabupaten", "kecamatan", "desa", "provinsi")
_LONGEST = 400


@dataclass(frozen=True)
class Wanted:
    """What an address asks: the question, the level (None: the usual), and the options it gives."""

    question: Question
    level: str | None
    options: Mapping[str, str]
    free: bool

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The address's words in one order, without the region: what a block of a document holds."""
        if self.free:
            made = [("jenis", self.question.kind), *(("indikator", name) for name in self.question.indicators)]
        else:
            made = [("tanya", self.question.id)]
        made += [("tingkat", self.level)] if self.level else []
        return made + sorted(self.options.items())


def free(kind: str, names: Sequence[str], where: str = "") -> Question:
    """A question of a kind about any indicators or series. where: the region, named in the question. UserError
    `unknown-kind`, `unknown-indicator`, `analysis-count` for too many or too few, `analysis-series`."""
    if kind not in known():
        raise unknown_name(Text("Analisis", "Analysis"), kind, known(), "unknown-kind")
    module = known()[kind]
    takes: Takes = module.TAKES
    names = _filled(tuple(dict.fromkeys(names)), takes)
    held = [variable(name) for name in names]
    if any(one.series for one in held) and not takes.series:
        raise UserError(
            Text("Analisis ini tidak memakai seri angka terbitan.", "This analysis takes no published series."),
            hint=Text("Pilih indikator dari daftar.", "Choose an indicator from the list."),
            where="indikator",
            code="analysis-series",
        )
    if not takes.least <= len(held) <= takes.most:
        many = str(takes.least) if takes.least == takes.most else f"{takes.least}–{takes.most}"
        raise UserError(
            Text(
                f"Pilih {many} indikator; yang dipilih {len(held)}.", f"Choose {many} indicators; {len(held)} chosen."
            ),
            hint=Text("Tambah atau kurangi indikatornya.", "Add or drop indicators."),
            where="indikator",
            code="analysis-count",
        )
    said = {lang: [_low(one.subject.label.in_(lang)) for one in held] for lang in ("id", "en")}
    at = {"id": where and place(where), "en": where and place(where)}
    ask = Text(*(_asked(module.ASKS.in_(lang), said[lang], at[lang]) for lang in ("id", "en")))
    levels = tuple(level for level in USUAL_LEVELS if level in (takes.levels or LEVELS))
    for one in held:
        levels = tuple(level for level in levels if level in one.levels) or one.levels
    levels += ("nasional",) if takes.nation else ()
    theme = next((one.indicator.tema for one in held if one.indicator), next(iter(catalogue.themes())))
    return Question(f"jenis_{kind}", 0, ask, module.WHY, theme, kind, names, (), levels, {}, Path(module.__file__))


def _filled(names: tuple[str, ...], takes: Takes) -> tuple[str, ...]:
    """The usual ones where none is chosen; where one is but a kind needs more, usual ones that count the same unit."""
    if not names:
        return takes.usual
    lacking = max(0, takes.least - len(names)) if len(names) == 1 else 0
    first = variable(names[0]).indicator
    unit = first.satuan_analisis if first else None
    more = [n for n in takes.usual if n not in names and (i := variable(n).indicator) and i.satuan_analisis == unit]
    return (*names, *more[:lacking])


def _asked(form: str, names: Sequence[str], where: str) -> str:
    joined = ", ".join(names)
    two = f"{names[0]}|{names[1]}".split("|") if len(names) > 1 else [joined, ""]
    return form.format(indikator=joined, satu=two[0], dua=two[1], wilayah=where or "…")


def _low(label: str) -> str:
    """A label inside a sentence: `Balita stunting` becomes `balita stunting`, `IPM` stays."""
    return label[0].lower() + label[1:] if len(label) > 1 and label[1].islower() else label


def read(pairs: Iterable[tuple[str, str]], where: str = "") -> Wanted:
    """What an address (or a block of a document) asks. Empty values are as if they were not there. UserError
    `analysis-option` for an option the kind does not have or a value it cannot take; those of `free`."""
    held = [(name, value.strip()[:_LONGEST]) for name, value in pairs if value.strip()]
    one = dict(held)
    names = [part.strip() for name, value in held if name == "indikator" for part in value.split(",") if part.strip()]
    question = analysis(one["tanya"]) if "tanya" in one else free(one.get("jenis", ""), names, where)
    level = one.get("tingkat")
    if level is not None and level not in (*LEVELS, "nasional"):
        raise unknown_name(Text("Tingkat", "Level"), level, LEVELS, "analysis-level")
    listed: dict[str, list[str]] = {}
    for name, value in held:
        if name not in RESERVED:
            listed.setdefault(name, []).append(value)
    fields = {f.name: f for f in fields_of(question.kind)}
    options = {}
    for name, values in listed.items():
        if name not in fields:
            raise unknown_name(Text("Pilihan", "Option"), name, fields, "analysis-option")
        options[name] = _read(fields[name], values)
    return Wanted(question, level, options, "tanya" not in one)


def fields_of(kind: str) -> tuple[Field, ...]:
    """The options of a kind that an address may carry."""
    found: tuple[Field, ...] = known()[kind].FIELDS
    return found


def _read(field: Field, values: Sequence[str]) -> str:
    if field.form == NUMBER:
        return _number(field, values[-1])
    if field.form == CHOICE and values[-1] not in dict(field.choices):
        raise _wrong(field, Text(", ".join(k for k, _ in field.choices), ", ".join(k for k, _ in field.choices)))
    if field.form == INDICATORS:
        names = list(dict.fromkeys(part.strip() for value in values for part in value.split(",") if part.strip()))
        for name in names:
            catalogue.indicator(name)
        return ",".join(names)
    if field.form == PREDICTORS:
        return ",".join(dict.fromkeys(part.strip() for value in values for part in value.split(",") if part.strip()))
    return values[-1]


def _number(field: Field, typed: str) -> str:
    """A number as typed in either way (`0,5`, `0.5`), within its limits."""
    try:
        value = float(typed.replace(",", ".")) if typed.count(",") + typed.count(".") <= 1 else float("nan")
    except ValueError:
        value = float("nan")
    inside = value == value and abs(value) < 1e12
    if field.low is not None:
        inside = inside and value >= field.low
    if field.high is not None:
        inside = inside and value <= field.high
    if not inside:
        low, high = (f"{x:g}" if x is not None else "…" for x in (field.low, field.high))
        raise _wrong(field, Text(f"angka dari {low} sampai {high}", f"a number from {low} to {high}"))
    return f"{value:.6g}"


def _wrong(field: Field, allowed: Text) -> UserError:
    return UserError(
        Text(f"{field.label.id}: isinya tidak dapat dipakai.", f"{field.label.en}: this cannot be used."),
        hint=Text(f"Isi dengan {allowed.id}.", f"Give {allowed.en}."),
        where=field.name,
        code="analysis-option",
    )
