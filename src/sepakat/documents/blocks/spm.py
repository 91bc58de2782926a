"""Minimum service standards: entitled, served, gap, index and cost of every service, as the offices report them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from sepakat.analysis import standards, standards_tables
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.documents import spm_beside, tabled
from sepakat.documents.making import Ask
from sepakat.documents.parts import NOTE, Missing, Paragraph, Part

LABEL = Text("Capaian SPM", "Minimum service standards")
OPTIONS: Mapping[str, Text] = {
    "tahun": Text("Tahun laporan; bila kosong, yang terakhir.", "Year of the reports."),
    "urusan": Text("Hanya urusan ini: kesehatan, pendidikan, …", "Only these affairs."),
    "isi": Text(
        "`semua`, `kalimat`, `tabel`, `biaya`, `wilayah`: di antara yang setingkat, `bagian`, atau `registri`.",
        "`semua`, `kalimat`, `tabel`, `biaya`, `wilayah`: among its siblings, `bagian`: its parts, or `registri`.",
    ),
    "layanan": Text("Untuk `registri`: satu layanan yang terlihat di registri.", "For `registri`: one service."),
}
FORMULA = (
    "Dari laporan SPM: capaian = terlayani dibagi berhak; belum terlayani = berhak dikurangi terlayani; biaya = belum "
    "terlayani dikali biaya satuan; indeks memakai bobot yang belum dikonfirmasi"
)
LEAVE = ("state", "source", "of", "sign")
MONEY = ("unit_cost", "cost")
COUNTS = ("entitled", "served", "coverage", "quality", "index", "category")


def make(ask: Ask) -> tuple[Part, ...]:
    if ask.text("isi") in spm_beside.PARTS:
        return spm_beside.PARTS[ask.text("isi")](ask)
    found = standards.standing(ask.release, ask.region, ask.text("tahun") or None)
    facts: dict[str, object] = {
        "measure": "spm",
        "version": found.on.isoformat(),
        "label": f"Laporan SPM {found.period}",
        "period": found.period,
        "source": "Laporan SPM perangkat daerah",
        "formula": FORMULA,
    }
    parts: list[Part] = []
    if ask.text("isi") not in ("tabel", "biaya"):
        others = standards.siblings(ask.release, ask.region, found.period) if ask.level == "kabupaten" else {}
        for i, one in enumerate(standards_tables.sentences(found, others)):
            runs = tabled.sentence(ask, f"kalimat:{i}", one.id, **facts)
            parts.append(Paragraph(runs, key=f"spm:{i}"))
        if ask.text("isi") == "kalimat":
            said = " ".join(note.id for note in standards_tables.notes(found))
            parts.append(Paragraph((said,), NOTE, key="spm:catatan"))
    if ask.text("isi") != "kalimat":
        parts.append(_table(ask, found, facts))
    return tuple(parts)


def _table(ask: Ask, found: standards.Standing, facts: dict[str, object]) -> Part:
    """Achievement of the services, or what closing their gaps costs. Those without a report are named below; an affair
    of which none reports is a gap."""
    kept, money = ask.listed("urusan"), ask.text("isi") == "biaya"
    groups = [(affair, group) for affair, group in found.affairs if not kept or affair.id in kept]
    names = ", ".join(affair.label.id.lower() for affair, _ in groups) if kept else ""
    about = f"{'Biaya menutup kesenjangan' if money else 'Capaian'} SPM{f' urusan {names}' if names else ''}"
    lines = [line for _, group in groups for line in group.lines]
    late = [line.service.label.id.lower() for line in lines if line.state == standards.MISSING]
    shown = {
        line.service.id
        for line in lines
        if line.state != standards.MISSING and (not money or line.cost or line.counts_hidden)
    }
    if not shown:
        said = f"{about} {ask.name} tahun {found.period} belum dapat ditampilkan: belum ada laporannya."
        return Missing(said, ask.owner("spm"), "Minta laporan SPM-nya, masukkan, lalu susun rilis baru.")
    table = standards_tables.services(found, ask.release)
    leave = (*LEAVE, *(COUNTS if money else MONEY), *(() if kept else ("quality",)))
    table = _once(table.with_data(table.data.filter([r["service"] in shown for r in table.rows()])))
    few = tuple(n for n in table.notes if n.id.startswith("Hitungan di bawah")) if kept or money else table.notes
    made = tabled.table(
        ask,
        replace(table, notes=few),
        ("service",),
        caption=f"{about}, {ask.name}, {found.period}",
        leave=(*leave, "affair") if len(kept) == 1 else leave,
        most=60,
        note=f"Belum dilaporkan: {'; '.join(late)}." if late else "",
        facts=facts,
        names={"category": "Kategori", "served": "Terlayani", **({} if money else {"gap": "Belum"})},
        always=("entitled", "served", "gap", "coverage", "cost"),
    )
    return replace(made, wide=False)


def _once(table: Table) -> Table:
    """The name of an affair in the first of its rows alone."""
    held = table.column("affair")
    words = [name if not i or held[i - 1] != name else "" for i, name in enumerate(held)]
    at = table.data.column_names.index("affair")
    return table.with_data(table.data.set_column(at, table.data.schema.field(at), pa.array(words, pa.string())))
