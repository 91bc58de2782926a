"""A free table's question, checked before any work: what, for whom, where, by what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sepakat import catalogue, regions
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text
from sepakat.engine import frames, request
from sepakat.engine.frames import Frame, ReleaseLike
from sepakat.engine.tabulating.choices import UNITS, Attribute, Klass, attribute, attributes_of

MOST_BREAKDOWNS = 3
MOST_CELLS = 20_000
Conditions = Mapping[str, str | int] | Iterable[str]


@dataclass(frozen=True)
class Part:
    """One attribute in a question. chosen: only this class or union; split: a row for each class."""

    attribute: Attribute
    chosen: Klass | None
    split: bool

    @property
    def name(self) -> str:
        return self.attribute.name

    @property
    def classes(self) -> tuple[Klass, ...]:
        """The classes that rows stand for."""
        return tuple(k for k in self.attribute.classes if self.chosen is None or k.codes <= self.chosen.codes)


@dataclass(frozen=True)
class Question:
    """what: `orang`, `keluarga` or an indicator's id; parts: in the order asked, the breakdowns among them. computed:
    attributes that are no columns of the frame: (name, SQL over its columns, checked)."""

    what: str
    unit: str
    indicator: Indicator | None
    parts: tuple[Part, ...]
    region: str
    level: str
    by: tuple[str, ...]
    frame: Frame
    computed: tuple[tuple[str, str], ...] = ()

    @property
    def conditions(self) -> tuple[Part, ...]:
        return tuple(p for p in self.parts if p.chosen is not None)

    @property
    def breakdowns(self) -> tuple[Part, ...]:
        named = {p.name: p for p in self.parts}
        return tuple(named[name] for name in self.by)


def check(
    release: ReleaseLike, what: str, for_whom: Conditions, where: str, level: str | None, by: Sequence[str], most: int
) -> Question:
    """A question that can be answered. most: how many attributes, chosen or split, one table may have.

    UserError: table-what, dimension-unknown, dimension-person, class-unknown, condition-form, condition-twice,
    table-attributes, dimension-many, region-level, region codes, frame-missing, indicator-columns.
    """
    indicator = None if what in UNITS else _indicator(what)
    unit = indicator.satuan_analisis if indicator else what
    frame = frames.frame(release, unit, "registri")
    if indicator is not None:
        frames.check_runs(indicator, frame)
    code = regions.parse(where)
    deep = level or regions.level_of(code)
    regions.check_level(deep)
    request.check_below(code, deep)
    known = attributes_of(frame)
    by = tuple(dict.fromkeys(by))
    if len(by) > MOST_BREAKDOWNS:
        raise UserError(
            Text(
                f"Paling banyak {MOST_BREAKDOWNS} rincian sekaligus; diminta {len(by)}.",
                f"At most {MOST_BREAKDOWNS} breakdowns at once; {len(by)} were asked for.",
            ),
            hint=Text("Kurangi rincian, lalu hitung lagi.", "Use fewer and compute again."),
            code="dimension-many",
        )
    chosen = _chosen(for_whom, known, unit)
    split = {name: attribute(known, name, unit) for name in by}
    names = list(dict.fromkeys([*chosen, *split]))
    if len(names) > most:
        raise UserError(
            Text(
                f"Satu tabel memuat paling banyak {most} ciri; di sini ada {len(names)}.",
                f"One table takes at most {most} attributes; here are {len(names)}.",
            ),
            detail=Text(
                "Makin banyak ciri, makin mudah seseorang dikenali.", "The more attributes, the easier to recognise."
            ),
            hint=Text("Lepaskan satu syarat atau satu rincian.", "Drop a condition or a breakdown."),
            code="table-attributes",
        )
    parts = tuple(Part(known[name], chosen.get(name), name in split) for name in names)
    return Question(what, unit, indicator, parts, code, deep, by, frame)


def unit_of(what: str) -> str:
    """Whom a question counts: `orang` or `keluarga`. UserError table-what."""
    return what if what in UNITS else _indicator(what).satuan_analisis


def _indicator(what: str) -> Indicator:
    known = catalogue.indicators()
    if what not in known:
        raise unknown_name(Text("Yang dihitung", "What to count"), what, [*UNITS, *known], "table-what")
    return known[what]


def _chosen(for_whom: Conditions, known: dict[str, Attribute], unit: str) -> dict[str, Klass]:
    given = for_whom.items() if isinstance(for_whom, Mapping) else [_pair(one) for one in for_whom]
    found: dict[str, Klass] = {}
    for name, class_id in given:
        if name in found:
            raise UserError(
                Text(f"`{name}` dipilih dua kali.", f"`{name}` is chosen twice."),
                hint=Text(
                    "Pilih satu kelas atau satu gabungan untuk tiap ciri.", "Choose one class of each attribute."
                ),
                code="condition-twice",
            )
        found[name] = attribute(known, name, unit).klass(str(class_id))
    return found


def _pair(text: str) -> tuple[str, str]:
    for sign in (":", "="):
        name, found, class_id = text.partition(sign)
        if found and name and class_id:
            return name.strip(), class_id.strip()
    raise UserError(
        Text(f"Syarat `{text}` tidak dapat dibaca.", f"The condition `{text}` cannot be read."),
        hint=Text(
            "Tulis nama ciri, titik dua, lalu kelasnya, misalnya `jenis_kelamin:2`.",
            "Write attribute, colon, class, for example `jenis_kelamin:2`.",
        ),
        code="condition-form",
    )


def check_size(question: Question, places: int) -> None:
    """UserError (code table-large) for a table with more cells than one answer holds."""
    cells = places
    for part in question.breakdowns:
        cells *= len(part.classes) + 1
    if cells > MOST_CELLS:
        raise UserError(
            Text(
                f"Tabel ini terlalu besar: {cells} sel, paling banyak {MOST_CELLS}.",
                f"This table is too large: {cells} cells, at most {MOST_CELLS}.",
            ),
            hint=Text(
                "Pilih wilayah yang lebih kecil, tingkat yang lebih tinggi, atau rincian yang lebih sedikit.",
                "Choose a smaller region, a higher level or fewer breakdowns.",
            ),
            code="table-large",
        )


def day(release: ReleaseLike) -> dt.date:
    return frames.day(release)
