"""Pairs that were compared, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Pairs compared. left, right: record numbers. levels: one row a comparison (-1 missing, 0 none … full).
    rare: log2 weight that rare names add."""

    left: Ints
    right: Ints
    levels: npt.NDArray[np.int8]
    rare: Floats

    def __len__(self) -> int:
        return len(self.left)

    def among(self, left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Which of the pairs are one of these."""
        size = int(max(self.right.max(initial=0), right.max(initial=0))) + 1
        found: npt.NDArray[np.bool_] = np.isin(self.left * size + self.right, left.astype(np.int64) * size + right)
        return found

    def only(self, keep: npt.NDArray[Any]) -> Pairs:
        """Some of the pairs: a mask or positions."""
        return Pairs(self.left[keep], self.right[keep], self.levels[:, keep], self.rare[keep])
