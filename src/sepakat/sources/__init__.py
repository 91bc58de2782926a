"""Data sources: one adapter per source, one reader per file format, and the derived columns they lead to.

`discover()` finds the adapters, `recognise(path)` tells what a file is by its headers, `stage(...)` turns it into a
text-only Parquet. The room `quality` then checks and maps it. Nothing here judges a row.
"""

from sepakat.sources.model import Field, Key, Region, Role, Source
from sepakat.sources.recognise import Recognised, recognise
from sepakat.sources.registry import discover, source
from sepakat.sources.staging import Staged, stage

__all__ = [
    "Field",
    "Key",
    "Recognised",
    "Region",
    "Role",
    "Source",
    "Staged",
    "discover",
    "recognise",
    "source",
    "stage",
]
