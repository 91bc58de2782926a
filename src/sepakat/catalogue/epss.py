"""The statistical evaluation of regions (EPSS, index of statistical development) and what this system holds for it.

`epss/ips.toml` is the instrument: domains, aspects, indicators and their weights (Perban BPS 3/2022). `epss/bukti.toml`
says which papers and records of this system may serve as evidence for which indicator: our own reading, to be judged by
the assessors.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from sepakat.catalogue.dated import STATUSES
from sepakat.catalogue.reading import HOME, Node, read
from sepakat.core.text import Text


@dataclass(frozen=True)
class EpssIndicator:
    """One indicator. name: where the instrument's name is known to us, else its aspect's. weight: in the index."""

    code: str
    domain: Text
    aspect: Text
    name: Text
    named: bool
    weight: float


@dataclass(frozen=True)
class Evidence:
    """One kind of evidence. made: by the function of this id in `analysis.scoring.evidence` (or the site's). level: of
    maturity that such papers may support (2 administrative, 3 policy, 4 review)."""

    id: str
    label: Text
    what: Text
    level: int
    indicators: tuple[str, ...]
    site: bool


@dataclass(frozen=True)
class Instrument:
    """The whole instrument, in its order, with the evidence."""

    source: str
    status: str
    indicators: tuple[EpssIndicator, ...]
    evidence: tuple[Evidence, ...]
    needs: dict[int, Text]

    def held(self, code: str) -> list[Evidence]:
        """Evidence for an indicator."""
        return [e for e in self.evidence if code in e.indicators]


@functools.lru_cache(maxsize=1)
def instrument() -> Instrument:
    """The instrument, checked: 38 indicators whose weights sum to one. UserError catalogue-file."""
    node = read(HOME / "epss" / "ips.toml")
    node.only({"sumber", "status", "domain"})
    indicators = [i for domain in node.children("domain") for i in _domain(domain)]
    if abs(sum(i.weight for i in indicators) - 1) > 1e-9:
        raise node.error("domain", "Jumlah bobot bukan 1.", "The weights do not sum to 1.")
    codes = {i.code for i in indicators}
    proof = read(HOME / "epss" / "bukti.toml")
    proof.only({"tingkat", "bukti"})
    levels = {item.integer("tingkat"): item.label("nama", "nama_en") for item in proof.children("tingkat")}
    evidence = tuple(_evidence(item, codes, levels) for item in proof.children("bukti"))
    return Instrument(node.text("sumber"), node.choice("status", STATUSES), tuple(indicators), evidence, levels)


def _domain(node: Node) -> list[EpssIndicator]:
    node.only({"nama", "nama_en", "bobot", "aspek"})
    domain, share = node.label("nama", "nama_en"), node.number("bobot") / 100
    found = []
    for aspect in node.children("aspek"):
        aspect.only({"nama", "nama_en", "bobot", "indikator"})
        label = aspect.label("nama", "nama_en")
        for item in aspect.children("indikator"):
            item.only({"kode", "bobot", "nama", "nama_en"})
            named = bool(item.text("nama", ""))
            found.append(
                EpssIndicator(
                    item.text("kode"),
                    domain,
                    label,
                    item.label("nama", "nama_en") if named else label,
                    named,
                    share * aspect.number("bobot") / 100 * item.number("bobot") / 100,
                )
            )
    return found


def _evidence(node: Node, codes: set[str], levels: dict[int, Text]) -> Evidence:
    node.only({"id", "nama", "nama_en", "isi", "isi_en", "tingkat", "indikator", "dari_situs"})
    wanted = node.texts("indikator")
    for code in wanted:
        if code not in codes:
            raise node.error("indikator", f"Indikator `{code}` tidak ada.", f"There is no indicator `{code}`.")
    level = node.integer("tingkat")
    if level not in levels:
        raise node.error("tingkat", "Tingkat itu tidak dikenal.", "That level is not known.")
    return Evidence(
        node.text("id"), node.label("nama", "nama_en"), node.label("isi", "isi_en"), level, wanted,
        node.flag("dari_situs"),
    )  # fmt: skip
