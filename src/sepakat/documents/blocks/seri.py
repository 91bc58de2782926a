"""Published series over the years: the region beside its province and the nation, as one table."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import published
from sepakat.documents.making import GAPS, Ask, gap_of, no_figure
from sepakat.documents.narrative import phrases
from sepakat.documents.parts import Part, Run, Tabulated
from sepakat.engine.tabulating.answer import place

LABEL = Text("Tabel perkembangan antartahun", "Table over the years")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Seri angka terbitan, dipisah koma.", "Published series, separated by commas."),
    "tahun": Text("Berapa tahun terakhir (5).", "How many last years (5)."),
    "tingkat": Text("`bawah`: angka terakhir tiap bagian wilayah, untuk satu seri.", "`bawah`: parts of the region."),
    "judul": Text("Judul tabel.", "Caption of the table."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    """One table of all series that the release holds, and a gap for each that it lacks."""
    if ask.text("tingkat"):
        return (_parts(ask, ask.need("id", "p0")[0]),)
    codes = [ask.region, *ask.above]
    lines, gaps = [], []
    for id_ in ask.need("id", "p0,p1,p2"):
        try:
            found = published.line(ask, id_, codes)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            gaps.append(gap_of(ask, id_, problem))
            continue
        if found.last(ask.region) is None:
            gaps.append(gap_of(ask, id_, None, found.subject.label.id))
        else:
            lines.append(found)
    return (*((_table(ask, lines, codes),) if lines else ()), *gaps)


def _table(ask: Ask, lines: list[published.Line], codes: list[str]) -> Tabulated:
    years = sorted({at[:4] for one in lines for at in one.periods(codes)})[-ask.whole("tahun", 5, 2, 10) :]
    rows: list[tuple[Run, ...]] = []
    for one in lines:
        held = {at[:4]: at for at in one.periods(codes)}
        for code in codes:
            if code in one.rows:
                label = one.subject.label.id if code == ask.region else ""
                cells = tuple(published.cell(ask, one, code, held[y]) if y in held else "…" for y in years)
                rows.append((label, place(code), one.subject.unit, *cells))
    rounds = sorted(
        {phrases.period(at).rpartition(" ")[0] for one in lines for at in one.periods(codes) if len(at) > 4}
    )
    when = f" Putaran: {', '.join(rounds)}." if rounds else ""
    alone = [place(c) for c in ask.above if not any(c in one.rows for one in lines)]
    lacking = f" Angka {' dan '.join(alone)} tidak ada dalam rilis ini." if alone else ""
    listed = [source for one in lines for source in one.sources(codes).split("; ") if source]
    sources = published.once(listed)
    heads: tuple[str, ...] = ("Indikator", "Wilayah", "Satuan", *years)
    if len({row[1] for row in rows}) == 1:  # nothing stands beside the region
        heads, rows = (heads[0], *heads[2:]), [(row[0], *row[2:]) for row in rows]
    return Tabulated(
        ask.text("judul")
        or f"Perkembangan {phrases.lower(lines[0].subject.label.id)}"
        + (" dan lainnya" if len(lines) > 1 else "")
        + f", {ask.name}, {years[0]}–{years[-1]}",
        heads,
        tuple(rows),
        f"{published.LEGEND}{when}{lacking} Sumber: {sources}.",
    )


def _parts(ask: Ask, id_: str) -> Tabulated:
    """The latest figure of each part right below the region, the region last. UserError `figure-region`."""
    codes = [r.code for r in regions.load().children(ask.region)]
    found = published.line(ask, id_, [*codes, ask.region])
    held = [c for c in codes if found.last(c) is not None]
    if not held:
        raise no_figure(found.subject.label.id, f"bagian {ask.name}")
    when = max(last[0] for c in held if (last := found.last(c)) is not None)
    shown = [*held, *([ask.region] if found.at(ask.region, when) is not None else [])]
    rows: list[tuple[Run, ...]] = [(place(c), published.cell(ask, found, c, when)) for c in shown]
    unit = f" ({found.subject.unit})" if found.subject.unit else ""
    return Tabulated(
        ask.text("judul") or f"{found.subject.label.id} menurut wilayah, {ask.name}, {phrases.period(when)}",
        ("Wilayah", f"{found.subject.label.id}{unit}"),
        tuple(rows),
        f"{published.LEGEND} Sumber: {found.sources(shown)}.",
    )
