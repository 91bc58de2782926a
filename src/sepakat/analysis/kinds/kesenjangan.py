"""The gap between groups of people (sex, disability, decile …) on an indicator, tested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sepakat import catalogue, engine
from sepakat.analysis import feeding
from sepakat.analysis.asking import Answer, Ask
from sepakat.analysis.fields import BREAKDOWN, SOURCE, Field, Takes
from sepakat.analysis.position import compared
from sepakat.analysis.tables import STATEMENT, apart, build, real, text, whole
from sepakat.analysis.values import Figure, sign
from sepakat.analysis.verdicts import adjusted, difference
from sepakat.catalogue import Indicator
from sepakat.core.errors import UserError
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

LABEL = Text("Kesenjangan antarkelompok", "Gaps between groups")
ASKS = Text(
    "Kelompok mana yang tertinggal dalam {indikator} di {wilayah}?",
    "Which group is behind on {indikator} in {wilayah}?",
)
WHY = Text(
    "Rata-rata wilayah menyembunyikan kelompok yang tertinggal.", "A region's mean hides the group that is behind."
)
READ = (
    Text(
        "Tiap kelompok dibandingkan dengan kelompok terbaik. Selisih di bawah 0 berarti lebih buruk. Pernyataan "
        "statistik mengatakan apakah selisihnya nyata; karena banyak pasangan dilihat sekaligus, ujinya dibuat lebih "
        "ketat.",
        "Each group is held against the best. A gap below 0 is worse. The statement says whether it is real; as many "
        "pairs are looked at, the test is stricter.",
    ),
)
DIVIDED: Mapping[str, str] = {"orang": "jenis_kelamin", "keluarga": "jenis_kelamin_kk"}
TAKES = Takes(usual=("anak_tidak_sekolah_7_18",), nation=True)
FIELDS = (Field("rincian", Text("Bagi menurut", "Divide by"), BREAKDOWN), SOURCE)
OPTIONS: Mapping[str, Text] = {
    "rincian": Text("Ciri yang membagi: jenis_kelamin, disabilitas, …", "The attribute that divides."),
    "dasar": Text(
        "Kode kelas pembanding; bila kosong, kelas terbaik.", "Code of the class compared with; else the best."
    ),
    "sorot": Text(
        "Kode kelas yang disebut dalam kalimat; bila kosong, yang terburuk.", "Class that the sentence tells of."
    ),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
}
COLUMNS = (
    whole("code", "Kode kelas", "Code of the class"),
    text("group", "Kelompok", "Group"),
    real("value", "Nilai", "Value", own=True),
    apart("se", "Galat baku", "Standard error"),
    whole("n", "Yang dihitung", "Counted"),
    apart(
        "gap",
        "Selisih dengan pembanding (di bawah 0: lebih buruk)",
        "Gap to the group compared with (below 0: worse)",
    ),
    real("ratio", "Rasio terhadap kelompok pembanding", "Ratio to it"),
    real("p", "Nilai p", "p", 3),
    STATEMENT,
)


def run(ask: Ask) -> Answer:
    """A row a group; the group compared with has gap 0."""
    indicator = catalogue.indicator(ask.question.indicators[0])
    subject, source = feeding.subject(indicator), ask.source(ask.variables[0])
    by = ask.text("rincian") or DIVIDED[indicator.satuan_analisis]
    at = ask.focus
    own = str(at.own)
    found = engine.compute(ask.release, [indicator.id], region=own, level=at.level, by=[by], source=source)
    if source == "registri" and len(_shown(_groups(indicator, found, by, source))) < 2:
        found = engine.tabulate(ask.release, indicator.id, (), own, [by])  # noise in place of hiding, and its notes
    dimension = catalogue.breakdown_columns(indicator.satuan_analisis)[by]
    groups = _groups(indicator, found, by, source)
    shown = _shown(groups)
    if len(shown) < 2:
        raise UserError(
            Text(
                f"Angka kelompok di {place(own)} tidak ditampilkan.", f"The groups' figures in {place(own)} are hidden."
            ),
            hint=Text("Pilih wilayah yang lebih luas.", "Choose a wider region."),
            code="analysis-hidden",
        )
    turn = sign(subject.direction) or 1
    best = max(shown, key=lambda c: (turn * float(shown[c].value or 0), -c))
    base = int(ask.number("dasar", best))
    base = base if base in shown else best
    reference_value = shown[base].value
    smallest = ask.rule("perubahan_berarti_min")
    # The best group was picked after seeing all: every pair counts. One named beforehand meets each other group once.
    pairs = len(shown) - 1 if "dasar" in ask.options else len(shown) * (len(shown) - 1) // 2
    asked = int(ask.number("sorot", -1))
    rows, worst = [], None
    for code, f in sorted(groups.items()):
        verdict = adjusted(difference(shown[base], f, smallest=smallest), pairs)
        gap = None if verdict.difference is None else turn * verdict.difference
        ratio = f.value / reference_value if f.value is not None and reference_value else None
        statement: Any = verdict.words if code != base and f.value is not None else ""
        rows.append({"code": code, "group": named(dimension, code), "value": f.value, "se": f.se, "n": f.n, "gap": gap,
                     "ratio": ratio, "p": verdict.p if code != base else None, "statement": statement})  # fmt: skip
        told = worst is not None and worst[0] == asked
        if code != base and gap is not None and (worst is None or code == asked or (gap < worst[1] and not told)):
            worst = (code, gap, verdict)
    assert worst is not None
    group, reference = named(dimension, worst[0]), named(dimension, base)
    apart = float(worst[2].difference or 0)
    how = {lang: compared(subject, apart, lang).format(reference.in_(lang)) for lang in ("id", "en")}
    said = Text(
        f"{subject.label.id} di {place(own)}, {group.id}: {subject.show(shown[worst[0]].value, 'id')}, {how['id']} "
        f"({subject.show(shown[base].value, 'id')}); bedanya {worst[2].words.id}.",
        f"{subject.label.en} in {place(own)}, {group.en}: {subject.show(shown[worst[0]].value, 'en')}, {how['en']} "
        f"({subject.show(shown[base].value, 'en')}); the difference is {worst[2].words.en}.",
    )
    notes = [*found.notes, *([at.note] if at.note else [])]
    table = build(COLUMNS, rows, ask.question.ask, ask.release, unit=subject.unit, decimals=subject.decimals,
    notes=notes, meta={"own": own, "by": by, "base": base})  # fmt: skip
    return Answer(ask.question, table, said)


def named(dimension: Any, code: int) -> Text:
    """A class in words that can stand alone: a yes becomes the attribute, a no the rest."""
    label: Text = dimension.codes().label(code)
    if label.id.lower() not in ("ya", "tidak"):
        return label
    attribute = Text(*(dimension.label.in_(lang).partition(" (")[0] for lang in ("id", "en")))
    if label.id.lower() == "ya":
        return attribute
    return Text(f"Selain {_low(attribute.id)}", f"Not: {_low(attribute.en)}")


def _low(words: str) -> str:
    return words[:1].lower() + words[1:]


def _groups(indicator: Indicator, found: Table, by: str, source: str) -> dict[int, Figure]:
    return {row[by]: feeding.figure(indicator, row, source) for row in found.rows() if row[by] is not None}


def _shown(groups: Mapping[int, Figure]) -> dict[int, Figure]:
    return {code: f for code, f in groups.items() if f.value is not None}
