"""Reading a release within regions: which files, which rows. What lies outside is dropped before it is looked at.

`read` is the one place where this room opens the files of a release: tests count its work there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.engine.frames import ReleaseLike
from sepakat.lake import Release

NATION = "00"


def regions_of(grant: Grant) -> tuple[str, ...]:
    """The grant's regions; here a grant must name some: no regions would mean all of them."""
    if not grant.regions:
        raise UserError(
            Text("Izin ini tidak menyebut wilayah.", "This grant names no region."),
            hint=Text("Minta izin untuk wilayah tertentu.", "Ask for a grant for a region."),
            code="grant-region",
        )
    return grant.regions


def files(release: ReleaseLike, table: str, regions: Sequence[str]) -> list[Path]:
    """Files of a table that may hold rows of these regions, in order."""
    return [p for p in release.files(table) if any(_meets(r, p.stem) for r in regions)]


def inside(village: str, regions: Sequence[str]) -> bool:
    """Whether a village lies in one of these regions."""
    return any(r == NATION or village == r or village.startswith(r + ".") for r in regions)


def read(path: Path, columns: Iterable[str] | None, regions: Sequence[str]) -> pa.Table:
    """Rows of one file that lie in these regions. The regions alone decide which rows are read, whoever is sought."""
    names = pq.read_schema(path).names
    shown = [c for c in columns if c in names] if columns is not None else names
    return pq.read_table(path, columns=shown, filters=_inside(regions, path.stem))


def rows(release: Release, table: str, village: str, key: str, value: int) -> list[dict[str, Any]]:
    """Rows of one village that carry this id."""
    path = release.file(table, village[:5])
    if path is None:
        return []
    data = read(path, None, (village,))
    return data.filter(pc.equal(data[key], value)).to_pylist()


def _meets(region: str, part: str) -> bool:
    return region == NATION or part == region or part.startswith(region + ".") or region.startswith(part + ".")


def _inside(regions: Sequence[str], part: str) -> pc.Expression | None:
    """The filter on villages, as ranges of codes, so that row groups elsewhere are skipped; None: the whole file."""
    if any(r == NATION or part == r or part.startswith(r + ".") for r in regions):
        return None
    code = pc.field("village_code")
    found = None
    for region in regions:
        # "/" is the character after ".": all codes that begin with the region and a dot
        here = (code == region) | ((code >= region + ".") & (code < region + "/"))
        found = here if found is None else found | here
    return found
