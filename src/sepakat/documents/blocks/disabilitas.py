"""People with disabilities for a RAD-PD: how many by kind of difficulty, age, sex and decile; access beside others."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, engine
from sepakat.analysis.values import sign
from sepakat.analysis.verdicts import RULE, TEST, Verdict, difference
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.documents import counted
from sepakat.documents.making import GAPS, Ask, gap_of, no_figure
from sepakat.documents.narrative import phrases
from sepakat.documents.parts import Number, Paragraph, Part, Run, Tabulated

LABEL = Text("Profil penyandang disabilitas", "People with disabilities")
OPTIONS: Mapping[str, Text] = {
    "isi": Text("`ragam`, `umur`, `desil`, atau `akses`; bila kosong, semua.", "Which tables."),
    "id": Text("Indikator layanan untuk `akses`, dipisah koma.", "Indicators of access."),
}
KINDS = (
    "sulit_lihat",
    "sulit_dengar",
    "sulit_jalan",
    "sulit_tangan",
    "sulit_belajar",
    "sulit_perilaku",
    "sulit_bicara",
    "sulit_rawat_diri",
    "sulit_ingat",
)
SEVERE = (1, 2)  # cannot at all; a lot of difficulty
ACCESS = ("kepemilikan_jaminan_kesehatan", "aps_7_12", "aps_16_18", "bekerja_15", "tamat_sma_19")
YES, NO = 1, 2


def make(ask: Ask) -> tuple[Part, ...]:
    parts: list[Part] = []
    for name, table in (("ragam", _kinds), ("umur", _ages), ("desil", _deciles), ("akses", _access)):
        if ask.text("isi", name) == name:
            try:
                parts += table(ask)
            except UserError as problem:
                if problem.code not in GAPS:
                    raise
                parts.append(gap_of(ask, "prevalensi_disabilitas", problem))
    return tuple(parts)


def _facts(ask: Ask, label: str) -> dict[str, object]:
    return {
        "measure": "prevalensi_disabilitas",
        "version": catalogue.indicator("prevalensi_disabilitas").versi,
        "label": label,
        "period": f"rilis {ask.release.id}",
        "unit": "orang",
        "source": counted.SOURCES["registri"],
        "formula": "Banyaknya orang, dengan gangguan kecil yang konsisten",
    }


def _kinds(ask: Ask) -> list[Part]:
    """A row a kind of difficulty: people who cannot at all, or with a lot of difficulty."""
    rows: list[tuple[Run, ...]] = []
    notes: dict[str, None] = {}
    for column in KINDS:
        label = catalogue.breakdown_columns("orang")[column].label.id
        found = engine.tabulate(ask.release, "orang", (), ask.region, [column])
        held = {r[column]: r["value"] for r in found.rows()}
        notes |= dict.fromkeys(n.id for n in found.notes[:1])
        rows.append((label, *(_cell(ask, f"{column}:{k}", held.get(k), _facts(ask, label)) for k in SEVERE)))
    labels = catalogue.breakdown_columns("orang")[KINDS[0]].codes()
    heads = ("Ragam kesulitan", *(f"{labels.label(k).id} (orang)" for k in SEVERE))
    note = f"Seorang dapat mengalami lebih dari satu kesulitan. # disembunyikan. {' '.join(notes)}"
    return [_table(ask, f"Ragam kesulitan penyandang disabilitas, {ask.name}", heads, rows, note)]


def _ages(ask: Ask) -> list[Part]:
    """Age by sex."""
    found = engine.tabulate(ask.release, "orang", ("disabilitas:1",), ask.region, ["kelompok_umur", "jenis_kelamin"])
    ages, sexes = (catalogue.breakdown_columns("orang")[n].codes() for n in ("kelompok_umur", "jenis_kelamin"))
    held = {(r["kelompok_umur"], r["jenis_kelamin"]): r["value"] for r in found.rows()}
    order = sorted({a for a, _ in held if a is not None})
    rows: list[tuple[Run, ...]] = [
        (
            ages.label(a).id,
            *(_cell(ask, f"umur:{a}:{s}", held.get((a, s)), _facts(ask, "Penyandang disabilitas")) for s in (1, 2)),
        )
        for a in order
    ]
    heads = ("Kelompok umur", *(f"{sexes.label(s).id} (orang)" for s in (1, 2)))
    note = f"# disembunyikan. {found.notes[0].id}"
    return [_table(ask, f"Penyandang disabilitas menurut umur dan jenis kelamin, {ask.name}", heads, rows, note)]


def _deciles(ask: Ask) -> list[Part]:
    found = engine.tabulate(ask.release, "orang", ("disabilitas:1",), ask.region, ["desil_nasional"])
    held = {r["desil_nasional"]: r["value"] for r in found.rows()}
    rows: list[tuple[Run, ...]] = [
        (str(d), _cell(ask, f"desil:{d}", held.get(d), _facts(ask, "Penyandang disabilitas"))) for d in range(1, 11)
    ]
    note = f"# disembunyikan. Desil hasil simulasi, bukan penetapan resmi. {found.notes[0].id}"
    heads = ("Desil nasional", "Penyandang disabilitas (orang)")
    return [_table(ask, f"Penyandang disabilitas menurut desil, {ask.name}", heads, rows, note)]


def _access(ask: Ask) -> list[Part]:
    """A row a service: with and without a disability, ratio and gap, and whether the gap is real."""
    rows: list[tuple[Run, ...]] = []
    worst: tuple[float, str, Number] | None = None
    ids = ask.listed("id") or ACCESS
    for id_ in ids:
        one, about = catalogue.indicator(id_), counted.subject(id_)
        if "registri" not in one.sources:
            raise UserError(
                Text(f"`{id_}` tidak dihitung dari registri.", f"`{id_}` is not counted from the registry."),
                hint=Text("Pilih indikator registri.", "Choose an indicator of the registry."),
                code="block-option",
            )
        held = counted.counts(ask, [id_], ask.region, ask.level, "disabilitas", "registri")
        mine, others = (held.figure(id_, ask.region, k) for k in (YES, NO))
        shown = [counted.cell(ask, held, id_, ask.region, k) for k in (YES, NO)]
        if mine.value is None or others.value is None or not others.value:
            rows.append((one.nama, *shown, "…", "…", "tidak dapat dibandingkan"))
            continue
        gap = round(mine.value, about.decimals) - round(others.value, about.decimals)
        pieces = [
            counted.told(
                ask, held, id_, f"{id_}:{name}", number(value, decimals, "id"), value, ask.region, YES, formula=words
            )
            for name, value, decimals, words in (
                ("rasio", mine.value / others.value, 2, "Nilai penyandang disabilitas dibagi nilai bukan penyandang"),
                (
                    "selisih",
                    gap,
                    about.decimals,
                    "Nilai penyandang disabilitas dikurangi nilai bukan penyandang, seperti tercetak",
                ),
            )
        ]
        verdict = difference(others, mine, smallest=ask.rule("perubahan_berarti_min"))
        rows.append((one.nama, *shown, *pieces, _said(verdict)))
        if (
            verdict.real
            and verdict.rule == TEST
            and gap * sign(about.direction) < 0
            and (worst is None or abs(gap) > worst[0])
        ):
            size = counted.told(
                ask,
                held,
                id_,
                f"{id_}:jarak",
                number(abs(gap), about.decimals, "id"),
                abs(gap),
                ask.region,
                YES,
                formula="Besar selisih nilai penyandang dan bukan penyandang disabilitas, seperti tercetak",
            )
            worst = (abs(gap), one.nama, size)
    heads = (
        "Layanan",
        "Penyandang disabilitas (persen)",
        "Bukan penyandang (persen)",
        "Rasio",
        "Selisih (poin)",
        "Bedanya",
    )
    note = (
        counted.LEGEND
        + " Selisih di bawah 0: penyandang disabilitas tertinggal. Sumber: "
        + counted.SOURCES["registri"]
        + "."
    )
    made = _table(ask, f"Akses layanan dasar penyandang disabilitas, {ask.name}", heads, rows, note)
    if worst is None:
        return [made]
    name = phrases.lower(worst[1])
    runs = (
        "Penyandang disabilitas paling tertinggal, dan nyata menurut uji statistik, dalam ",
        f"{name}: ",
        worst[2],
        " poin persen di belakang yang bukan penyandang.",
    )
    return [Paragraph(runs, key="akses"), made]


def _said(verdict: Verdict) -> str:
    """Whether a gap is real, in a word or two."""
    if verdict.rule == RULE:
        return "berarti menurut aturan kerja" if verdict.real else "kecil menurut aturan kerja"
    return "nyata" if verdict.real else "belum nyata"


def _cell(ask: Ask, slot: str, value: float | None, facts: Mapping[str, object]) -> Number:
    return ask.number(slot, "#" if value is None else number(value, 0, "id"), value, **facts)


def _table(ask: Ask, caption: str, heads: tuple[str, ...], rows: list[tuple[Run, ...]], note: str) -> Tabulated:
    if not any(isinstance(c, Number) and c.value is not None for row in rows for c in row):
        raise no_figure(caption.rpartition(", ")[0].lower(), ask.name, hidden=True)
    return Tabulated(caption, heads, tuple(rows), note, wide=len(heads) > 6)
