"""Random streams that depend only on what they are for.

Each stage of each block of villages draws from its own stream, named by the seed and by text keys. So the same
seed gives the same people whatever else is generated, in whatever order, and a new draw in one stage (housing, say)
does not shift another (names).
"""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, *keys: str | int) -> np.random.Generator:
    """A PCG64 generator for these keys: `stream(7, "53.01", 0, "rumah")`."""
    words = [seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF]
    words += [zlib.crc32(str(key).encode()) for key in keys]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def pick(rng: np.random.Generator, weights: np.ndarray, rows: int) -> np.ndarray:
    """`rows` category numbers drawn with these weights (one-dimensional), int16."""
    edges = np.cumsum(weights, dtype=float)
    return np.searchsorted(edges / edges[-1], rng.random(rows), side="right").astype(np.int16)


def pick_rows(rng: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """One category number per row of a (rows × categories) table of weights, int16."""
    edges = np.cumsum(weights, axis=1)
    point = rng.random(len(weights)) * edges[:, -1]
    return (point[:, None] >= edges[:, :-1]).sum(axis=1).astype(np.int16)
