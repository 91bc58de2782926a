"""Counts of a profile kept by regency in the release, so that the next release counts only villages that changed.

`counts/<unit>/<regency>.arrow` holds the stage's own numbers (`engine.staging`): a column per indicator and part, a
value per village and class, villages in code order. The schema's metadata names the villages, the classes and what the
numbers rest on (`rules`: definitions, parameters). They say nothing that the profile does not hold too, before it is
protected; it is the quick way to read it, and can be left out at any time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from sepakat.catalogue import Indicator
from sepakat.engine import sql
from sepakat.engine.staging import Axis, Stage

FOLDER = "counts"
_FACTS = b"sepakat.counts"


@dataclass(frozen=True)
class Kept:
    """Counts of the release before. same: regency → villages of which all that is counted is as it was (None: all).

    found: after counting, how many villages there are (`villages`) and, by unit, how many were not counted again.
    """

    folder: Path
    rules: str
    same: Mapping[str, frozenset[str] | None]
    found: dict[str, int] = field(default_factory=dict)

    def fill(self, stage: Stage, unit: str, indicators: Sequence[Indicator]) -> set[str]:
        """Put what is known of a unit into its place; gives the villages that need not be counted."""
        done: set[str] = set()
        first = stage.places.tree.levels[-2]
        for part, villages in self.same.items():
            path = self.folder / FOLDER / unit / f"{part}.arrow"
            if villages == frozenset() or not path.exists():
                continue
            with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as held:
                facts = json.loads((held.schema.metadata or {}).get(_FACTS, b"{}"))
                names = [_name(i.id, kind) for i in indicators for kind in sql.PARTS if stage.keeps(i.id, kind)]
                if facts.get("rules") != self.rules or not set(names) <= set(held.schema.names):
                    continue
                columns = _columns(facts["classes"], stage.axes[unit])
                known = [
                    (at, code) for at, code in enumerate(facts["villages"]) if villages is None or code in villages
                ]
                known = [(at, code) for at, code in known if code in stage.places.index]
                if columns is None or not known:
                    continue
                data = held.get_batch(0)
            source_rows = np.array([at for at, _ in known])
            rows = np.array([stage.places.index[code] - first for _, code in known])
            shape = (len(facts["villages"]), len(columns))
            _put(stage.rows(unit), data.column("rows"), shape, source_rows, rows, columns)
            for i in indicators:
                for kind in sql.PARTS:
                    if stage.keeps(i.id, kind):
                        target = stage.array(i.id, kind)
                        _put(target, data.column(_name(i.id, kind)), shape, source_rows, rows, columns)
            done |= {code for _, code in known}
        self.found.update({"villages": len(stage.places.villages), unit: len(done)})
        return done


def write(stage: Stage, rules: str, part: str, low: int, high: int, folder: Path) -> list[Path]:
    """Keep the counts of the villages `low:high` of one regency; gives the files."""
    out = []
    for unit, layout in stage.axes.items():
        arrays = {"rows": stage.rows(unit)[low:high]}
        for i in stage.indicators.values():
            if i.satuan_analisis == unit:
                arrays |= {_name(i.id, p): stage.array(i.id, p)[low:high] for p in sql.PARTS if stage.keeps(i.id, p)}
        facts = {"rules": rules, "villages": stage.places.villages[low:high], "classes": _classes(layout)}
        data = pa.record_batch({name: pa.array(np.ascontiguousarray(a).ravel()) for name, a in arrays.items()})
        schema = data.schema.with_metadata({_FACTS: json.dumps(facts).encode()})
        path = folder / FOLDER / unit / f"{part}.arrow"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # it may be a link to the release before
        options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
        with pa.OSFile(str(path), "wb") as target, pa.ipc.new_file(target, schema, options=options) as writer:
            writer.write_batch(data.replace_schema_metadata(schema.metadata))
        out.append(path)
    return out


def _name(indicator: str, part: str) -> str:
    return f"{indicator}__{part}"


def _classes(layout: Axis) -> list[list]:
    return [[list(g), [list(combo) for combo in layout.combos[g]]] for g in layout.groupings]


def _columns(classes: Sequence[Sequence], layout: Axis) -> np.ndarray | None:
    """The column that each kept class has now; None where one is gone or the breakdowns differ."""
    if [tuple(names) for names, _ in classes] != list(layout.groupings):
        return None
    found = []
    for names, combos in classes:
        grouping = tuple(names)
        place = {combo: layout.offset[grouping] + i for i, combo in enumerate(layout.combos[grouping])}
        if not all(tuple(combo) in place for combo in combos):
            return None
        found += [place[tuple(combo)] for combo in combos]
    return np.array(found, np.int64)


def _put(
    target: np.ndarray, kept: pa.Array, shape: tuple[int, int], source: np.ndarray, rows: np.ndarray, at: np.ndarray
) -> None:
    target[rows[:, None], at] = kept.to_numpy(zero_copy_only=False).reshape(shape)[source]
