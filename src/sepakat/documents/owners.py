"""Who has the data of an indicator, a series, a question or a programme: what a gap in a document names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from sepakat import catalogue
from sepakat.catalogue.analyses import analyses
from sepakat.catalogue.goals import datasets
from sepakat.catalogue.published import figure_series
from sepakat.releasing import supply

NOBODY = "Walidata daerah"
_PROGRAMMES = "penerima_program"


def of(ids: Iterable[str], own: Mapping[str, str]) -> str:
    """The owner of the first id that has one. own: owners by id, over the packaged ones."""
    for id_ in ids:
        name = id_.removeprefix("seri:").removeprefix("indikator:").partition("@")[0]
        found = own.get(name) or packaged().get(name) or _catalogued(name)
        if found:
            return found
    return NOBODY


@lru_cache(maxsize=1)
def packaged() -> Mapping[str, str]:
    """Owners by id of `owners.toml`."""
    found: dict[str, str] = tomllib.loads((Path(__file__).parent / "owners.toml").read_text(encoding="utf-8"))
    return found


def _catalogued(name: str) -> str:
    if name in figure_series():
        return figure_series()[name].source
    if name in catalogue.indicators():
        needed = [group[0] for route in supply.routes(catalogue.indicator(name))[:1] for group in route.needs]
        return "; ".join(dict.fromkeys(datasets()[s].owner.id for s in needed if s in datasets()))
    if name in analyses():
        question = analyses()[name]
        return next((o for o in map(_catalogued, (*question.indicators, *question.series)) if o), "")
    if name in catalogue.programmes():
        return datasets()[_PROGRAMMES].owner.id
    return ""
