"""The appendix of a file: where every number comes from, and the law that the outline follows."""

from __future__ import annotations

from sepakat.core.text import long_date
from sepakat.documents.output import nodes
from sepakat.documents.output.nodes import Nodes
from sepakat.documents.output.sources import Source
from sepakat.documents.output.walk import Walk
from sepakat.documents.output.writer import TABLE, Entry
from sepakat.documents.templates import Basis

TITLE, ID = "Lampiran: Sumber Angka", "sumber_angka"


def appendix(walk: Walk) -> Nodes:
    """All its blocks."""
    draft, writer = walk.draft, walk.writer
    walk.entries.append(Entry(1, TITLE, ID))
    blocks = [nodes.heading(1, nodes.words(TITLE), ID)]
    releases = ", ".join(draft.releases)
    blocks.append(nodes.para(nodes.words(
        f"Setiap angka dalam naskah ini dihitung dari rilis data {releases}. Kode S di belakang angka dan di bawah "
        "tabel merujuk ke daftar ini. Perintah “sepakat document verify” menghitung ulang semua angka dari rilisnya."
    )))  # fmt: skip
    marks = "; ".join(f"{name}: {hash_}" for name, hash_ in draft.releases.items())
    blocks += writer.styled("Catatan", [nodes.para(nodes.words(f"Sidik isi rilis {marks}"))])
    if any(p.edited for p in draft.paragraphs):
        blocks.append(nodes.para(nodes.words("Garis di sisi kiri menandai bagian yang disunting penyusun.")))
    if walk.sources.all:
        heads = ("Kode", "Angka dan cara hitung", "Wilayah, kelompok, periode", "Asal")
        rows = [_row(one) for one in walk.sources.all]
        table = nodes.table(
            [nodes.words(head) for head in heads],
            [[[nodes.span(nodes.words(row[0]), one.anchor)], *map(nodes.words, row[1:])]
             for one, row in zip(walk.sources.all, rows, strict=True)],
            (0.08, 0.42, 0.27, 0.23), [[False] * 4] * len(rows),
        )  # fmt: skip
        walk.tables += 1
        caption = f"Sumber {len(draft.numbers)} angka dalam naskah"
        walk.listed(TABLE, walk.tables, caption)
        blocks += writer.table(table, walk.tables, caption)
    if draft.plan.basis:
        walk.entries.append(Entry(2, "Dasar hukum susunan naskah", "dasar_hukum"))
        blocks.append(nodes.heading(2, nodes.words("Dasar hukum susunan naskah"), "dasar_hukum"))
        blocks.append(nodes.bullets([nodes.words(_basis(one)) for one in draft.plan.basis]))
    return blocks


def _row(one: Source) -> tuple[str, ...]:
    version = f" (versi {one.version})" if one.version[:1].isdigit() else ""  # others are told by their definition
    formula = f"{'' if one.name.endswith('?') else '.'} {'; '.join(one.formulas)}." if one.formulas else ""
    about = "; ".join(word for word in (one.regions, one.groups, one.periods) if word)
    hidden = f" Sel disembunyikan: {one.hidden}." if one.hidden else ""
    unit = f" Satuan: {one.units}." if one.units else ""
    return one.code, f"{one.name}{version}{formula}", f"{about}.", f"{one.origin or 'Rilis'}.{unit}{hidden}"


def _basis(one: Basis) -> str:
    known = one.status == "terverifikasi"
    day = f"tahun {one.date.year}; hari dan bulannya belum diketahui" if one.partial else long_date(one.date, "id")
    return f"{one.name} ({day})" + ("" if known else f" [{one.status}; periksa Bagian Hukum]")
