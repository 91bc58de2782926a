"""An analysis of the library as parts: the sentence, a picture where the kind has one, the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from sepakat import analysis, regions
from sepakat.analysis import feeding, forms
from sepakat.analysis.asking import Answer
from sepakat.analysis.scope import PLURAL
from sepakat.analysis.values import sign
from sepakat.catalogue.published import figure_series
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.documents import tabled
from sepakat.documents.making import Ask, gap_of, measure_name, no_figure
from sepakat.documents.narrative.phrases import lower, upper
from sepakat.documents.parts import ITEM, Paragraph, Part, Picture

# Columns that name a row, by kind of analysis; and what a printed table does without.
KEYS = ("region", "step", "indicator", "document", "way", "code", "part", "name", "term")
LEAVE = ("part", "code", "statement", "filled", "features", "se", "sign", "numerator", "denominator", "level")
ALONE = "urutan 1 dari 1 ("
# normalised parts: for those who weigh them
MORE = {"wilayah_prioritas": ("class_name", "keparahan", "jumlah", "tren", "risiko")}
HEADS = {
    "wilayah_prioritas": {
        "stays": "Tetap teratas (persen dari semua bobot)",
        "number": "Banyaknya yang perlu perhatian",
    },
    "masalah_prioritas": {
        "indicator_name": "Indikator",
        "deviations": "Jarak (simpangan baku antarwilayah)",
        "people": "Yang belum terpenuhi",
        "unit": "Satuan",
    },
}
NOTES = {
    "evaluasi": "Belum ditinjau ahli.",
    "penjelas": "Belum ditinjau ahli.",
    "kesenjangan": "Selisih dihitung sebelum pembulatan.",
}
# Words of verdicts that promise more than a test gives.
VERDICTS = {
    "nyata, bukan kebetulan": "nyata menurut uji statistik",
    "nyata, bukan naik-turun antartahun": "nyata menurut uji statistik",
}
SENTENCES = ("bacaan", "pemantauan")  # their rows are sentences


def answer(
    ask: Ask, pairs: Mapping[str, str], *, most: int = tabled.ROWS, caption: str = "", leave: tuple[str, ...] = ()
) -> tuple[Part, ...]:
    """The parts of a question of the catalogue (`tanya`) or of a kind asked freely (`jenis`, `indikator`). leave: more
    columns to leave out. UserErrors of `analysis.forms.read`."""
    wanted = forms.read(_spread(pairs), ask.region)
    given: dict[str, Any] = dict(wanted.options)
    if isinstance(given.get("sebelum"), str):
        given["sebelum"] = ask.lake.release(given["sebelum"])
    question = wanted.question
    found = analysis.ask(ask.release, question, ask.region, wanted.level, **given)
    ids = (*(f"indikator:{i}" for i in question.indicators), *question.series)
    if found.refused:
        code = str(found.table.meta.get("refused"))
        about = measure_name(ids[0]) if ids else ""
        said = found.sentence.id if not about or about in found.sentence.id else f"{about}: {lower(found.sentence.id)}"
        return (gap_of(ask, ids[0] if ids else question.id, UserError(Text(said, found.sentence.en), code=code)),)
    own = question.kind == "irisan" and wanted.level == ask.level
    found = _own(ask, found) if own else _grouped(found) if wanted.options.get("rincian") == "disabilitas" else found
    if question.kind == "kuadran" and all(r["second"] is None or r["first"] is None for r in found.table.rows()):
        names = " dan ".join(lower(measure_name(i)) for i in ids)
        return (gap_of(ask, ids[0], no_figure(names, f"bagian {ask.name}", hidden=True)),)
    facts = _facts(ask, found, ids)
    kind = question.kind
    found, without = _valued(found) if kind == "masalah_prioritas" else (found, "")
    if kind in SENTENCES:
        rows = [
            _worded(found, str(r["sentence"]), ids)
            for r in found.table.rows()
            if r["sentence"] and ALONE not in str(r["sentence"])
        ]
        return tuple(
            Paragraph(tabled.sentence(ask, f"kalimat:{i}", row, **facts), ITEM, key=f"kalimat:{i}")
            for i, row in enumerate(rows)
        )
    if ALONE in found.sentence.id:
        return ()  # a place among one says nothing
    parts: list[Part] = [
        Paragraph(tabled.sentence(ask, "kalimat", _worded(found, found.sentence.id, ids), **facts), key="kalimat")
    ]
    picture = _picture(ask, found, caption)
    parts += [picture] if picture else []
    keys = tuple(k for k in KEYS if k in found.table.data.column_names)
    parts.append(
        tabled.table(
            ask,
            found.table,
            keys,
            caption=caption or _caption(ask, found),
            leave=(*LEAVE, *leave, *MORE.get(kind, ()), *(("name",) if own else ())),
            most=most,
            note=NOTES.get(kind, without) or (_passed(found) if kind == "usulan_sasaran" else ""),
            names=_names(found),
            facts=facts,
        )
    )
    return tuple(parts)


def _spread(pairs: Mapping[str, str]) -> list[tuple[str, str]]:
    """An option that names several indicators as several pairs, as an address has them."""
    out = []
    for name, value in pairs.items():
        out += [(name, one) for one in value.split(",")] if name == "indikator" else [(name, value)]
    return out


def _facts(ask: Ask, found: Answer, ids: tuple[str, ...]) -> dict[str, Any]:
    names = ", ".join(filter(None, (measure_name(i) for i in ids)))
    return {
        "measure": found.question.id,
        "version": "",
        "period": f"rilis {ask.release.id}",
        "label": found.question.ask.id,
        "formula": f"Analisis {found.question.kind.replace('_', ' ')}" + (f" atas {names}" if names else ""),
        "source": f"Hitungan SEPAKAT atas rilis {ask.release.id}",
    }


def _caption(ask: Ask, found: Answer) -> str:
    ids = (*(f"indikator:{i}" for i in found.question.indicators), *found.question.series)
    form = _CAPTIONS.get(found.question.kind)
    names = [lower(measure_name(i)) for i in ids]
    if form is None or not names:
        said = found.question.ask.id.rstrip("?")
        return said if ask.name in said else f"{said}, {ask.name}"
    return f"{form.format(' dan '.join(names[:2]))}, {ask.name}"


_CAPTIONS = {
    "kuadran": "Kuadran {}",
    "wilayah_prioritas": "Wilayah prioritas menurut {}",
    "peringkat": "Urutan wilayah menurut {}",
    "posisi": "Posisi relatif menurut {}",
    "kesenjangan": "Kesenjangan antarkelompok dalam {}",
    "serupa": "Wilayah serupa menurut {}",
    "usulan_sasaran": "Usulan sasaran {}",
    "penjelas": "Yang berkaitan dengan {}",
    "keterkaitan": "Keterkaitan {}",
    "registri_survei": "Registri dan survei berdampingan, {}",
}


def _names(found: Answer) -> dict[str, str]:
    """Heads that a kind gives as the first and the second indicator, by their names."""
    ids = [f"indikator:{i}" for i in found.question.indicators[:2]]
    both = dict(zip(("first", "second"), map(measure_name, ids), strict=False)) if len(ids) == 2 else {}
    unit = {"number": f"Banyaknya ({found.table.meta['unit']})"} if found.question.kind == "irisan" else {}
    return {**HEADS.get(found.question.kind, {}), **both, **unit}


def _worded(found: Answer, said: str, ids: tuple[str, ...]) -> str:
    """A sentence of the library as a document says it: names of measures and groups small inside it."""
    for words, instead in VERDICTS.items():
        said = said.replace(words, instead)
    said = re.sub(r"(?<=[;,] )0 dari ", "tidak satu pun dari ", said)
    if found.question.kind == "wilayah_prioritas" and found.table.data.num_rows:
        parts = PLURAL[regions.level_of(str(found.table.rows()[0]["region"]))].id
        said = re.sub(r"^Wilayah prioritas", f"{upper(parts)} prioritas", said)
    for name in filter(None, map(measure_name, ids)):
        said = re.sub(rf"(?<=[a-z0-9,:;] ){re.escape(name)}", lower(name), said)
    if found.question.kind == "kesenjangan":
        said = said.replace(" poin lebih ", " poin persen lebih ") if _percent(found) else said
        for name in {str(r["group"]) for r in found.table.rows() if r["group"]}:
            said = said.replace(f", {name}: ", f" pada kelompok {lower(name)}: ")
            said = said.replace(f"daripada {name} (", f"daripada {lower(name)} (")
    return re.sub(r"\) \((?=garis |\d)", "; ", said)


def _percent(found: Answer) -> bool:
    return any(c.name == "value" and c.unit == "persen" for c in found.table.columns)


def _passed(found: Answer) -> str:
    """Which proposed targets would be worse than the last figure of the region."""
    now = found.table.meta.get("now")
    asked = (*found.question.series, *found.question.indicators)[0].removeprefix("seri:").partition("@")[0]
    if asked not in figure_series():  # a region's own: no good direction is known
        return ""
    way = sign(feeding.subject_of_series(asked).direction)
    worse = [
        lower(str(r["way_name"]))
        for r in found.table.rows()
        if now is not None and r["value"] is not None and way * (r["value"] - now) < 0
    ]
    return (
        f"Lebih buruk daripada angka terakhir wilayah ini, jadi bukan perbaikan: {'; '.join(worse)}." if worse else ""
    )


def _valued(found: Answer) -> tuple[Answer, str]:
    """The rows that have a figure, and a note that names the others."""
    rows = found.table.rows()
    without = [lower(str(r["indicator_name"])) for r in rows if r["value"] is None]
    kept = found.table.with_data(found.table.data.filter([r["value"] is not None for r in rows]))
    return replace(found, table=kept), f"Tanpa angka yang dapat ditampilkan: {'; '.join(without)}." if without else ""


def _picture(ask: Ask, found: Answer, caption: str) -> Picture | None:
    """Ranked bars, or the three-set picture of an overlap; other kinds have their table."""
    table = found.table
    names = set(table.data.column_names)
    title = Text(caption or _caption(ask, found), found.question.ask.en)
    if found.question.kind == "irisan":
        return _overlap(ask, found, title)
    if not {"name", "value"} <= names or found.question.kind not in ("posisi", "peringkat", "serupa"):
        return None
    rows = [(r["name"], r["value"]) for r in table.rows()[: tabled.ROWS]]
    if sum(v is not None for _, v in rows) < 2:
        return None
    column = next(c for c in table.columns if c.name == "value")
    alt = "; ".join(f"{n}: {number(v, column.decimals, 'id') if v is not None else '#'}" for n, v in rows)
    return ask.draw(
        "bars",
        title.id,
        f"{alt} ({column.unit}).",
        rows,
        title=title,
        unit=column.unit,
        release=ask.release.id,
        decimals=column.decimals,
    )


def _own(ask: Ask, found: Answer) -> Answer:
    """An overlap of the region alone, and what it says of it."""
    rows = found.table.rows()
    kept = found.table.with_data(found.table.data.filter([r["region"] == ask.region for r in rows]))
    held = {int(r["part"]): r["number"] for r in kept.rows()}
    unit, most = found.table.meta["unit"], max(held, default=0)
    none, every = held.get(0), held.get(most)
    said = [f"sekitar {number(none, 0, 'id')} {unit} tidak kekurangan satu pun"] if none is not None else []
    said += [f"sekitar {number(every, 0, 'id')} {unit} kekurangan semuanya"] if every is not None else []
    words = " dan ".join(said) or "bagian-bagian irisannya terlalu kecil untuk ditampilkan"
    return replace(found, table=kept, sentence=Text(f"Di {ask.name}, {words}.", found.sentence.en))


def _grouped(found: Answer) -> Answer:
    """A comparison of people with and without a disability, whose classes are Ya and Tidak, in words."""
    names = {"Ya": "Penyandang disabilitas", "Tidak": "Bukan penyandang disabilitas"}
    said = found.sentence.id
    for klass, name in names.items():
        said = said.replace(f", {klass}: ", f", {name}: ").replace(f"daripada {klass} (", f"daripada {name} (")
    rows = [{**r, "group": names.get(r["group"], r["group"])} for r in found.table.rows()]
    data = pa.Table.from_pylist(rows, found.table.data.schema)
    return replace(found, table=found.table.with_data(data), sentence=Text(said, found.sentence.en))


def _overlap(ask: Ask, found: Answer, title: Text) -> Picture | None:
    from sepakat import charts

    lacks = [str(lack) for lack in found.table.meta.get("lacks", ())]
    inside = found.table.meta.get("inside")
    rows = [r for r in found.table.rows() if r["region"] in (inside, ask.region)]
    codes = {r["region"] for r in rows}
    if len(lacks) not in (2, 3) or len(codes) != 1:
        return None
    parts = {int(r["part"]): r["number"] for r in rows}
    svg = ask.drawn(lambda: charts.draw("overlap", lacks, parts, title=title))
    letters = "; ".join(f"{'ABC'[i]} = {lack}" for i, lack in enumerate(lacks))
    return Picture(title.id, svg, f"{letters}.", f"{letters}.") if svg or not ask.pictures else None
