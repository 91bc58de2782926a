"""More of the minimum service standards for the block `spm`: regions side by side, and the unserved in the registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sepakat.analysis import standards, standards_seen, standards_tables
from sepakat.analysis.standards_seen import BELOW
from sepakat.core.table import Table
from sepakat.core.text import Text
from sepakat.documents import tabled, worded
from sepakat.documents.making import Ask
from sepakat.documents.parts import Missing, Part

MOST = 60


def _others(ask: Ask) -> tuple[Part, ...]:
    return _beside(ask, None, "wilayah setingkat")


def _parts(ask: Ask) -> tuple[Part, ...]:
    return _beside(ask, "kabupaten", "kabupaten/kota di dalamnya")


def _beside(ask: Ask, level: str | None, who: str) -> tuple[Part, ...]:
    """Index of each region and affair, the lowest first as on the page."""
    found = standards.standing(ask.release, ask.region, ask.text("tahun") or None)
    held = standards.siblings(ask.release, ask.region, found.period, level)
    if not held:
        said = f"Laporan SPM {who} {ask.name} tahun {found.period} belum ada."
        return (Missing(said, ask.owner("spm"), "Minta laporan SPM-nya, masukkan, lalu susun rilis baru."),)
    table = standards_tables.beside(held, found.period, ask.name, ask.release)
    facts: dict[str, Any] = {
        "measure": "spm", "version": found.on.isoformat(), "label": f"Indeks SPM {found.period}",
        "period": found.period, "source": "Laporan SPM perangkat daerah",
        "formula": "Indeks SPM dari laporan, dengan bobot yang belum dikonfirmasi",
    }  # fmt: skip
    made = tabled.table(ask, table, ("region",), caption=f"Indeks SPM {who}, {ask.name}, {found.period}", facts=facts,
                        most=MOST, names={"name": "Wilayah", "category": "Kategori"})  # fmt: skip
    return (worded.seen(ask, made),)


def _registry(ask: Ask) -> tuple[Part, ...]:
    """Who is not served, by the registry: by decile and by part."""
    chosen = standards_seen.chosen(ask.text("layanan") or None, ask.level)
    deciles = standards_seen.by_decile(ask.release, chosen, ask.region, ask.level)
    parts = standards_seen.by_part(ask.release, chosen, ask.region, ask.level)
    table = standards_tables.seen(chosen, deciles, parts, ask.region, ask.release)
    facts: dict[str, Any] = {
        "measure": chosen.id, "label": chosen.label.id, "period": f"rilis {ask.release.id}",
        "formula": "Orang atau keluarga yang belum terlayani menurut indikator registri yang dipetakan",
        "source": f"Registri, rilis {ask.release.id}",
    }  # fmt: skip
    inside = {"kabupaten": "kabupaten/kota", "desa": "desa/kelurahan"}[BELOW[ask.level]]
    made: list[Part] = []
    for by, mine in (("desil nasional (simulasi)", lambda r: r["decile"] is not None),
                     (inside, lambda r: r["decile"] is None)):  # fmt: skip
        said = _named(worded.kept(table, mine), by == inside)
        title = f"Belum terlayani menurut registri dan {by}: {chosen.label.id.lower()}, {ask.name}"
        one = tabled.table(ask, said, ("region", "decile"), caption=title, leave=("name", "sign", "region_name"),
                           always=("unserved", "counted"), facts=facts, most=MOST)  # fmt: skip
        made.append(one)
    shown = [one for one in made if any(_read(one))]
    return tuple(shown) or (worded.seen(ask, made[0]),)  # type: ignore[arg-type]


def _named(found: Table, by_part: bool) -> Table:
    if by_part:
        return worded.placed(found)
    return worded.worded(found, {"decile": (Text("Desil", "Decile"), lambda row: f"Desil {row['decile']}")})


def _read(one: Any) -> list[bool]:
    return [getattr(cell, "value", None) is not None for row in one.rows for cell in row]


PARTS: Mapping[str, Callable[[Ask], tuple[Part, ...]]] = MappingProxyType(
    {"wilayah": _others, "bagian": _parts, "registri": _registry}
)
