"""How a profile lies on disk.

`profile/upper.parquet` holds nation, provinces and regencies; `profile/<regency>.parquet` its districts and villages;
`profile/<province>.parquet` the districts of all its regencies once more, for pages that compare a district with them
(releases made before it came do not have it: then the regencies' files are read).
One row per (dim, level, region, category) that occurs; `dim` is `total` or a standard breakdown, `category` its code
(NULL: unknown). In a long file one row group per `dim`, so that a page reads only what it shows; a short one is one
row group, since nine times 350 pieces of columns cost more than their few rows. Columns per indicator:

    <id>__num   numerator (counts; sums of a number in millionths, see `scale` in the facts)
    <id>__n     rows in the denominator          <id>__den   denominator, where it is weighted (else it is n)
    <id>__hits  rows in the numerator, where that is not num
    <id>__s     1 where the cell is withheld

`rows_keluarga`, `rows_orang` say how many rows of each frame lie in the cell, whatever any indicator counts.
The facts (versions, scales, minimum cell, date of the parameters) are JSON in the schema's metadata.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

TABLE = "profile"
UPPER = "upper"
TOTAL = "total"
FACTS = b"sepakat.profile"
ONE_GROUP = 8_192  # most rows of a file that is one row group
UPPER_LEVELS = ("nasional", "provinsi", "kabupaten")
DISTRICT = "kecamatan"


@dataclass(frozen=True)
class Kept:
    """What is known of one indicator in a profile. relatives: whom its pattern of hidden cells rests on."""

    version: str
    unit: str
    scale: int
    weighted: bool
    counted: bool
    relatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What holds for a whole profile. dims: in the order of their row groups, where there are several."""

    indicators: Mapping[str, Kept]
    dims: tuple[str, ...]
    minimum: int
    on: str

    def dump(self) -> dict[bytes, bytes]:
        return {FACTS: json.dumps(asdict(self)).encode()}


def facts(schema: pa.Schema) -> Facts:
    """The facts of a profile file."""
    raw = json.loads((schema.metadata or {})[FACTS])
    kept = {}
    for name, one in raw["indicators"].items():
        kept[name] = Kept(**{**one, "relatives": tuple(one.get("relatives", ()))})
    return Facts(kept, tuple(raw["dims"]), raw["minimum"], raw["on"])


def part(region: str, level: str) -> str | None:
    """The file that holds a level of a region: `upper`, a regency's code, or None for all regencies inside."""
    if level in UPPER_LEVELS:
        return UPPER
    return region[:5] if len(region) >= 5 else None


def folder(release: Path) -> Path:
    return release / TABLE
