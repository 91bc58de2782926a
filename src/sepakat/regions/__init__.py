"""Regions: codes and names, search, BPS codes, units below the village, boundaries, urban or rural.

Kemendagri's dotted code is canonical everywhere. `load()` gives the tree; `bps` translates BPS codes; `detect` tells
which kind of code a file uses and refuses to guess; `boundaries` and `urban` keep what a user imports into the lake.
"""

from sepakat.regions import bps
from sepakat.regions.codes import LEVELS, NATION, ancestor_codes, at_level, check_level, level_of, parent_code, parse
from sepakat.regions.naming import place
from sepakat.regions.search import Found, search
from sepakat.regions.tree import Region, Regions, kind_of, load

__all__ = [
    "LEVELS",
    "NATION",
    "Found",
    "Region",
    "Regions",
    "ancestor_codes",
    "at_level",
    "bps",
    "check_level",
    "kind_of",
    "level_of",
    "load",
    "parent_code",
    "parse",
    "place",
    "search",
]
