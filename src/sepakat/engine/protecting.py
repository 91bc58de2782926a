"""Which figures of a release are hidden: disclosure patterns of every indicator, over the whole release at once.

A pattern is decided for the whole tree of regions and never for the part that was asked for, so the same cell is
hidden whichever region, level or table it appears in. There is one pattern per denominator (its `n`), which all its
indicators share, and one per indicator, which contains it. What ties them further is found in the numbers
(`engine.ties`): where one count equals another, or two add up to a third, what hides either hides both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from sepakat import catalogue
from sepakat.core import duck
from sepakat.core.progress import SILENT, Progress, Step
from sepakat.engine import deciding
from sepakat.engine.deciding import Asked, Slot, counted
from sepakat.engine.staging import Grouping, Stage
from sepakat.engine.ties import ties

MINIMUM = {"registri": "sel_minimum_registri", "lain": "sel_minimum_lain"}


def minimum(table_class: str, on: dt.date) -> int:
    """The smallest cell that may be shown: a dated parameter per class of table (`registri`, `lain`)."""
    return int(catalogue.parameter(MINIMUM[table_class], on).value)


@dataclass
class Patterns:
    """hidden: per indicator, packed bits of (nodes, classes). relatives: per indicator, the others whose patterns reach
    its own, so that a table of one alone has to be protected together with theirs."""

    shape: Mapping[str, tuple[int, int]]
    hidden: dict[str, np.ndarray]
    relatives: Mapping[str, tuple[str, ...]]

    def of(self, name: str) -> np.ndarray:
        """Hidden cells of an indicator: (nodes, classes), True where every figure of the cell is withheld."""
        rows, columns = self.shape[name]
        return np.unpackbits(self.hidden[name], count=rows * columns).reshape(rows, columns).astype(bool)

    def at(self, name: str, nodes: np.ndarray) -> np.ndarray:
        """`of`, for some rising nodes: only the bits between them are unpacked."""
        columns = self.shape[name][1]
        out = np.zeros((len(nodes), columns), bool)
        cuts = np.flatnonzero(np.diff(nodes) != 1) + 1
        for start, stop in zip([0, *cuts], [*cuts, len(nodes)], strict=True):
            if stop > start:
                first, end = int(nodes[start]) * columns, (int(nodes[stop - 1]) + 1) * columns
                bits = np.unpackbits(self.hidden[name][first // 8 : -(-end // 8)])[first % 8 :][: end - first]
                out[start:stop] = bits.reshape(-1, columns)
        return out


def _forgetful(_table: str, _grouping: Grouping) -> None:
    return None


def patterns(
    stage: Stage,
    k: int,
    before: Mapping[str, Mapping[Grouping, np.ndarray]] | None = None,
    progress: Progress = SILENT,
    slot: Slot = _forgetful,
) -> Patterns:
    """Patterns of all indicators of a stage.

    before: cells that a published profile already hides, per indicator and grouping (nodes, classes): they stay hidden.
    slot: where decisions of an earlier release are found again, and these are kept.
    """
    keys = {name: _key(counted(stage, name)[0]) for name in stage.indicators}
    shape = {
        name: (len(stage.places.codes), stage.axes[i.satuan_analisis].size) for name, i in stage.indicators.items()
    }
    first = {key: name for name, key in reversed(keys.items())}

    def forced(name: str) -> np.ndarray:
        rows, columns = shape[name]
        if name not in (before or {}):
            return shared[keys[name]]
        bits = np.unpackbits(shared[keys[name]], count=rows * columns).reshape(rows, columns).astype(bool)
        for grouping, mask in (before or {})[name].items():
            bits[:, stage.axes[stage.indicators[name].satuan_analisis].columns(grouping)] |= mask
        return np.packbits(bits)

    def decided(pool: ThreadPoolExecutor, asked: Sequence[Asked], step: Step) -> dict[str, np.ndarray]:
        parts = list(deciding.chunks(stage, asked))
        out: dict[str, np.ndarray] = {}
        for part, found in zip(parts, pool.map(lambda some: deciding.decide(stage, some, k, slot), parts), strict=True):
            out.update(zip((one.name for one in part), found, strict=True))
            step.advance(len(part))
        return {one.name: out[one.name] for one in asked}

    with progress.step("Melindungi sel kecil", total=len(first) + len(shape)) as step, _pool() as pool:
        found = decided(pool, [Asked(name, denominator=True) for name in first.values()], step)
        shared = {key: found[name] for key, name in first.items()}
        hidden = decided(pool, [Asked(name, denominator=False, forced=forced(name)) for name in shape], step)
    tied = ties({name: (keys[name], *_village_totals(stage, name)) for name in shape})
    _unite(hidden, shared, keys, tied, shape)
    return Patterns(shape, hidden, _relatives(tied, keys, first))


def _relatives(
    tied: Sequence[frozenset[str | bytes]], keys: Mapping[str, bytes], first: Mapping[bytes, str]
) -> dict[str, tuple[str, ...]]:
    """Per indicator, whom its pattern rests on: through ties, and from an indicator to its denominator."""
    group = {table: members for members in tied for table in members}
    out = {}
    for name, key in keys.items():
        seen: set[str | bytes] = set()
        todo: list[str | bytes] = [name, key]
        while todo:
            table = todo.pop()
            if table not in seen:
                seen.add(table)
                todo += group.get(table, ())
                todo += [keys[table]] if isinstance(table, str) else []
        names = {table if isinstance(table, str) else first[table] for table in seen}
        out[name] = tuple(sorted(names - {name, first[key]}))
    return out


def _village_totals(stage: Stage, name: str) -> tuple[np.ndarray, np.ndarray | None]:
    """n by village, and y where having the trait or not is a count of its own."""
    n, y = counted(stage, name)
    return n[:, 0].copy(), y[:, 0].copy() if stage.scale(name) == 1 and y is not n else None


def _unite(
    hidden: dict[str, np.ndarray],
    shared: dict[bytes, np.ndarray],
    keys: Mapping[str, bytes],
    tied: Sequence[frozenset[str | bytes]],
    shape: Mapping[str, tuple[int, int]],
) -> None:
    """Spread what is hidden until nothing changes: from a denominator to its indicators, and among what is tied."""
    sizes: dict[str | bytes, tuple[int, int]] = {}
    sizes.update(shape)
    sizes.update({key: shape[name] for name, key in keys.items()})
    while True:
        before = {**hidden}, {**shared}
        for group in tied:
            for size in {sizes[one] for one in group}:
                mine = [one for one in group if sizes[one] == size]
                union = np.bitwise_or.reduce([hidden[o] if isinstance(o, str) else shared[o] for o in mine])
                union = union | _closed_elsewhere(group, size, sizes, hidden, shared)
                hidden.update({o: union for o in mine if isinstance(o, str)})
                shared.update({o: union for o in mine if isinstance(o, bytes)})
        hidden.update({name: bits | shared[keys[name]] for name, bits in hidden.items()})
        same = all((hidden[o] == before[0][o]).all() for o in hidden)
        if same and all((shared[o] == before[1][o]).all() for o in shared):
            return


def _closed_elsewhere(
    group: frozenset[str | bytes],
    size: tuple[int, int],
    sizes: Mapping[str | bytes, tuple[int, int]],
    hidden: Mapping[str, np.ndarray],
    shared: Mapping[bytes, np.ndarray],
) -> np.ndarray:
    """Families and persons have different breakdowns: of a table of the other unit only whole regions carry over."""
    out = np.zeros(size, bool)
    for other in group:
        if sizes[other] != size:
            bits = hidden[other] if isinstance(other, str) else shared[other]
            rows, columns = sizes[other]
            closed = np.unpackbits(bits, count=rows * columns).reshape(rows, columns)[:, 0].astype(bool)
            out |= closed[:, None]
    return np.packbits(out)


def _key(n: np.ndarray) -> bytes:
    return hashlib.blake2b(n.tobytes(), digest_size=16).digest()


def _pool() -> ThreadPoolExecutor:
    # NumPy lets go of the interpreter in its long loops, so threads share the work without copying the counts.
    return ThreadPoolExecutor(max_workers=duck.threads())
