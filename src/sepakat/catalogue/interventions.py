"""The library of interventions (`interventions/*.toml`): what can be done about a problem, for whom, and how surely.

One reviewed file each. Evidence, programme and budget code carry a status of their own: what no source has told is
marked "belum dikonfirmasi" and is never shown as a fact. Texts of regulations and studies are not copied.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.definitions import indicators, themes
from sepakat.catalogue.reading import HOME, Node, files, read
from sepakat.catalogue.schemes import programmes
from sepakat.core.errors import nearest, unknown_name
from sepakat.core.text import Text

STRENGTHS = ("kuat", "sedang", "terbatas", "belum dinilai")
STRENGTH_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "kuat": Text("bukti kuat", "strong evidence"),
        "sedang": Text("bukti sedang", "moderate evidence"),
        "terbatas": Text("bukti terbatas", "limited evidence"),
        "belum dinilai": Text("bukti belum dinilai", "evidence not assessed"),
    }
)
# Two-digit sub-activities are the older form, four-digit ones that after the decree of 2023 (methods book 8.1); a code
# may stop at the programme, because sub-activities differ by region.
CODE = re.compile(r"\d\.\d{2}\.\d{2}(\.[12]\.\d{2}(\.(\d{2}|\d{4}))?)?")


@dataclass(frozen=True)
class Evidence:
    """How well it is known to work. strength: one of STRENGTHS; note: what it rests on; status: how far that may be
    trusted."""

    strength: str
    note: Text
    status: str


@dataclass(frozen=True)
class Budget:
    """Where it stands in a regional budget. code: None where no source tells it; version: of the decree of codes."""

    code: str | None
    label: Text
    version: str | None
    status: str


@dataclass(frozen=True)
class Intervention:
    """One intervention. target: who it is for; condition: id of a condition that finds them in the registry, if any;
    programmes: of the catalogue; others: programmes that the catalogue does not have; indicators: what it should
    move."""

    id: str
    label: Text
    what: Text
    theme: str
    target: Text
    condition: str | None
    evidence: Evidence
    programmes: tuple[str, ...]
    others: tuple[str, ...]
    budget: Budget
    indicators: tuple[str, ...]
    needs: Text
    path: Path

    @property
    def confirmed(self) -> bool:
        """Whether nothing in it waits for an expert."""
        return "belum dikonfirmasi" not in (self.evidence.status, self.budget.status)


@functools.lru_cache(maxsize=1)
def interventions() -> Mapping[str, Intervention]:
    """All interventions by id, by theme and name."""
    order = {theme: place for place, theme in enumerate(themes())}
    found = [_intervention(path) for path in files(HOME / "interventions")]
    found.sort(key=lambda i: (order[i.theme], i.label.id))
    return MappingProxyType({i.id: i for i in found})


def intervention(id_: str) -> Intervention:
    """One intervention; UserError (unknown-intervention) with the nearest id."""
    if id_ not in interventions():
        raise unknown_name(Text("Intervensi", "Intervention"), id_, interventions(), "unknown-intervention")
    return interventions()[id_]


def for_indicator(id_: str) -> tuple[Intervention, ...]:
    """What should move an indicator, the best supported first."""
    found = [i for i in interventions().values() if id_ in i.indicators]
    return tuple(sorted(found, key=lambda i: STRENGTHS.index(i.evidence.strength)))


def _intervention(path: Path) -> Intervention:
    from sepakat.catalogue.choosing import conditions  # its expressions are checked only where somebody needs them

    node = read(path)
    node.only({"nama", "nama_en", "apa", "apa_en", "tema", "sasaran", "sasaran_en", "syarat", "bukti", "program",
               "program_lain", "anggaran", "indikator", "perlu", "perlu_en"})  # fmt: skip
    found = Intervention(
        id=path.stem,
        label=node.label("nama", "nama_en"),
        what=node.label("apa", "apa_en"),
        theme=node.choice("tema", tuple(themes())),
        target=node.label("sasaran", "sasaran_en"),
        condition=node.optional_text("syarat"),
        evidence=_evidence(node.child("bukti")),
        programmes=node.texts("program", []),
        others=node.texts("program_lain", []),
        budget=_budget(node.child("anggaran")),
        indicators=node.texts("indikator"),
        needs=node.label("perlu", "perlu_en"),
        path=path,
    )
    _known(node, "indikator", found.indicators, indicators())
    _known(node, "program", found.programmes, programmes())
    if found.condition is not None:
        _known(node, "syarat", (found.condition,), conditions())
    if not found.indicators:
        raise node.error("indikator", "Sebutkan indikator yang hendak diubah.", "Name an indicator that it moves.")
    return found


def _evidence(node: Node) -> Evidence:
    node.only({"kekuatan", "catatan", "catatan_en", "status"})
    strength, status = node.choice("kekuatan", STRENGTHS), node.choice("status", STATUSES)
    if status == "belum dikonfirmasi" and strength == "kuat":
        raise node.error(
            "kekuatan",
            "Bukti yang belum dikonfirmasi tidak boleh disebut kuat.",
            "Evidence that is not confirmed cannot be called strong.",
        )
    return Evidence(strength, node.label("catatan", "catatan_en"), status)


def _budget(node: Node) -> Budget:
    node.only({"kode", "nama", "nama_en", "versi", "status"})
    code, status = node.optional_text("kode"), node.choice("status", STATUSES)
    if code is not None and not CODE.fullmatch(code):
        raise node.error("kode", "Kode anggaran tidak berbentuk urusan.bidang.program….", "Not a budget code.")
    if code is None and status != "belum dikonfirmasi":
        raise node.error("status", "Tanpa kode, statusnya belum dikonfirmasi.", "Without a code it is unconfirmed.")
    return Budget(code, node.label("nama", "nama_en"), node.optional_text("versi"), status)


def _known(node: Node, field: str, names: tuple[str, ...], known: Mapping[str, object]) -> None:
    for name in names:
        if name not in known:
            near = nearest(name, known)
            ask_id, ask_en = (f" Maksud Anda `{near}`?", f" Did you mean `{near}`?") if near else ("", "")
            raise node.error(field, f"`{name}` tidak ada.{ask_id}", f"`{name}` is unknown.{ask_en}")
