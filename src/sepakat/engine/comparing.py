"""Two definitions (or two versions) of an indicator on the same release: whom both count, one, none.

Every family or person of the frame is put in one of five classes by the two indicators' own expressions, and the
classes are counted like any free table: by region and attribute, with the lake's consistent noise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from sepakat import catalogue
from sepakat.catalogue import Indicator
from sepakat.catalogue.definitions import read_indicator
from sepakat.core.errors import UserError
from sepakat.core.table import Column, Table
from sepakat.core.text import Text
from sepakat.engine import frames, request
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.tabulating import answer, question
from sepakat.engine.tabulating.cells import Cube, show
from sepakat.engine.tabulating.choices import Attribute, Klass
from sepakat.engine.tabulating.counting import OUTSIDE, count
from sepakat.engine.tabulating.free_tables import noise_rule
from sepakat.engine.tabulating.question import Part
from sepakat.lake import cells as lake_cells

CLASS, WORDS = "banding", "siapa"
BOTH, FIRST, SECOND, NEITHER, OUT = 1, 2, 3, 4, 5


def compare(
    release: ReleaseLike,
    first: str | Path | Indicator,
    second: str | Path | Indicator,
    where: str = "00",
    by: Sequence[str] = (),
    *,
    level: str | None = None,
    secret: bytes | None = None,
) -> Table:
    """Whom two definitions count, on one release.

    first, second: ids of the catalogue, files of another version, or indicators; both conditions over the same unit.
    where, by, level, secret: as in `tabulate`; at most two attributes.

    Rows as of `tabulate` without the parts of a share, with column `banding` (`siapa` in words): 1 both, 2 only the
    first, 3 only the second, 4 neither (though counted in a base), 5 in the base of neither (or unknown to both).
    UserError: compare-units, compare-number, and those of `tabulate`.
    """
    one, other = _indicator(first), _indicator(second)
    if one.satuan_analisis != other.satuan_analisis:
        raise UserError(
            Text(
                f"`{one.id}` menghitung {one.satuan_analisis}, `{other.id}` menghitung {other.satuan_analisis}.",
                f"`{one.id}` and `{other.id}` do not count the same unit.",
            ),
            hint=Text("Pilih dua definisi dengan satuan yang sama.", "Choose two definitions of the same unit."),
            code="compare-units",
        )
    on = frames.day(release)
    most = int(catalogue.parameter("tabel_bebas_ciri_maks", on).value) - 1
    asked = question.check(release, one.satuan_analisis, (), where, level, by, most)
    for item in (one, other):
        if item.numerator.kind != "boolean":
            raise UserError(
                Text(f"`{item.id}` adalah rata-rata, bukan syarat.", f"`{item.id}` is a mean, not a condition."),
                hint=Text("Bandingkan dua indikator berupa syarat (ya/tidak).", "Compare two conditions."),
                code="compare-number",
            )
        frames.check_runs(item, asked.frame)
    part = Part(_classes(one, other), None, True)
    asked = replace(asked, parts=(*asked.parts, part), by=(*asked.by, CLASS), computed=((CLASS, _sql(one, other, on)),))
    key = secret if secret is not None else lake_cells.of_release(release.path)
    groups = count(asked, release.path, key, on)
    held = [code for code in groups.regions if code != OUTSIDE]
    request.check_inside(asked.region, bool(held), release.id)
    question.check_size(asked, len(held))
    noise = noise_rule(on)
    split, whole = Cube(groups, asked), Cube(groups, asked, split=False)
    made = answer.table(release, asked, split, show(split, noise, key), show(whole, noise, key), noise)
    name = answer.place(asked.region)
    title = Text(
        f"{one.nama} ({one.versi}) dan {other.nama} ({other.versi}): siapa yang dihitung, {name}",
        f"{one.nama_en} ({one.versi}) and {other.nama_en} ({other.versi}): who is counted, {name}",
    )
    words = {next(iter(k.codes)): str(k.label) for k in part.classes}
    said = pa.array([words.get(code) for code in made.data[CLASS].to_pylist()], pa.string())
    data = made.data.add_column(made.data.column_names.index(CLASS) + 1, WORDS, said)
    shown = [c for c in made.columns if c.name not in ("numerator", "denominator")]
    at = next(i for i, c in enumerate(shown) if c.name == CLASS) + 1
    shown.insert(at, Column(WORDS, Text("Siapa", "Who"), kind="text"))
    return replace(
        made,
        data=data.drop_columns(["numerator", "denominator"]),
        title=title,
        columns=tuple(shown),
        notes=(*made.notes, *_notes(one, other)),
        meta={**made.meta, "first": _named(one), "second": _named(other)},
    )


def _indicator(given: str | Path | Indicator) -> Indicator:
    if isinstance(given, Indicator):
        return given
    if isinstance(given, Path) or str(given).endswith(".toml"):
        return read_indicator(Path(given), catalogue.themes())
    return catalogue.indicator(str(given))


def _named(item: Indicator) -> dict[str, str]:
    return {"id": item.id, "versi": item.versi, "pembilang": item.pembilang, "penyebut": item.penyebut}


def _classes(one: Indicator, other: Indicator) -> Attribute:
    same = one.id == other.id
    a = Text(one.versi, one.versi) if same else one.label
    b = Text(other.versi, other.versi) if same else other.label
    words = {
        BOTH: Text("Keduanya", "Both"),
        FIRST: Text(f"Hanya {a.id}", f"Only {a.en}"),
        SECOND: Text(f"Hanya {b.id}", f"Only {b.en}"),
        NEITHER: Text("Tidak satu pun", "Neither"),
        OUT: Text("Di luar penyebut keduanya", "In the base of neither"),
    }
    classes = tuple(Klass(str(code), label, frozenset([code])) for code, label in words.items())
    return Attribute(CLASS, Text("Perbandingan definisi", "Comparison of definitions"), classes)


def _sql(one: Indicator, other: Indicator, on: dt.date) -> str:
    """The class of a row. In a definition: in its base and its condition holds; unknown answers are in no base."""

    def parts(item: Indicator) -> tuple[str, str]:
        values = catalogue.numbers(item.parameters, on)
        numerator, base = f"({item.numerator.sql(values)})", f"({item.denominator.sql(values)})"
        counted = f"coalesce({base} AND {numerator} IS NOT NULL, FALSE)"
        return counted, f"({counted} AND coalesce({numerator}, FALSE))"

    (seen_a, in_a), (seen_b, in_b) = parts(one), parts(other)
    return (
        f"CASE WHEN {in_a} AND {in_b} THEN {BOTH} WHEN {in_a} THEN {FIRST} WHEN {in_b} THEN {SECOND} "
        f"WHEN {seen_a} OR {seen_b} THEN {NEITHER} ELSE {OUT} END"
    )


def _notes(one: Indicator, other: Indicator) -> tuple[Text, ...]:
    said = [
        Text(
            "banding: 1 = keduanya, 2 = hanya yang pertama, 3 = hanya yang kedua, 4 = tidak satu pun, 5 = di luar "
            "penyebut keduanya.",
            "banding: 1 = both, 2 = only the first, 3 = only the second, 4 = neither, 5 = in the base of neither.",
        )
    ]
    if one.penimbang or other.penimbang:
        said.append(
            Text("Yang dihitung di sini keluarga, tanpa penimbang anggota.", "Families are counted here, not weighted.")
        )
    return tuple(said)
