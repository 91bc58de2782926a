"""What can be done about an indicator: interventions of the library with their evidence, target and budget code."""

from __future__ import annotations

from collections.abc import Mapping

from sepakat import catalogue
from sepakat.catalogue.interventions import STRENGTH_WORDS, for_indicator
from sepakat.core.text import Text
from sepakat.documents.making import Ask
from sepakat.documents.parts import Missing, Part, Tabulated

LABEL = Text("Pilihan intervensi", "Interventions")
OPTIONS: Mapping[str, Text] = {
    "id": Text("Indikator yang hendak diubah, dipisah koma.", "Indicators to move."),
    "judul": Text("Judul tabel.", "Caption."),
}


def make(ask: Ask) -> tuple[Part, ...]:
    ids = ask.need("id", "sanitasi_layak")
    found = {one.id: one for id_ in ids for one in for_indicator(catalogue.indicator(id_).id)}
    if not found:
        return (
            Missing(
                "Pustaka intervensi belum memuat pilihan untuk masalah ini.",
                "Perangkat daerah pengampu",
                "Tulis pilihan tindakan dan dasar buktinya.",
                human=True,
            ),
        )
    rows = tuple(
        (
            one.label.id,
            one.target.id,
            STRENGTH_WORDS[one.evidence.strength].id,
            ", ".join(p.short.id for p in map(catalogue.programme, one.programmes) if _given(p, ask.region)) or "–",
            one.budget.code or "belum ada kode",
            one.needs.id,
        )
        for one in found.values()
    )
    heads = ("Intervensi", "Kelompok sasaran", "Bukti", "Program", "Kode anggaran", "Yang diperlukan")
    doubt = any(not one.confirmed for one in found.values())
    note = "Bukti atau kode anggaran yang belum dikonfirmasi perlu ditelaah ahli." if doubt else ""
    same = [at for at in _OFTEN if len(rows) > 1 and len({row[at] for row in rows}) == 1]  # said once, below
    said = "; ".join(f"{heads[at].lower()}: {rows[0][at].removeprefix('bukti ')}" for at in same)
    kept = [at for at in range(len(heads)) if at not in same]
    return (
        Tabulated(
            ask.text("judul") or f"Pilihan intervensi, {ask.name}",
            tuple(heads[at] for at in kept),
            tuple(tuple(row[at] for at in kept) for row in rows),
            " ".join([*([f"Untuk semua intervensi ini, {said}."] if said else []), *([note] if note else [])]),
            wide=len(kept) > 5,
        ),
    )


_OFTEN = (2, 4)  # evidence and code of the budget


def _given(programme: catalogue.Programme, region: str) -> bool:
    """Whether a programme is given in this region, or in a part of it."""
    home = programme.region
    return home == "00" or region.startswith(home) or home.startswith(region)
