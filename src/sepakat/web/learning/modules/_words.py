"""Words that several modules share."""

from __future__ import annotations

from sepakat.core.text import Text
from sepakat.regions import Region
from sepakat.web.data import IndicatorView
from sepakat.web.presenters import places


def profile(region: Region) -> str:
    """Address of a region's profile."""
    return f"/wilayah/{region.code}/"


def page(region: Region, indicator: IndicatorView, by_value: bool = False) -> str:
    """Address of an indicator in a region."""
    return f"/wilayah/{region.code}/indikator/{indicator.id}/" + ("?urut=nilai" if by_value else "")


def unit(indicator: IndicatorView) -> Text:
    from sepakat.web.presenters import sentences

    return sentences.unit(indicator)


def title(region: Region) -> str:
    return places.title(region)


VALUE = Text("Nilai", "Value")
INDICATOR = Text("Indikator", "Indicator")
PART = Text("Wilayah", "Region")
