"""Gaps between groups (women and men, with and without a disability): values, ratio, gap, and whether it is real."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat.analysis import equality
from sepakat.analysis.equality import Gap, Lens, Seen
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text, number
from sepakat.documents import analysed, tabled
from sepakat.documents.making import GAPS, Ask, gap_of, no_figure
from sepakat.documents.narrative import phrases
from sepakat.documents.parts import Paragraph, Part, Picture, Run, Tabulated

LABEL = Text("Kesenjangan antarkelompok", "Gaps between groups")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator, dipisah koma.", "Indicators."),
    "lensa": Text(
        "Atau semua indikator lewat satu lensa: perempuan, kepala_keluarga, disabilitas, lansia, anak.",
        "Or every indicator through one lens.",
    ),
    "rincian": Text("Ciri yang membagi: jenis_kelamin (biasa), disabilitas, kelompok_umur, …", "What divides."),
    "sumber": Text("registri, susenas, atau sakernas.", "registri, susenas or sakernas."),
    "baris": Text("Dengan lensa: baris tabel paling banyak (12).", "With a lens: most rows (12)."),
}
DRAWN = 8


def make(ask: Ask) -> tuple[Part, ...]:
    """A sentence and a table for each indicator; what the data do not show becomes a gap. With a lens, one of all."""
    if ask.text("lensa"):
        return _lens(ask)
    parts: list[Part] = []
    for id_ in ask.need("id", "tpak"):
        pairs = {"jenis": "kesenjangan", "indikator": id_, "rincian": ask.text("rincian", "jenis_kelamin")}
        pairs |= {"sumber": ask.text("sumber")} if ask.text("sumber") else {}
        try:
            parts += analysed.answer(ask, pairs)
        except UserError as problem:
            if problem.code not in GAPS:
                raise
            parts.append(gap_of(ask, id_, problem))
    return tuple(parts)


def _lens(ask: Ask) -> tuple[Part, ...]:
    """The sentence, the widest shares as a picture, and the widest gaps as a table."""
    known = {lens.id: lens for lens in equality.LENSES}
    if ask.text("lensa") not in known:
        raise unknown_name(Text("Lensa", "Lens"), ask.text("lensa"), known, "block-option")
    found = equality.seen(ask.release, ask.region, [known[ask.text("lensa")]])[0]
    lens = found.lens
    if not found.gaps:
        raise no_figure(lens.group_name.id, ask.name, hidden=True)
    facts = {"measure": f"lensa_{lens.id}", "label": lens.label.id, "period": f"rilis {ask.release.id}",
             "formula": "Kesenjangan yang diuji dan dihitung atas semua indikator lensa ini",
             "source": f"Hitungan SEPAKAT atas rilis {ask.release.id}"}  # fmt: skip
    said = tabled.sentence(ask, "kalimat", equality.lead(found).id, **facts)
    drawn = _picture(ask, found)
    return (Paragraph(said, key="lensa"), *([drawn] if drawn else []), _table(ask, found))


def _table(ask: Ask, found: Seen) -> Tabulated:
    lens, most = found.lens, ask.whole("baris", 12, 1, 200)
    rows = tuple(_row(ask, gap, lens) for gap in found.gaps[:most])
    more = f"Ditampilkan {most} selisih terlebar dari {len(found.gaps)} indikator. " if len(found.gaps) > most else ""
    notes = " ".join([lens.note.id, *(n.id for n in equality.notes([found]))])
    group, base = phrases.upper(lens.group_name.id), phrases.upper(lens.base_name.id)
    heads = ("Indikator", "Satuan", group, base, "Selisih", "Rasio", "Nyata")
    caption = f"{group} berbanding {lens.base_name.id}, {ask.name}"
    return Tabulated(caption, heads, rows, f"{more}{notes} Sumber: rilis {ask.release.id}.", wide=True)


def _row(ask: Ask, gap: Gap, lens: Lens) -> tuple[Run, ...]:
    facts = {"measure": gap.indicator.id, "version": gap.indicator.versi, "label": gap.indicator.nama,
             "period": f"rilis {ask.release.id}", "unit": gap.indicator.satuan,
             "source": f"Hitungan SEPAKAT atas rilis {ask.release.id}"}  # fmt: skip
    decimals, id_ = gap.subject.decimals, gap.indicator.id

    def cell(what: str, value: float | None, digits: int, formula: str, group: str) -> Run:
        if value is None:
            return "–"
        shown = number(round(value, digits) + 0.0, digits, "id")
        return ask.number(f"{id_}:{what}", shown, value, formula=formula, breakdown=group, **facts)

    less = "Nilai kelompok dikurangi nilai pembanding, seperti tercetak"
    apart = round(gap.group.value or 0, decimals) - round(gap.base.value or 0, decimals)
    return (
        gap.indicator.nama, gap.indicator.satuan,
        cell("kelompok", gap.group.value, decimals, gap.indicator.ukuran, lens.group_name.id),
        cell("pembanding", gap.base.value, decimals, gap.indicator.ukuran, lens.base_name.id),
        cell("selisih", apart, decimals, less, lens.group_name.id),
        cell("rasio", gap.ratio, 2, "Nilai kelompok dibagi nilai pembanding", lens.group_name.id),
        equality.real_words(gap.verdict).id,
    )  # fmt: skip


def _picture(ask: Ask, found: Seen) -> Picture | None:
    """The widest shares that a test calls real, else the widest; None without any."""
    shares = [g for g in found.gaps if g.shares and g.verdict.rule == "uji"]
    chosen = ([g for g in shares if g.verdict.real] or shares)[:DRAWN]
    if not chosen:
        return None
    rows = [(g.subject.label.id, float(g.group.value or 0), float(g.base.value or 0)) for g in chosen]
    names = (found.lens.group_name.id, found.lens.base_name.id)
    title = Text(f"{found.lens.label.id}, {ask.name}", found.lens.label.en)
    listed = (f"{label}: {number(a, 1, 'id')} berbanding {number(b, 1, 'id')}" for label, a, b in rows)
    alt = f"{names[0]} berbanding {names[1]} (persen). {'; '.join(listed)}."
    return ask.draw("pairs", title.id, alt, rows, names, title=title, unit="persen", release=ask.release.id)
