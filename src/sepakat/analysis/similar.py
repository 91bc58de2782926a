"""Similar regions: who is fair to compare with, and how alike they are, shown.

SEPAKAT's rule of equivalent regions has no public source; ours (system book 4.5): the k nearest by named, standardised
features; distance = square root of the mean squared difference in standard deviations among the candidates. 0 is the
same; about 1 is one standard deviation apart in every feature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sepakat.core.errors import UserError
from sepakat.core.text import Text, number


@dataclass(frozen=True)
class Similar:
    """One region alike. apart: difference from the own region in standard deviations, by feature."""

    region: str
    distance: float
    apart: Mapping[str, float]


def similar(own: str, features: Mapping[str, Mapping[str, float | None]], k: int = 5) -> list[Similar]:
    """The k regions most like `own`. features: by name, then region. A feature that does not vary, or that the own
    region lacks, is left out; so are regions that lack one. UserError `analysis-similar` without features or
    regions."""
    mine = {name: held[own] for name, held in features.items() if held.get(own) is not None}
    usable: dict[str, tuple[dict[str, float], float]] = {}
    for name in mine:
        held = {c: float(v) for c, v in features[name].items() if v is not None}
        spread = float(np.std(list(held.values()), ddof=1)) if len(held) > 1 else 0.0
        if spread > 0:
            usable[name] = held, spread
    others = set.intersection(*(set(held) for held, _ in usable.values())) - {own} if usable else set()
    if not others:
        raise UserError(
            Text("Tidak ada wilayah pembanding.", "There is no region to compare with."),
            detail=Text("Cirinya tidak ditampilkan atau tidak berbeda.", "Its features are hidden or do not differ."),
            hint=Text("Pilih tingkat yang lebih tinggi.", "Choose a higher level."),
            code="analysis-similar",
        )
    found = []
    for code in others:
        apart = {name: (held[code] - held[own]) / spread for name, (held, spread) in usable.items()}
        found.append(Similar(code, float(np.sqrt(np.mean(np.square(list(apart.values()))))), apart))
    found.sort(key=lambda s: (s.distance, s.region))
    return found[:k]


def sentence(found: list[Similar], names: Mapping[str, str], where: str, features: Mapping[str, Text]) -> Text:
    """Who is most alike, by which features."""
    used = found[0].apart
    listed = ", ".join(names.get(s.region, s.region) for s in found)
    far = max(s.distance for s in found)
    by_id = ", ".join(features[n].id for n in used)
    by_en = ", ".join(features[n].en for n in used)
    return Text(
        f"Wilayah yang paling serupa dengan {where}: {listed}; dibandingkan menurut {by_id} (jarak terjauh "
        f"{number(far, 2, 'id')} simpangan baku).",
        f"The regions most like {where}: {listed}; compared by {by_en} (farthest {number(far, 2, 'en')} standard "
        "deviations).",
    )
