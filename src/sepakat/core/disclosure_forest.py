"""Several tables over the same regions, protected in one go: as many trees side by side, none of which sees the others.

What is decided under one parent rests on that parent alone (`disclosure_cells`), so tables may be put one after the
other, and a step over all of them costs little more than over one. Nodes lie level by level, in each tree by tree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sepakat.core.disclosure import Ints, Tree
from sepakat.core.disclosure_memory import Level, Memory


def forest(one: Tree, times: int) -> Tree:
    """The same tree `times` times, side by side."""
    if times == 1:
        return one
    number = np.arange(times)[:, None]
    villages = one.levels[-1] - one.levels[-2]
    start, end, parent = [], [], []
    for level in range(one.depth + 1):
        rows = one.rows(level)
        start.append((one.start[rows] + number * villages).ravel())
        end.append((one.end[rows] + number * villages).ravel())
        above = one.rows(level - 1) if level else slice(0, 0)
        first = above.start * times + number * (above.stop - above.start) - above.start
        parent.append((one.parent[rows] + (first if level else 0 * number)).ravel())
    levels = tuple(times * n for n in one.levels)
    return Tree(np.concatenate(parent), levels, np.concatenate(start), np.concatenate(end))


def beside(one: Tree, nodes: Sequence[NDArray]) -> NDArray:
    """Values per node of each tree, as the forest has its nodes."""
    if len(nodes) == 1:
        return nodes[0]
    return np.concatenate([values[one.rows(level)] for level in range(one.depth + 1) for values in nodes])


def apart(one: Tree, times: int, values: NDArray) -> list[NDArray]:
    """Values per node of a forest, tree by tree."""
    if times == 1:
        return [values]
    by_level = [
        values[one.levels[level] * times : one.levels[level + 1] * times].reshape(times, -1, *values.shape[1:])
        for level in range(one.depth + 1)
    ]
    return [np.concatenate([each[number] for each in by_level]) for number in range(times)]


def remembering(tree: Tree, memories: Sequence[Memory]) -> Memory:
    """One memory of a forest from those of its trees (all of the same classes)."""
    if len(memories) == 1:
        return memories[0]
    before: dict[int, Level] = {}
    match: dict[int, Ints] = {}
    for level in sorted({level for one in memories for level in one.before}):
        classes = max(one.before[level].classes.shape[1] for one in memories if level in one.before)
        held = [_held(one, level, classes) for one in memories]
        before[level] = Level(*(np.concatenate(parts) for parts in zip(*(_fields(one) for one in held), strict=True)))
        first = np.cumsum([0, *(len(one.seen) for one in held)])
        none = np.full(tree.levels[level] - tree.levels[level - 1], -1)
        at = [m.match[level] if len(h.seen) else none for h, m in zip(held, memories, strict=True)]
        match[level] = np.concatenate([np.where(a >= 0, a + f, -1) for a, f in zip(at, first, strict=False)])
    return Memory(before, match)


def told(memories: Sequence[Memory], made: Memory) -> None:
    """Give each tree's memory what was decided for it in the forest."""
    if len(memories) == 1:
        return
    for level, found in made.made.items():
        groups = len(found.seen) // len(memories)
        sizes = [np.concatenate([[0], np.cumsum(n)]) for n in (found.rows, found.pending)]
        for number, one in enumerate(memories):
            mine = slice(number * groups, (number + 1) * groups)
            regions, failed = (slice(int(s[mine.start]), int(s[mine.stop])) for s in sizes)
            one.made[level] = Level(
                found.seen[mine],
                found.rows[mine],
                found.pending[mine],
                found.regions[regions],
                found.classes[mine],
                found.failed[failed],
            )


def _held(memory: Memory, level: int, classes: int) -> Level:
    """What was decided before, nothing where it was about other classes."""
    found = memory.before.get(level)
    if found is not None and level in memory.match and found.classes.shape[1] == classes:
        return found
    none, no = np.zeros(0, np.int64), np.zeros(0, bool)
    return Level(np.zeros(0, np.uint64), none, none, no, np.zeros((0, classes), bool), no)


def _fields(one: Level) -> tuple[NDArray, ...]:
    return one.seen, one.rows, one.pending, one.regions, one.classes, one.failed
