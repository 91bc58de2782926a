"""How regions are called on pages: full names, short names, the words for levels, breadcrumbs."""

from __future__ import annotations

from sepakat import regions
from sepakat.core.text import Text
from sepakat.regions import LEVELS, Region

LEVEL = {
    "nasional": Text("nasional", "nation"),
    "provinsi": Text("provinsi", "province"),
    "kabupaten": Text("kabupaten/kota", "regency or city"),
    "kecamatan": Text("kecamatan", "district"),
    "desa": Text("desa/kelurahan", "village"),
}
LEVELS_MANY = {
    "provinsi": Text("provinsi", "provinces"),
    "kabupaten": Text("kabupaten/kota", "regencies and cities"),
    "kecamatan": Text("kecamatan", "districts"),
    "desa": Text("desa/kelurahan", "villages"),
}
_PREFIX = {
    "provinsi": Text("Provinsi", "Province of"),
    "kabupaten": Text("Kabupaten", "Kabupaten"),
    "kota": Text("Kota", "Kota"),
    "kecamatan": Text("Kecamatan", "Kecamatan"),
    "desa": Text("Desa", "Desa"),
    "kelurahan": Text("Kelurahan", "Kelurahan"),
    "desa_adat": Text("Desa Adat", "Desa Adat"),
}


def title(region: Region) -> str:
    """The name with its kind, once: `Kabupaten Kupang`, `Kecamatan Amarasi`, `Indonesia`."""
    prefix = _PREFIX.get(region.kind)
    if prefix is None or region.name.lower().startswith(prefix.id.lower() + " "):
        return region.name
    if region.kind == "kabupaten" and region.name.startswith(("Kab. ", "Kabupaten ")):
        return region.name
    return f"{prefix} {region.name}"


def titled(code: str) -> str:
    """`title` of the region with this code; the code where this version's list has none."""
    tree = regions.load()
    return title(tree.get(code)) if code in tree else code


def short(region: Region) -> str:
    """The name for tables and tiles: without `Kabupaten`, but a city stays a city."""
    return region.name.removeprefix("Kabupaten ").removeprefix("Provinsi ")


def child_level(level: str) -> str | None:
    """The level below, or None below a village."""
    at = LEVELS.index(level) + 1
    return LEVELS[at] if at < len(LEVELS) else None


def above(region: Region) -> list[Region]:
    """Breadcrumb: the nation down to the parent."""
    return regions.load().ancestors(region.code)


def region(code: str) -> Region:
    """The region of an address; UserError with the nearest code."""
    return regions.load().get(code)
