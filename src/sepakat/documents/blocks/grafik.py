"""A chart: lines of a series beside province and nation, or bars of an indicator by parts or groups of the region."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue, charts
from sepakat.core.text import Text, number
from sepakat.documents import counted, published
from sepakat.documents.blocks.tabel import BELOW
from sepakat.documents.making import Ask, gap_of, no_figure
from sepakat.documents.narrative import period
from sepakat.documents.parts import Part, Picture
from sepakat.engine.tabulating.answer import place

LABEL = Text("Grafik", "Chart")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Satu indikator atau seri.", "One indicator or series."),
    "tingkat": Text("Batang per bagian wilayah pada tingkat ini.", "Bars by parts at this level."),
    "rincian": Text("Batang per kelompok: jenis_kelamin, kelompok_umur, …", "Bars by groups."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "tahun": Text("Untuk seri: berapa tahun terakhir (5).", "For series: how many last years (5)."),
}
MOST = 30


def make(ask: Ask) -> tuple[Part, ...]:
    id_ = ask.need("id", "p0")[0]
    parted = any(ask.text(name) for name in ("tingkat", "rincian", "sumber"))
    if published.known(id_) and not (parted and id_ in catalogue.indicators()):
        return (_lines(ask, id_),)
    return (_bars(ask, id_.removeprefix("indikator:")),)


def _lines(ask: Ask, id_: str) -> Part:
    codes = [ask.region, *ask.above]
    found = published.line(ask, id_, codes)
    years = sorted({at[:4] for at in found.periods(codes)})[-ask.whole("tahun", 5, 2, 10) :]
    moments = [at for at in found.periods(codes) if at[:4] in years]
    if found.last(ask.region) is None or len(moments) < 2:
        return gap_of(ask, id_, None, found.subject.label.id)
    lines = [(place(c), [(period(at), found.at(c, at)) for at in moments]) for c in codes if c in found.rows]
    about = found.subject
    caption = f"{about.label.id}, {ask.name} dan wilayah di atasnya, {years[0]}–{years[-1]}"
    said = [(name, "; ".join(f"{at} {number(v, about.decimals, 'id')}" for at, v in held)) for name, held in lines]
    alt = " ".join(f"{name}: {words} ({about.unit})." for name, words in said)
    return ask.draw(
        "lines",
        caption,
        alt,
        lines,
        title=Text(caption, caption),
        unit=about.unit,
        release=ask.release.id,
        decimals=about.decimals,
        note=f"Sumber: {found.sources(codes)}.",
    )


def _bars(ask: Ask, id_: str) -> Picture:
    one, about = catalogue.indicator(id_), counted.subject(id_)
    by = ask.text("rincian")
    level = ask.level if by else ask.text("tingkat") or BELOW.get(ask.level, ask.level)
    level = BELOW.get(ask.level, ask.level) if level == "bawah" else level
    held = counted.counts(ask, [id_], ask.region, level, by)
    whole = counted.counts(ask, [id_], ask.region, ask.level).figure(id_, ask.region).value
    keys = sorted({(c, k) for _, c, k in held.rows}, key=lambda x: (x[0], x[1] is None, x[1] or 0))
    rows = [(counted.klass_words(by, k) if by else place(c), held.figure(id_, c, k).value) for c, k in keys]
    if sum(v is not None for _, v in rows) < 2:
        raise no_figure(one.nama, f"bagian {ask.name}", hidden=True)
    if len(rows) > MOST:
        worst = sorted((r for r in rows if r[1] is not None), key=lambda r: r[1] or 0, reverse=one.arah != "naik")
        rows = worst[:MOST]
    inside = "kelompok" if by else level
    caption = f"{one.nama} menurut {inside}, {ask.name}"
    listed = "; ".join(f"{n}: {number(v, about.decimals, 'id') if v is not None else '#'}" for n, v in rows)
    mark = f" Garis putus-putus: {ask.name} {number(whole, about.decimals, 'id')}." if whole is not None else ""
    svg = ask.drawn(
        lambda: charts.draw(
            "bars",
            rows,
            title=Text(caption, caption),
            unit=one.satuan,
            release=ask.release.id,
            decimals=one.desimal,
            mark=whole,
        )
    )
    return Picture(caption, svg, f"{listed} ({one.satuan}).{mark}", counted.note(held, [id_]) + mark)
