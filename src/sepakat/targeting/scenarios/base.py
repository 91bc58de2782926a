"""The arrays that every scenario of one programme and region runs on: read once, never changed.

One entry per unit (family, or person for programmes of persons), by village and id. Ids stay inside; figures leave
through `showing`, names never.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sepakat.core.text import Text

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
BANDS = 10  # of the stated chance
_BLOCK = 1 << 20
NOBODY, PBI, PBI_REGION, EMPLOYEE, SELF, BY_EMPLOYEE, UNKNOWN = 0, 1, 2, 3, 4, 5, -1
INSURERS: Mapping[int, Text] = {
    PBI: Text("PBI pusat (APBN)", "PBI, national budget"),
    PBI_REGION: Text("PBI daerah (APBD)", "PBI, regional budget"),
    EMPLOYEE: Text("Pekerja penerima upah", "Employees"),
    BY_EMPLOYEE: Text("Keluarga pekerja yang belum didaftarkan", "Employees' families not enrolled yet"),
    SELF: Text("Mandiri", "Self-paid"),
    NOBODY: Text("Belum ada yang menanggung", "Nobody yet"),
    UNKNOWN: Text("Tidak diketahui", "Unknown"),
}


def blocks(units: int) -> Iterator[slice]:
    """So many units, a million at once: what is made on the way of all units of a nation would not fit beside them."""
    yield from (slice(start, start + _BLOCK) for start in range(0, units, _BLOCK))


@dataclass(frozen=True)
class Calibration:
    """How honest the stated chances are, by band of chance, on held-out clusters of the survey. said, true: shares;
    n: households."""

    said: Floats
    true: Floats
    n: Floats

    @cached_property
    def miss(self) -> Floats:
        """Standard error of the share of each band: the observed miss, or the sampling error where that is larger."""
        share = np.clip(self.true, 0.02, 0.98)  # a band that was all or nothing is not thereby certain
        with np.errstate(divide="ignore", invalid="ignore"):
            sampling = np.sqrt(share * (1 - share) / np.maximum(self.n, 1))
        return np.maximum(np.abs(self.said - self.true), sampling)


@dataclass(frozen=True)
class Base:
    """day: of dated numbers; village: index into `villages`; family: 0..families-1; deciles: by scale, 0 = unranked;
    due: meets the programme's own conditions, whatever the decile, and is ranked; order: units due, first served
    first; has: on the recipient list (listed: whether there is one); chance: of truly being in deciles 1-4 (NaN
    unranked); seen: the same, knowing whether the list holds the unit, and swing: how far it moves with one standard
    error of what the list knows (`knowing`); score: ln of consumption over the line; line: Rp per person a month (NaN
    unknown); sigma: error of the score; bits: categories (known: those the release can tell); insurer: a code of
    INSURERS; keys: record keys of the noise; condition: answers an expression, one truth per unit."""

    release: str
    day: dt.date
    sample: bool
    programme: str
    region: str
    unit: str
    villages: tuple[str, ...]
    unit_id: Ints
    village: npt.NDArray[np.int32]
    family: npt.NDArray[np.int32]
    members: npt.NDArray[np.int32]
    deciles: Mapping[str, npt.NDArray[np.int8]]
    due: Bools
    order: npt.NDArray[np.int32]
    has: Bools
    listed: bool
    chance: Floats
    seen: Floats
    swing: Floats
    score: Floats
    line: Floats
    sigma: Floats
    bits: npt.NDArray[np.int32]
    known: tuple[str, ...]
    insurer: npt.NDArray[np.int8]
    insured_by_programme: tuple[int, ...]
    keys: npt.NDArray[np.uint64]
    secret: bytes
    calibration: Calibration
    notes: tuple[Text, ...] = ()
    condition: Callable[[str], Bools] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.unit_id)

    @cached_property
    def ranked(self) -> Bools:
        return ~np.isnan(self.chance)

    @cached_property
    def truly(self) -> Floats:
        """Chance of being one whom the programme is meant for: truly in deciles 1-4, and meeting its conditions."""
        return np.where(self.due, np.nan_to_num(self.seen), 0.0)

    @cached_property
    def band(self) -> npt.NDArray[np.int8]:
        """Of the chance as stated, which is what the survey judged."""
        return np.minimum(np.nan_to_num(self.chance) * BANDS, BANDS - 1).astype(np.int8)

    @cached_property
    def elsewhere(self) -> Bools:
        """Insured by another than the programme, who must not be paid for a second time."""
        others = [
            code for code in (PBI, PBI_REGION, EMPLOYEE, SELF, BY_EMPLOYEE) if code not in self.insured_by_programme
        ]
        return np.isin(self.insurer, others)

    @cached_property
    def shortfall(self) -> Floats:
        """Expected poverty gap of each unit (`shortfall.gap`), the same for every scenario."""
        from sepakat.targeting.scenarios.shortfall import gap

        return gap(self)

    def parts(self, length: int) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
        """Regions whose codes have this many characters: their codes, and the place of each unit's among them."""
        found = self._parts.get(length)
        if found is None:
            heads = [v[:length] or "00" for v in self.villages]
            codes = tuple(sorted(set(heads)))
            place = {code: i for i, code in enumerate(codes)}
            table = np.array([place[h] for h in heads], np.int32)
            found = self._parts[length] = (codes, table[self.village] if len(table) else self.village)
        return found

    @cached_property
    def _parts(self) -> dict[int, tuple[tuple[str, ...], npt.NDArray[np.int32]]]:
        return {}

    @cached_property
    def families(self) -> int:
        return int(self.family.max()) + 1 if len(self) else 0
