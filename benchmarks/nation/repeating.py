"""A release of full size from a smaller one: each family so many times, with other ids and other numbers.

    python benchmarks/nation/repeating.py LAKE TIMES OUT [TABLE …]

For the steps that read a release (ranks, indicators, cross-tables, registries, look-ups) where making the nation by the
product's own commands would take hours. What is equal in it: answers, villages, and who is in which lists. What is not:
names (there are none), and anything that depends on how families differ. Only the tables that the steps of `nation.py`
read are made; the index of numbers is made by the product.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core import memory
from sepakat.lake import Lake, layout, numbers

TABLES = ("family", "rank", "frame_family", "frame_person", "key_person", "key_registry_dtks", "key_registry_p3ke")
_FAMILY = ("family_id", "family_entry_id", "entry_id")  # the first that a table has tells its families
_IDS = {"family_id", "person_id", "entry_id", "family_entry_id"}


def repeat(data: pa.Table, times: int) -> pa.Table:
    """The rows of one file, family by family so many times. Rows of a family lie together, as the layout has them."""
    of = next((c for c in _FAMILY if c in data.column_names and data[c].null_count == 0), None)
    assert of, data.column_names
    family = data[of].to_numpy()
    start = np.flatnonzero(np.concatenate([[True], family[1:] != family[:-1]]))
    length = np.diff(np.append(start, len(family)))
    lengths = np.repeat(length, times)
    end = np.cumsum(lengths)
    rows = np.arange(int(end[-1])) + np.repeat(np.repeat(start, times) - (end - lengths), lengths)
    copy = np.repeat(np.tile(np.arange(times), len(start)), lengths)
    columns = {}
    for field in data.schema:
        values = data[field.name].combine_chunks().take(pa.array(rows))
        if field.name in _IDS:
            made = values.fill_null(0).to_numpy() * times + copy
            values = pa.array(made, mask=~np.asarray(values.is_valid())).cast(field.type)
        elif field.name.endswith("_hash"):
            values = _others(values, copy).cast(field.type)
        columns[field.name] = values
    return pa.table(columns, schema=data.schema)


def _others(hashes: pa.Array, copy: np.ndarray) -> pa.Array:
    """Another 16-byte hash for each copy, the same in every table; the first copy keeps its own."""
    known = np.asarray(hashes.is_valid())
    whole = hashes.fill_null(bytes(16)).cast(pa.binary(16))
    words = np.frombuffer(whole.buffers()[1], "<u8")[2 * whole.offset :][: 2 * len(whole)].reshape(-1, 2).copy()
    words ^= (
        np.random.default_rng(1).integers(0, 2**63, (int(copy.max()) + 1, 2), np.uint64)[copy] * (copy > 0)[:, None]
    )
    made = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), len(whole), [pa.array(known).buffers()[1], pa.py_buffer(words.tobytes())]
    )
    return made


def _file(path: Path, target: Path, times: int) -> int:
    data = pq.read_table(path)
    made = repeat(data, times) if data.num_rows else data
    layout.write_batches(made.schema, made.to_batches(layout.ROW_GROUP), target, hashed=False)
    return made.num_rows


def make(lake: Path, times: int, out: Path, tables: Sequence[str] = TABLES) -> Path:
    """`out`: a lake whose current release is that of `lake`, so many times. Files that are there are kept."""
    release = Lake.open(lake).release("current")
    target = out / "releases" / release.id
    target.mkdir(parents=True, exist_ok=True)
    for path in [p for p in lake.iterdir() if p.is_file()] + [p for p in release.path.iterdir() if p.is_file()]:
        shutil.copy2(path, out / path.relative_to(lake))
    for name in release.path.iterdir():
        few = name.is_dir() and name.name not in TABLES and sum(p.stat().st_size for p in name.rglob("*")) < 1 << 20
        if few:
            shutil.copytree(name, target / name.name, dirs_exist_ok=True)
    for name in ("intake", "models", "regions", "vault", "work"):
        (out / name).mkdir(exist_ok=True)
    rows = {}
    with ProcessPoolExecutor(memory.threads()) as pool:
        for table in tables:
            began, files = time.perf_counter(), release.files(table)
            made = [target / table / p.name for p in files]
            wanted = [(p, t) for p, t in zip(files, made, strict=True) if not t.exists()]
            list(pool.map(_file, *zip(*wanted, strict=True), [times] * len(wanted)) if wanted else ())
            rows[table] = sum(pq.read_metadata(p).num_rows for p in made)
            print(f"{table:24} {rows[table]:12,} rows {time.perf_counter() - began:8.1f} s", flush=True)
    manifest = target / "manifest.json"
    facts = json.loads(manifest.read_text())
    facts["tables"] = {**facts["tables"], **{t: {"files": len(release.files(t)), "rows": n} for t, n in rows.items()}}
    manifest.write_text(json.dumps(facts))
    began = time.perf_counter()
    numbers.write(Lake.open(out).release("current"), target / numbers.FOLDER, out / "work" / "numbers")
    print(f"{'index of numbers':24} {time.perf_counter() - began:22.1f} s", flush=True)
    return out


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:] or TABLES)
