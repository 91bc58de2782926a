"""Priority areas: severity x number of people x trend x risk, and how far their order hangs on the weights.

The product is that of the planners' method (system book 4.1, step 3; capability 25); the form is ours and labelled so.
Each part is put on one scale among the regions compared: from `floor` (least in need) to 1 (most in need), in
proportion to its distance from the least (minimum-maximum), which a change of unit (a x + b, a > 0) leaves as it is.
The score is the weighted geometric mean of the parts: exp(sum of w ln part / sum of w). The floor keeps one zero from
wiping out a region; it and the weights are dated, unconfirmed parameters.

Parts that no region has are left out and their weight is shared among the others. A region without severity or number
is not ranked; one without trend or risk gets the middle of the others, and is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sepakat.core.errors import UserError
from sepakat.core.text import Text

PARTS: Mapping[str, Text] = {
    "keparahan": Text("Keparahan", "Severity"),
    "jumlah": Text("Banyaknya orang", "Number of people"),
    "tren": Text("Tren", "Trend"),
    "risiko": Text("Risiko", "Risk"),
}
NEEDED = ("keparahan", "jumlah")
FIRM = 0.9  # share of weightings from which a place hardly hangs on them
LAST, MIDDLE, FIRST = 0, 1, 2
CLASSES = (Text("lebih rendah", "lower"), Text("menengah", "in the middle"), Text("didahulukan", "comes first"))
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Area:
    """One region. parts: on the common scale; score; place (1: first); stays: share of other weightings in which it is
    among the first k; filled: parts that were missing and got the middle value."""

    region: str
    parts: Mapping[str, float]
    score: float
    place: int
    stays: float
    filled: tuple[str, ...]


@dataclass(frozen=True)
class Priorities:
    """areas: in order. weights: as used, adding up to 1. unranked: regions without severity or number. first: k."""

    areas: tuple[Area, ...]
    weights: Mapping[str, float]
    unranked: tuple[str, ...]
    first: int
    drawn: int

    @property
    def bounds(self) -> tuple[float, ...]:
        """Lowest scores of the classes MIDDLE and FIRST (as many as there are): those that come first, and the rest
        cut at its median."""
        ahead = [a.score for a in self.areas if a.place <= self.first]
        rest = [a.score for a in self.areas if a.place > self.first]
        middle = [float(np.median(rest))] if rest and max(rest) > min(rest) else []
        return (*middle, min(ahead)) if rest else ()

    def group(self, area: Area) -> int:
        """LAST, MIDDLE or FIRST."""
        if area.place <= self.first:
            return FIRST
        return MIDDLE if len(self.bounds) < 2 or area.score >= self.bounds[0] else LAST


def check_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights by part, adding up to 1; UserError `analysis-weights`."""
    unknown = sorted(set(weights) - set(PARTS))
    total = sum(weights.values())
    if unknown or not all(np.isfinite(w) and w >= 0 for w in weights.values()) or total <= 0:
        raise UserError(
            Text("Bobot tidak dapat dipakai.", "These weights cannot be used."),
            detail=Text(
                f"Unsurnya: {', '.join(PARTS)}; bobot tidak negatif dan tidak semuanya nol.",
                f"The parts are {', '.join(PARTS)}; weights are not negative and not all zero.",
            ),
            hint=Text("Contoh: keparahan=0.4,jumlah=0.4,tren=0.1,risiko=0.1", "Example: keparahan=0.4,jumlah=0.6"),
            code="analysis-weights",
        )
    return {name: float(w) / total for name, w in weights.items()}


def normalised(values: Floats, floor: float) -> Floats:
    """Minimum-maximum among the regions, from `floor` to 1; all alike: the middle. NaN stays."""
    low, high = np.nanmin(values), np.nanmax(values)
    if high == low:
        return np.where(np.isnan(values), np.nan, (1 + floor) / 2)
    return floor + (1 - floor) * (values - low) / (high - low)


def priorities(
    values: Mapping[str, Mapping[str, float | None]],
    weights: Mapping[str, float],
    *,
    floor: float,
    first: int = 5,
    draws: int = 2000,
    seed: int = 1,
) -> Priorities:
    """The order of regions. values: by part, then region; in every part more is worse. draws: other weightings, even
    over all that there are (Dirichlet with ones), to see who stays among the `first`. UserError `analysis-weights`,
    `analysis-none`."""
    given = check_weights({name: weights.get(name, 0.0) for name in PARTS if name in values})
    codes = sorted({c for part in values.values() for c in part})
    ranked = [c for c in codes if all(values.get(p, {}).get(c) is not None for p in NEEDED)]
    if not ranked:
        raise UserError(
            Text("Tidak ada wilayah yang dapat diurutkan.", "There is no region to rank."),
            detail=Text(
                "Keparahan dan banyaknya orang tidak ditampilkan di wilayah mana pun.",
                "Severity and number are hidden.",
            ),
            hint=Text("Pilih wilayah yang lebih luas atau tingkat lain.", "Choose a wider region or another level."),
            code="analysis-none",
        )
    raw = {n: np.array([_float(values[n].get(c)) for c in ranked]) for n in given}
    names = [n for n in given if np.isfinite(raw[n]).any()]
    used = check_weights({n: given[n] for n in names})
    scaled = np.stack([normalised(raw[n], floor) for n in names], axis=1)
    missing = np.isnan(scaled)
    scaled = np.where(missing, np.nanmedian(scaled, axis=0), scaled)
    logs = np.log(scaled)
    score = np.exp(logs @ np.array([used[n] for n in names]))
    other = np.random.default_rng(seed).dirichlet(np.ones(len(names)), draws)
    stays = _stays(logs @ other.T, min(first, len(ranked)))
    order = sorted(range(len(ranked)), key=lambda i: (-score[i], ranked[i]))
    areas = tuple(
        Area(
            ranked[i],
            {n: float(scaled[i, j]) for j, n in enumerate(names)},
            float(score[i]),
            1 + int((score > score[i]).sum()),
            float(stays[i]),
            tuple(n for j, n in enumerate(names) if missing[i, j]),
        )
        for i in order
    )
    return Priorities(areas, used, tuple(c for c in codes if c not in ranked), first, draws)


def _stays(scores: Floats, first: int) -> Floats:
    """Share of weightings (columns) in which each region is among the first; ties on the edge count."""
    edge = np.sort(scores, axis=0)[-first]
    return (scores >= edge).mean(axis=1)


def _float(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def sentence(found: Priorities, names: Mapping[str, str], where: str, what: Text) -> Text:
    """Who comes first, and how sure that is."""
    top = found.areas[: found.first]
    listed = ", ".join(names.get(a.region, a.region) for a in top)
    if len(found.areas) <= found.first:  # all of them are called priorities: no weighting could leave one out
        return Text(
            f"Wilayah prioritas di {where} untuk {what.id}, menurut urutan: {listed}. Hanya {len(top)} wilayah yang "
            "dapat diurutkan, jadi semuanya disebut.",
            f"Priority areas in {where} for {what.en}, in order: {listed}. Only {len(top)} can be ordered, so all are "
            "named.",
        )
    firm = [names.get(a.region, a.region) for a in top if a.stays >= FIRM]
    sure = Text(
        f"{_all(firm, top, 'id')} tetap di {found.first} teratas hampir apa pun bobot yang dipilih.",
        f"Nearly always among the first {found.first}, whatever the weights: {_all(firm, top, 'en')}.",
    ) if firm else Text(
        "Urutan ini banyak bergantung pada bobot: sepakati bobotnya lebih dulu, atau lihat kolom “tetap di teratas”.",
        "This order hangs much on the weights: agree on them first, or see the column on staying on top.",
    )  # fmt: skip
    return Text(
        f"Wilayah prioritas di {where} untuk {what.id}, menurut urutan: {listed}. {sure.id}",
        f"Priority areas in {where} for {what.en}, in order: {listed}. {sure.en}",
    )


def _all(firm: list[str], top: Sequence[Area], lang: str) -> str:
    if len(firm) < len(top) or len(top) < 2:
        return ", ".join(firm)
    return {"id": f"Ke-{len(top)} wilayah itu", "en": f"all {len(top)}"}[lang]
