"""Where a question is answered: the parts of a region, or the region among its siblings, at a level that the analysis
knows. A sample survey does not reach villages; a village has no parts: then the nearest level above is taken, and
said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sepakat import regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.engine.tabulating.answer import place

ORDER = ("nasional", "provinsi", "kabupaten", "kecamatan", "desa")
PLURAL = {
    "provinsi": Text("provinsi", "provinces"),
    "kabupaten": Text("kabupaten/kota", "regencies and cities"),
    "kecamatan": Text("kecamatan", "districts"),
    "desa": Text("desa/kelurahan", "villages"),
}
LEVELS = {
    "nasional": Text("negara", "nation"), "provinsi": Text("provinsi", "province"),
    "kabupaten": Text("kabupaten/kota", "regency or city"), "kecamatan": Text("kecamatan", "district"),
    "desa": Text("desa/kelurahan", "village"),
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """inside: region whose parts are compared; level: of the parts; own: the part that the question is about (None:
    all of them); note: where it is not the region as asked."""

    inside: str
    level: str
    own: str | None
    note: Text | None = None

    @property
    def where(self) -> str:
        return place(self.inside)


def parts(region: str, levels: Sequence[str], level: str | None = None) -> Scope:
    """The parts of a region. Where no level below it is known, the region (or the nearest above) among its siblings."""
    code, own = regions.parse(region), regions.level_of(region)
    if level is not None:
        _check(level, levels)
        if ORDER.index(level) > ORDER.index(own):
            return Scope(code, level, None)
        return _among(code, level)
    below = [one for one in levels if ORDER.index(one) > ORDER.index(own)]
    return Scope(code, below[0], None) if below else _among(code, _nearest(own, levels))


def focus(region: str, levels: Sequence[str], level: str | None = None) -> Scope:
    """A region among its siblings: itself, or the nearest region above at a level that is known. UserError
    `analysis-region` for a region above all levels."""
    code, own = regions.parse(region), regions.level_of(region)
    if level is not None:
        _check(level, levels)
    chosen = level or _nearest(own, levels)
    if ORDER.index(chosen) > ORDER.index(own):
        held = sorted(levels, key=ORDER.index)
        id_, en = " atau ".join(LEVELS[one].id for one in held), " or ".join(LEVELS[one].en for one in held)
        raise UserError(
            Text(
                f"Pertanyaan ini dijawab untuk satu {id_}, bukan untuk {place(code)} seluruhnya.",
                f"This question is answered for one {en}, not for all of {place(code)}.",
            ),
            hint=Text(f"Pilih satu {id_}.", f"Choose one {en}."),
            code="analysis-region",
        )
    return _among(code, chosen)


def _among(code: str, level: str) -> Scope:
    up = regions.at_level(code, level)
    above = regions.parent_code(up) or regions.NATION
    note = None
    if up != code:
        note = Text(
            f"Analisis ini dibuat untuk {place(up)}: tingkat {regions.level_of(code)} tidak terjangkau.",
            f"This analysis is for {place(up)}: its data do not reach below.",
        )
    return Scope(above, level, up, note)


def _nearest(own: str, levels: Sequence[str]) -> str:
    """The region's own level, else the nearest above it that is known, else the highest known."""
    at = ORDER.index(own)
    upward = [one for one in levels if ORDER.index(one) <= at]
    return max(upward, key=ORDER.index) if upward else min(levels, key=ORDER.index)


def _check(level: str, levels: Sequence[str]) -> None:
    if level not in levels:
        listed = ", ".join(levels)
        raise UserError(
            Text(
                f"Pertanyaan ini tidak dijawab pada tingkat {level}.", f"This question has no answer at level {level}."
            ),
            hint=Text(f"Tingkat yang ada: {listed}.", f"Levels: {listed}."),
            code="analysis-level",
        )
