"""Overlap of missing services: of any three conditions, how many have none, one, two or all three missing.

The picture is SEPAKAT's (wiki, Keterbatasan Multidimensi: no senior high school, no health facility, no asphalt road);
any three may be asked for. Families or persons are counted with the lake's cell-key noise, as free tables are: the
seven parts are classes of one attribute, and each condition alone is a declared union of its parts. Villages are no
persons: their conditions (Podes) are counted as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sepakat import catalogue
from sepakat.analysis.values import UP
from sepakat.catalogue.expressions import Expression, check
from sepakat.catalogue.units import UNIT_WORDS
from sepakat.core import duck
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.engine import frames, request
from sepakat.engine.frames import ReleaseLike
from sepakat.engine.places import LENGTH, inside_sql
from sepakat.engine.runners.duckdb import DuckRunner
from sepakat.engine.tabulating import answer, question
from sepakat.engine.tabulating.cells import FEW, Cube, show
from sepakat.engine.tabulating.choices import Attribute, Klass
from sepakat.engine.tabulating.counting import OUTSIDE, count
from sepakat.engine.tabulating.free_tables import noise_rule
from sepakat.engine.tabulating.question import Part
from sepakat.lake import cells as lake_cells

PARTS = "kekurangan"
VILLAGES = "village_profile"
VILLAGE_UNIT = "desa"


@dataclass(frozen=True)
class Lack:
    """One condition. label: what is missing; expression: TRUE where it is missing, NULL where not known; base: of whom
    it is asked (None: everyone); village: over the columns of the village profile, not of the frame."""

    id: str
    label: Text
    expression: Expression
    negated: bool = False
    base: Expression | None = None
    village: bool = False

    def sql(self, on: dt.date) -> str:
        """TRUE, FALSE or NULL for a row of the frame (or of the village profile itself)."""
        found = f"({self.expression.sql(catalogue.numbers(self.expression.parameters, on))})"
        found = f"(NOT {found})" if self.negated else found
        if self.base is not None:
            found = f"(CASE WHEN {self.base.sql(catalogue.numbers(self.base.parameters, on))} THEN {found} END)"
        return found


def of_indicator(id_: str) -> Lack:
    """An indicator's condition as a lack: where lower is better the condition itself, where higher is better its
    opposite. UserError `missing-number` for a mean."""
    found = catalogue.indicator(id_)
    if found.numerator.kind != "boolean":
        raise UserError(
            Text(f"`{id_}` adalah rata-rata, bukan syarat.", f"`{id_}` is a mean, not a condition."),
            hint=Text("Pilih indikator berupa syarat (ya/tidak).", "Choose an indicator that is a condition."),
            code="missing-number",
        )
    up = found.arah == UP
    label = Text(f"tanpa {_low(found.nama)}", f"without {_low(found.nama_en)}") if up else found.label
    return Lack(id_, label, found.numerator, up, found.denominator)


def of_village(id_: str, label: Text, text: str) -> Lack:
    """A condition on villages, as an expression over the columns of the village profile."""
    variables = catalogue.table(VILLAGES).variables
    made = check(text, variables, field=id_, where=f"catalogue/analyses: {id_}", table=VILLAGES)
    if made.kind != "boolean":
        raise UserError(
            Text(f"`{text}` bukan syarat.", f"`{text}` is not a condition."),
            hint=Text("Tulis syarat, misalnya `sma_negeri = 0`.", "Write a condition, such as `sma_negeri = 0`."),
            code="missing-number",
        )
    return Lack(id_, label, made, village=True)


@dataclass(frozen=True)
class Parts:
    """Counts by region and part: bits of the lacks, bit 0 the first; 0 none of them. None: hidden. sign: why."""

    rows: Sequence[tuple[str, int, float | None, str]]
    labels: Mapping[int, Text]
    unit: str
    noise: int


def overlap(
    release: ReleaseLike, lacks: Sequence[Lack], region: str, level: str, *, unit: str, secret: bytes | None = None
) -> Parts:
    """The parts of three (or two) lacks for every region at a level. unit: `keluarga`, `orang`, or `desa` for villages,
    whose lacks are all of the village profile. Rows where a condition is not known are not counted. UserError
    `missing-count`, `missing-village`, and those of free tables."""
    if not 2 <= len(lacks) <= 3:
        raise UserError(
            Text("Pilih dua atau tiga kekurangan.", "Choose two or three lacks."),
            hint=Text("Gambar irisan memuat paling banyak tiga.", "The picture holds at most three."),
            code="missing-count",
        )
    if any(lack.village for lack in lacks) and not release.has(VILLAGES):
        raise UserError(
            Text("Rilis ini belum memuat potensi desa (Podes).", "This release has no village profile (Podes)."),
            hint=Text("Masukkan berkas Podes lalu susun rilis baru.", "Take in Podes and build a new release."),
            code="frame-missing",
        )
    if unit == VILLAGE_UNIT:
        return _villages(release, lacks, region, level)
    return _people(release, lacks, region, level, unit, secret)


def words(lacks: Sequence[Lack], bits: int) -> Text:
    """The part in words: which are missing, and that the others are not."""
    have = [lack.label for i, lack in enumerate(lacks) if bits >> i & 1]
    if not have:
        return Text("Tidak satu pun", "None of them")
    if len(have) == len(lacks):
        return Text("Semuanya: " + "; ".join(t.id for t in have), "All: " + "; ".join(t.en for t in have))
    return Text("Hanya " + "; ".join(t.id for t in have), "Only " + "; ".join(t.en for t in have))


def _labels(lacks: Sequence[Lack]) -> dict[int, Text]:
    return {bits: words(lacks, bits) for bits in range(1 << len(lacks))}


def _case(conditions: Sequence[str]) -> str:
    """SQL of the bits; NULL where any condition is."""
    unknown = " OR ".join(f"({c}) IS NULL" for c in conditions)
    bits = " + ".join(f"(CASE WHEN {c} THEN {1 << i} ELSE 0 END)" for i, c in enumerate(conditions))
    return f"(CASE WHEN {unknown} THEN NULL ELSE {bits} END)"


def _villages(release: ReleaseLike, lacks: Sequence[Lack], region: str, level: str) -> Parts:
    if not all(lack.village for lack in lacks):
        raise UserError(
            Text("Untuk menghitung desa, semua syaratnya dari potensi desa.", "To count villages, use their profile."),
            hint=Text("Hitung keluarga, atau ganti syaratnya.", "Count families, or change the conditions."),
            code="missing-village",
        )
    on = frames.day(release)
    case = _case([lack.sql(on) for lack in lacks])
    head = f"substr(village_code, 1, {LENGTH[level]})" if LENGTH[level] else "'00'"
    where = inside_sql(region)
    newest = f"SELECT max(tahun) FROM {duck.parquet(list(release.files(VILLAGES)))}"
    with DuckRunner(release.path) as runner:
        found = runner.run(
            f"SELECT {head} AS place, {case} AS bits, count(*) AS n FROM "
            f"{duck.parquet(list(release.files(VILLAGES)))} WHERE {where} AND tahun = ({newest}) "
            "GROUP BY 1, 2 HAVING bits IS NOT NULL ORDER BY 1, 2"
        ).to_pylist()
    counts = {(row["place"], int(row["bits"])): float(row["n"]) for row in found}
    places = sorted({row["place"] for row in found})
    labels = _labels(lacks)
    rows = [(code, bits, counts.get((code, bits), 0.0), "") for code in places for bits in labels]
    return Parts(rows, labels, VILLAGE_UNIT, 0)


def _people(
    release: ReleaseLike, lacks: Sequence[Lack], region: str, level: str, unit: str, secret: bytes | None
) -> Parts:
    on = frames.day(release)
    most = int(catalogue.parameter("tabel_bebas_ciri_maks", on).value)
    asked = question.check(release, unit, (), region, level, (), most)
    for lack in lacks:
        missing = sorted(lack.expression.columns - asked.frame.columns) if not lack.village else []
        if missing:
            raise UserError(
                Text(
                    f"`{lack.id}` tidak dapat dihitung untuk {unit}.", f"`{lack.id}` cannot be counted for this unit."
                ),
                detail=Text(f"Kolom yang tidak ada: {missing[0]}.", f"Column missing: {missing[0]}."),
                hint=Text("Pilih syarat dengan satuan yang sama.", "Choose conditions of one unit."),
                code="indicator-columns",
            )
    conditions = [_of_family(release, lack, on) if lack.village else lack.sql(on) for lack in lacks]
    part = Part(_attribute(lacks), None, True)
    asked = replace(asked, parts=(part,), by=(PARTS,), computed=((PARTS, _case(conditions)),))
    key = secret if secret is not None else lake_cells.of_release(release.path)
    groups = count(asked, release.path, key, on)
    held = [code for code in groups.regions if code != OUTSIDE]
    request.check_inside(asked.region, bool(held), release.id)
    question.check_size(asked, len(held))
    noise = noise_rule(on)
    cube = Cube(groups, asked)
    made = answer.table(
        release, asked, cube, show(cube, noise, key), show(Cube(groups, asked, split=False), noise, key), noise
    )
    counts = {(r["region"], r[PARTS]): (r["value"], r["sign"]) for r in made.rows() if r[PARTS] is not None}
    rows = []
    for code in sorted({r["region"] for r in made.rows()}):
        for bits in range(1 << len(lacks)):
            value, sign = counts.get((code, bits), (None, FEW))
            rows.append((code, bits, value, sign))
    return Parts(rows, _labels(lacks), unit, noise.most)


def _of_family(release: ReleaseLike, lack: Lack, on: dt.date) -> str:
    """A village's condition for the rows of people: NULL where the profile does not hold the village."""
    profile = duck.parquet(list(release.files(VILLAGES)))
    found = lack.sql(on)
    return (
        f"(CASE WHEN village_code IN (SELECT village_code FROM {profile} WHERE {found}) THEN TRUE "
        f"WHEN village_code IN (SELECT village_code FROM {profile} WHERE NOT {found}) THEN FALSE END)"
    )


def _attribute(lacks: Sequence[Lack]) -> Attribute:
    labels = _labels(lacks)
    classes = tuple(Klass(str(bits), label, frozenset((bits,))) for bits, label in labels.items())
    unions = [
        Klass(f"+{lack.id}", lack.label, frozenset(b for b in labels if b >> i & 1)) for i, lack in enumerate(lacks)
    ]
    unions.append(Klass("salah_satu", Text("Salah satu", "Any of them"), frozenset(b for b in labels if b)))
    return Attribute(PARTS, Text("Irisan kekurangan", "Overlap of lacks"), classes, tuple(unions))


def sentence(
    parts: Parts, lacks: Sequence[Lack], names: Mapping[str, str], where: str, whole: float | None = None
) -> Text:
    """Where all come together, and how many there are. whole: of the region at once, where it can be shown; else the
    parts that can are added up."""
    every = (1 << len(lacks)) - 1
    unit = UNIT_WORDS[parts.unit]
    have = [(value, code) for code, bits, value, _ in parts.rows if bits == every and value is not None]
    all_id, all_en = "; ".join(k.label.id for k in lacks), "; ".join(k.label.en for k in lacks)
    if not have:
        return Text(
            f"Di {where} tidak ada angka yang dapat ditampilkan untuk {unit.id} dengan semuanya: {all_id}.",
            f"In {where} nothing can be shown of {unit.en} with all of: {all_en}.",
        )
    have.sort(key=lambda pair: (-pair[0], pair[1]))
    (most, code), added = have[0], sum(value for value, _ in have)
    total = added if whole is None else whole
    if not total:
        return Text(
            f"Di {where} tidak ada {unit.id} yang kekurangan semuanya: {all_id}.",
            f"In {where} no {unit.en} lack all of: {all_en}.",
        )
    about = Text("sekitar ", "about ") if parts.noise else Text("", "")
    hidden = whole is None and any(bits == every and value is None for _, bits, value, _ in parts.rows)
    shown = Text(" (di wilayah yang dapat ditampilkan)", " (where figures can be shown)") if hidden else Text("", "")
    return Text(
        f"Di {where}, {about.id}{number(total, 0, 'id')} {unit.id} kekurangan semuanya{shown.id}: {all_id}; "
        "terbanyak di "
        f"{names.get(code, code)} ({about.id}{number(most, 0, 'id')}).",
        f"In {where}, {about.en}{number(total, 0, 'en')} {unit.en} lack all of these{shown.en}: {all_en}; most in "
        f"{names.get(code, code)} ({about.en}{number(most, 0, 'en')}).",
    )


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
