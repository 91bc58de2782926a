"""Which cells of tables of a stage are hidden: totals first, then each breakdown, many tables side by side.

Each pattern is the one that the table has on its own. Breakdowns of which nothing changed since the release before
(`Memory`), and such that count the same as another of their table (the deciles of a nation and of its only province),
are not decided again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlglot import exp

from sepakat.catalogue import Indicator
from sepakat.core import disclosure, disclosure_memory
from sepakat.core.disclosure_cells import Cells, Table, hide_tables, together
from sepakat.core.disclosure_memory import Memory
from sepakat.engine.staging import Axis, Grouping, Stage

Slot = Callable[[str, Grouping], Memory | None]  # the memory of one breakdown of one table


@dataclass(frozen=True)
class Asked:
    """One table: an indicator, or with `denominator` its n alone. forced: cells that are hidden in any case, packed."""

    name: str
    denominator: bool
    forced: np.ndarray | None = None


@dataclass
class _State:
    """One table under way. y is n where having the trait is no trait of its own; out: (nodes, classes) hidden."""

    n: np.ndarray
    y: np.ndarray
    trait: bool
    forced: np.ndarray | None
    closed: np.ndarray
    out: np.ndarray
    seen: dict[bytes, tuple[slice, Memory | None]]


def counted(stage: Stage, name: str) -> tuple[np.ndarray, np.ndarray]:
    """n and y of an indicator by village and class; y is n itself where having the trait says nothing of anyone."""
    n = np.asarray(stage.array(name, "n"), float)
    unknown = _asks_who_is_unknown(stage.indicators[name])
    return n, n if unknown else np.asarray(stage.array(name, "hits"), float)


def _asks_who_is_unknown(indicator: Indicator) -> bool:
    """Whether an indicator counts unanswered questions: that is a fact about the data, not a trait of anyone."""
    tree = indicator.numerator.tree
    return isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null)


def _trait(stage: Stage, one: Asked) -> bool:
    """Whether having the trait or not is a count of its own."""
    return not one.denominator and stage.scale(one.name) == 1 and not _asks_who_is_unknown(stage.indicators[one.name])


def chunks(stage: Stage, tables: Sequence[Asked]) -> Iterator[list[Asked]]:
    """Tables that are decided in one go."""
    kinds: dict[tuple[str, bool], list[Asked]] = {}
    for one in tables:
        unit = stage.indicators[one.name].satuan_analisis
        kinds.setdefault((unit, _trait(stage, one)), []).append(one)
    for (unit, _), found in kinds.items():
        layout = stage.axes[unit]
        most = max(len(layout.combos[g]) for g in layout.groupings)
        step = together(len(stage.places.villages), most)
        for start in range(0, len(found), step):
            yield found[start : start + step]


def decide(stage: Stage, tables: Sequence[Asked], k: int, slot: Slot) -> list[np.ndarray]:
    """Hidden cells of each of these tables (one of `chunks`): (nodes, classes), packed."""
    layout = stage.axes[stage.indicators[tables[0].name].satuan_analisis]
    states = [_totals(stage, one, layout, k) for one in tables]
    place = disclosure_memory.seen(stage.places.tree.parent, more=(k, *stage.places.tree.levels))
    for grouping in sorted((g for g in layout.groupings if g), key=len):
        columns = layout.columns(grouping)
        todo: list[tuple[_State, Table, bytes]] = []
        for one, state in zip(tables, states, strict=True):
            memory = slot(f"n {one.name}" if one.denominator else one.name, grouping)
            table, seen = _table(state, layout, grouping, memory, place)
            shape = (len(state.closed), table.cells.n.shape[1])
            hidden = memory.recalled(seen, shape) if memory is not None else None
            if hidden is not None:
                state.out[:, columns] = hidden
            elif (same := state.seen.get(seen)) is not None:  # counts the same as an earlier breakdown
                state.out[:, columns] = state.out[:, same[0]]
                _like(memory, same[1])
            else:
                state.seen[seen] = columns, memory
                todo.append((state, table, seen))
        step = len(tables) if len(grouping) == 1 else 1
        for start in range(0, len(todo), step):
            some = todo[start : start + step]
            found = hide_tables(stage.places.tree, [table for _, table, _ in some], k)
            for (state, table, seen), hidden in zip(some, found, strict=True):
                state.out[:, columns] = hidden
                if table.memory is not None:
                    table.memory.keep(seen, hidden)
    return [np.packbits(state.out) for state in states]


def _like(memory: Memory | None, other: Memory | None) -> None:
    """What was decided for another breakdown holds for this one."""
    if memory is not None and other is not None:
        memory.now, memory.made = other.now, dict(other.made)


def _totals(stage: Stage, one: Asked, layout: Axis, k: int) -> _State:
    """A table with its totals decided."""
    tree, total = stage.places.tree, layout.columns(())
    n, y = counted(stage, one.name)
    y = n if one.denominator else y
    trait = _trait(stage, one)
    shape = (len(tree.parent), layout.size)
    forced = one.forced
    if forced is not None:
        forced = np.unpackbits(forced, count=shape[0] * shape[1]).reshape(shape).astype(bool)
    z = disclosure.without(n[:, total], y[:, total] if trait else None)
    n_all, y_all, z_all = (tree.roll_up(v)[:, 0] for v in (n[:, total], y[:, total], z))
    closed = disclosure.close_totals(tree, n_all, y_all, z_all, k, None if forced is None else forced[:, 0])
    out = np.zeros(shape, bool)
    out[:, 0] = closed
    return _State(n, y, trait, forced, closed, out, {})


def _table(state: _State, layout: Axis, grouping: Grouping, memory: Memory | None, place: bytes) -> tuple[Table, bytes]:
    """A breakdown of a table, and one hash of all that its pattern rests on. place: a hash of the regions."""
    columns = layout.columns(grouping)
    inherited = _from_margins(layout, grouping, state.out)
    if state.forced is not None:
        inherited |= state.forced[:, columns]
    n, y, crossed = state.n[:, columns], state.y[:, columns], len(grouping) > 1
    z = disclosure.without(n, y if state.trait else None, crossed=crossed)
    codes = _codes(layout, grouping)
    told = (n.astype(np.int64), None if state.y is state.n else y.astype(np.int64))  # z follows from them
    seen = disclosure_memory.seen(
        *told, np.packbits(state.closed), np.packbits(inherited), codes, more=(place, state.trait, crossed)
    )
    return Table(Cells(n, y, z, codes), state.closed, inherited, memory), seen


def _codes(layout: Axis, grouping: Grouping) -> np.ndarray | None:
    if len(grouping) == 1:
        return None
    return np.array([[-1 if code is None else code for code in combo] for combo in layout.combos[grouping]])


def _from_margins(layout: Axis, grouping: Grouping, hidden: np.ndarray) -> np.ndarray:
    """A cell of a table by two things is hidden where its class is hidden in the table by one of them."""
    out = np.zeros((len(hidden), len(layout.combos[grouping])), bool)
    for smaller in layout.groupings:
        if not smaller or not set(smaller) < set(grouping):
            continue
        place = {combo: i for i, combo in enumerate(layout.combos[smaller])}
        pick = [grouping.index(name) for name in smaller]
        margin = [place[tuple(combo[i] for i in pick)] for combo in layout.combos[grouping]]
        out |= hidden[:, layout.columns(smaller)][:, margin]
    return out
