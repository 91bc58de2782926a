"""What lies between scoring and ranks, and the rank file of one regency."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.welfare.calibration import chance_at
from sepakat.welfare.model import NATION, Model
from sepakat.welfare.thresholds import Histogram, Ints, decile_of, percentile_of

Base = Literal["orang", "keluarga"]
_ROW_GROUP = 122_880


@dataclass
class Scored:
    """Where the scores of a regency lie, and how they are spread."""

    path: Path
    total: Histogram  # coarse, all kinds
    kinds: dict[int, Histogram]


def kept(path: Path) -> pa.Table:
    """A scored file: arrays as they lie, mapped, or what Spark wrote."""
    if path.suffix == ".parquet":
        return pq.read_table(path)
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


@dataclass
class Tally:
    """What was written. deciles: national decile → the weight it holds; near: families near the cut."""

    families: int = 0
    ranked: int = 0
    persons: int = 0
    near: int = 0
    deciles: dict[int, int] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.families += other.families
        self.ranked += other.ranked
        self.persons += other.persons
        self.near += other.near
        for d, weight in other.deciles.items():
            self.deciles[d] = self.deciles.get(d, 0) + weight


def write(code: str, one: Scored, model: Model, at: dict[str, Ints], shift: int, out: Path, base: Base) -> Tally:
    """The rank file of one regency, rows in the order of its family file."""
    schema = catalogue.table("rank").schema()
    table = kept(one.path)
    has = pc.is_valid(table["skor"]).to_numpy()
    blank = None if has.all() else ~has
    score, kinds, members = (
        table[name].fill_null(0).to_numpy().astype(np.int64) for name in ("skor", "kind", "members")
    )
    columns: dict[str, Any] = {name: table[name] for name in ("family_id", "members", "skor", "kurang_data")}
    columns["village_code"] = table["village_code"].cast(pa.string())
    decile: dict[str, Ints] = {}
    for name, scope in (("nasional", NATION), ("provinsi", code[:2]), ("kabupaten", code)):
        percentile = percentile_of(score, at[scope])
        decile[name] = decile_of(percentile)
        columns[f"persentil_{name}"] = pa.array(percentile, mask=blank)
        columns[f"desil_{name}"] = pa.array(decile[name], mask=blank)
    chance = np.zeros(len(score))
    for kind in model.kinds:
        rows = kinds == kind
        chance[rows] = chance_at(list(model.chance[kind]), score[rows], shift)
    # Rounded so that the stored number does not depend on the last bit of an interpolation.
    chance = np.round(chance, 4)
    lower, upper = model.band
    near = (chance >= lower) & (chance <= upper)
    columns["peluang_d14"] = pa.array(chance.astype(np.float32), mask=blank)
    columns["dekat_batas"] = pa.array(np.where(near, 1, 2), mask=blank)
    pq.write_table(
        pa.table([columns[f.name].cast(f.type) for f in schema], schema=schema),
        out,
        compression="zstd",
        row_group_size=_ROW_GROUP,
        use_dictionary=["village_code", "kurang_data"],
        column_encoding={"family_id": "DELTA_BINARY_PACKED", "skor": "DELTA_BINARY_PACKED"},
    )
    weight = members if base == "orang" else np.ones(len(members), dtype=np.int64)
    held = np.bincount(decile["nasional"][has], weight[has], 11)
    return Tally(
        families=len(score),
        ranked=int(has.sum()),
        persons=int(members[has].sum()),
        near=int((near & has).sum()),
        deciles={d: int(held[d]) for d in range(1, 11)},
    )
