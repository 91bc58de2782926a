"""What disclosure control decided for a release, kept in it (`counts/patterns.arrow`) for the next one.

One row per table (an indicator, or a denominator: `n …`), breakdown and level, groups in the order of `codes`; see
`core.disclosure_memory`. Level -1 holds the pattern of the whole breakdown (`regions`) and one hash of all that it
rests on. The file holds which cells are hidden, as the profile does, and hashes; no counts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sepakat.core.disclosure import Ints
from sepakat.core.disclosure_memory import Level, Memory, Whole
from sepakat.engine.places import Places
from sepakat.engine.profile.keeping import FOLDER
from sepakat.engine.staging import Grouping

NAME = "patterns.arrow"
_FACTS = b"sepakat.patterns"
_WHOLE = -1
_SCHEMA = pa.schema(
    [("table", pa.string()), ("dim", pa.string()), ("level", pa.int8()), ("shape", pa.list_(pa.int64()))]
    + [(name, pa.binary()) for name in ("seen", "rows", "pending", "regions", "classes", "failed")]
)


class Remembered:
    """The decisions of the release before, by table and breakdown, and those that are made now."""

    def __init__(self, release: Path | None, rules: str) -> None:
        self.rules = rules
        self._before: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._codes: list[list[str]] = []
        self._made: dict[tuple[str, str], Memory] = {}
        self._match: dict[int, Ints] = {}
        path = self.path(release) if release is not None else None
        if path is not None and path.exists():
            with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as held:
                facts = json.loads((held.schema.metadata or {})[_FACTS])
                if facts["rules"] == rules:
                    self._codes = facts["codes"]
                    for row in held.read_all().to_pylist():
                        self._before.setdefault((row["table"], row["dim"]), []).append(row)

    @staticmethod
    def path(release: Path) -> Path:
        """Where a release keeps its decisions."""
        return release / FOLDER / NAME

    def at(self, places: Places) -> None:
        """Say which regions there are now."""
        self.places = places
        self._match = {}
        self._same = self._codes == self._listed()
        for level, codes in enumerate(self._codes, start=1):
            number = {code: i for i, code in enumerate(codes)}
            now = places.codes[places.tree.rows(level - 1)]
            self._match[level] = np.array([number.get(code, -1) for code in now], np.int64)

    def slot(self, table: str, grouping: Grouping) -> Memory | None:
        """The memory of one table's breakdown (none for breakdowns by several things)."""
        if len(grouping) != 1:
            return None
        key = (table, grouping[0])
        rows = {int(row["level"]): row for row in self._before.get(key, ())}
        whole = rows.pop(_WHOLE, None)
        kept = Whole(whole["seen"], np.frombuffer(whole["regions"], np.uint8)) if whole and self._same else None
        before = {level: _level(row) for level, row in rows.items()}
        self._made[key] = Memory(before, self._match, kept=kept)
        return self._made[key]

    def _listed(self) -> list[list[str]]:
        """The regions that groups are numbered by: all levels above the last."""
        tree = self.places.tree
        return [list(self.places.codes[tree.rows(level)]) for level in range(tree.depth)]

    def write(self, folder: Path) -> Path:
        """Keep what was decided under `folder`; gives the file."""
        facts = {"rules": self.rules, "codes": self._listed()}
        rows: list[dict[str, Any]] = []
        for (table, dim), memory in sorted(self._made.items()):
            place = {"table": table, "dim": dim}
            rows += [{**place, "level": level, **_row(found)} for level, found in sorted(memory.made.items())]
            if (whole := memory.now) is not None:
                rows.append({**place, "level": _WHOLE, "seen": whole.seen, "regions": whole.hidden.tobytes()})
        path = self.path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
        schema = _SCHEMA.with_metadata({_FACTS: json.dumps(facts).encode()})
        with pa.OSFile(str(path), "wb") as target, pa.ipc.new_file(target, schema, options=options) as writer:
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
        return path


def _row(found: Level) -> dict[str, Any]:
    return {
        "shape": [len(found.regions), *found.classes.shape, len(found.failed)],
        "seen": found.seen.tobytes(),
        "rows": found.rows.astype(np.int32).tobytes(),
        "pending": found.pending.astype(np.int32).tobytes(),
        "regions": np.packbits(found.regions).tobytes(),
        "classes": np.packbits(found.classes).tobytes(),
        "failed": np.packbits(found.failed).tobytes(),
    }


def _level(row: dict[str, Any]) -> Level:
    regions, groups, classes, failed = row["shape"]

    def bits(name: str, count: int) -> np.ndarray:
        return np.unpackbits(np.frombuffer(row[name], np.uint8), count=count).astype(bool)

    return Level(
        np.frombuffer(row["seen"], np.uint64),
        np.frombuffer(row["rows"], np.int32).astype(np.int64),
        np.frombuffer(row["pending"], np.int32).astype(np.int64),
        bits("regions", regions),
        bits("classes", groups * classes).reshape(groups, classes),
        bits("failed", failed),
    )
