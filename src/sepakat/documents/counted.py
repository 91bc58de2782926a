"""Indicators of the registry or a survey for blocks: protected figures as numbers that can be traced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sepakat import catalogue, engine
from sepakat.analysis import feeding
from sepakat.analysis.values import Figure, Subject
from sepakat.catalogue import Indicator
from sepakat.core.text import number
from sepakat.documents.making import Ask
from sepakat.documents.narrative import printed
from sepakat.documents.parts import Number

LEGEND = "# disembunyikan demi kerahasiaan; – tidak ada yang dihitung; … tidak tersedia."
SURVEY_LEGEND = "* RSE 25–50 persen, hati-hati; ** RSE di atas 50 persen, tidak ditampilkan."
SOURCES: Mapping[str, str] = {
    "registri": "Registri keluarga dan orang (hitungan penuh)",
    "susenas": "Susenas (sampel)",
    "sakernas": "Sakernas (sampel)",
}


@dataclass(frozen=True)
class Counts:
    """Rows of the engine for some indicators, by indicator, region and class (None: unknown; "" for no breakdown)."""

    rows: Mapping[tuple[str, str, Any], Mapping[str, Any]]
    source: str
    by: str
    hidden: int

    def row(self, id_: str, region: str, klass: Any = "") -> Mapping[str, Any] | None:
        return self.rows.get((id_, region, klass))

    def figure(self, id_: str, region: str, klass: Any = "") -> Figure:
        row = self.row(id_, region, klass)
        return Figure(None) if row is None else feeding.figure(catalogue.indicator(id_), row, self.source)

    def regions(self, id_: str) -> list[str]:
        return sorted({region for one, region, _ in self.rows if one == id_})


def source_of(ask: Ask, id_: str) -> str:
    """The source that is asked for, else the first that holds the indicator: the full count where it can."""
    return ask.text("sumber") or catalogue.indicator(id_).sources[0]


def counts(ask: Ask, ids: Iterable[str], region: str, level: str, by: str = "", source: str = "") -> Counts:
    """Figures for every region at a level; of the source of the first indicator where none is named. UserErrors of
    `engine.compute`."""
    ids = list(ids)
    source = source or source_of(ask, ids[0])
    table = engine.compute(ask.release, ids, region=region, level=level, by=[by] if by else [], source=source)
    rows = {(r["indicator"], r["region"], r[by] if by else ""): r for r in table.rows()}
    return Counts(rows, source, by, sum(bool(r["suppressed"]) for r in rows.values()))


def subject(id_: str) -> Subject:
    return feeding.subject(catalogue.indicator(id_))


def shown(row: Mapping[str, Any] | None, about: Subject, what: str = "value") -> tuple[str, float | None]:
    """A figure of a row as printed, and its value. what: `value`, `numerator`, `denominator` or `n`."""
    if row is None:
        return "…", None
    if row["suppressed"]:
        return (row.get("sign") or "#"), None
    value = row[what]
    if value is None:
        return "–", None
    decimals = about.decimals if what == "value" else 0
    said = number(printed(about, value) if what == "value" else round(value), decimals, "id")
    return said + (row.get("sign") or ""), float(value)


def cell(ask: Ask, held: Counts, id_: str, region: str, klass: Any = "", what: str = "value") -> Number:
    """A figure for a table."""
    said, value = shown(held.row(id_, region, klass), subject(id_), what)
    return told(ask, held, id_, f"{held.source}:{id_}:{region}:{klass}:{what}", said, value, region, klass, what=what)


def told(
    ask: Ask,
    held: Counts,
    id_: str,
    slot: str,
    said: str,
    value: float | None,
    region: str,
    klass: Any = "",
    *,
    formula: str = "",
    what: str = "value",
    unit: str | None = None,
) -> Number:
    """A number that rests on an indicator. formula: words put before those of the indicator. unit: where it is not that
    of the indicator."""
    one = catalogue.indicator(id_)
    words = f"{formula}; {one.ukuran[0].lower()}{one.ukuran[1:]}" if formula else _formula(one, what)
    return ask.number(
        slot,
        said,
        value,
        measure=id_,
        version=one.versi,
        label=one.nama,
        formula=words,
        region=region,
        breakdown=klass_words(held.by, klass) if held.by else "",
        period=f"rilis {ask.release.id}",
        unit=(one.satuan if what == "value" else one.satuan_analisis) if unit is None else unit,
        hidden=held.hidden,
        source=SOURCES[held.source],
    )


def klass_words(by: str, klass: Any) -> str:
    """A class of a breakdown in words: `Perempuan`."""
    found = catalogue.breakdown_columns("orang").get(by) or catalogue.breakdown_columns("keluarga")[by]
    return found.codes().label(klass).id


def note(held: Counts, ids: Sequence[str]) -> str:
    """The legend, the source, and what is not confirmed."""
    doubtful = [catalogue.indicator(i).nama for i in ids if catalogue.indicator(i).status != "terverifikasi"]
    said = [LEGEND if held.source == "registri" else f"{LEGEND} {SURVEY_LEGEND}", f"Sumber: {SOURCES[held.source]}."]
    if any("desil" in i for i in ids) or held.by.startswith("desil"):
        said.append("Desil hasil simulasi, bukan penetapan resmi.")
    if doubtful:
        said.append(f"Definisi belum dikonfirmasi: {'; '.join(doubtful)}.")
    return " ".join(said)


def _formula(one: Indicator, what: str) -> str:
    return {
        "value": one.ukuran,
        "numerator": f"{one.ukuran}; pembilang dan penyebutnya ditulis pula",
        "denominator": f"{one.ukuran}; pembilang dan penyebutnya ditulis pula",
        "n": "Banyaknya yang dihitung",
    }[what]
