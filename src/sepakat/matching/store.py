"""Runs kept in the lake beside the releases: `LAKE/matching/<run>/`. Ids, probabilities and rules; never a name.

A run appears by one rename and never changes. `manifest.json` holds what was matched, when, how many links, hashes of
the files, and the quality where it was measured.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sepakat.core.errors import UserError
from sepakat.core.files import fsync_dir, read_json, sha256_file, write_json
from sepakat.core.grants import Grant
from sepakat.core.text import Text
from sepakat.lake import Lake
from sepakat.matching import apart, keeping, refused
from sepakat.matching.keeping import Kept
from sepakat.matching.model import Model
from sepakat.matching.model import read as read_model

FOLDER = "matching"
_RUN = "-padan-"
SCHEMA = 1
LINKS = pa.schema(
    [
        ("left_source", pa.string()),
        ("left_id", pa.int64()),
        ("right_source", pa.string()),
        ("right_id", pa.int64()),
        ("probability", pa.float64()),
        ("rule", pa.string()),
    ]
)
CLUSTERS = pa.schema([("source", pa.string()), ("id", pa.int64()), ("cluster_id", pa.int64())])
# Pairs that people had settled before the run. said: 1 one person, -1 two. run, run_left, run_right: where it was said.
DECIDED = pa.schema(
    [
        ("left_source", pa.string()),
        ("left_id", pa.int64()),
        ("right_source", pa.string()),
        ("right_id", pa.int64()),
        ("said", pa.int8()),
        ("run", pa.string()),
        ("run_left", pa.int64()),
        ("run_right", pa.int64()),
    ]
)
RECORDS_OF = 2  # runs over the same lists whose records the vault keeps: the last, and the one before


@dataclass(frozen=True)
class Run:
    """One kept run."""

    path: Path
    manifest: dict[str, Any]

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def release(self) -> str:
        """Id of the release whose registries were matched."""
        return str(self.manifest["release"])

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self.manifest["sources"])

    @property
    def threshold(self) -> float:
        return float(self.manifest["threshold"])

    def links(self) -> pa.Table:
        """left_source, left_id, right_source, right_id, probability, rule: links at or above the threshold."""
        return pq.read_table(self.path / "links.parquet")

    def near(self) -> pa.Table:
        """The pairs near the threshold, links or not, with the columns of `links`: what people may look at."""
        return pq.read_table(self.path / "near.parquet")

    def clusters(self) -> pa.Table:
        """source, id, cluster_id: every record, those without a link too."""
        return pq.read_table(self.path / "clusters.parquet")

    def decided(self) -> pa.Table:
        """DECIDED: the pairs that were settled before this run."""
        path = self.path / "decided.parquet"
        return pq.read_table(path) if path.exists() else DECIDED.empty_table()

    def refused(self) -> pa.Table:
        """`refused.SCHEMA`: people of the base registry whose rows were refused; none where the run knew of none."""
        path = self.path / "refused.parquet"
        return pq.read_table(path) if path.exists() else refused.SCHEMA.empty_table()

    def apart(self) -> pa.Table:
        """`apart.SCHEMA`: entries of people who are gone, or whose row was refused."""
        path = self.path / "apart.parquet"
        return pq.read_table(path) if path.exists() else apart.SCHEMA.empty_table()

    def model(self) -> Model:
        return read_model(self.path / "model.json")

    def quality(self, left: str, right: str) -> dict[str, Any] | None:
        """precision, recall, f1, each with low and high, of links between two sources; None where not measured."""
        found = self.manifest.get("quality", {}).get("|".join(sorted((left, right))))
        return dict(found) if found else None


def has_records(lake: Lake, run: Run) -> bool:
    """Whether the vault still holds what a later run needs to compare only what is new."""
    return bool(run.manifest.get("records_kept")) and lake.vault.folder(run.id).is_dir()


def records(lake: Lake, run: Run, holder: Grant) -> Kept:
    """What a run kept of its records, from the vault. UserError run-records where it kept none, or they were pruned;
    those of the vault."""
    if not has_records(lake, run):
        raise UserError(
            Text(f"Catatan pencocokan `{run.id}` tidak tersimpan lagi.", f"Run `{run.id}` has no records."),
            hint=Text("Pakai --since last, atau jalankan tanpa --since.", "Use --since last, or run without --since."),
            code="run-records",
        )
    rows = lake.vault.open(holder, run.id).read(keeping.TABLE)
    return Kept(run.sources, rows.cast(keeping.SCHEMA), run.model(), run.id)


def runs(lake: Lake, release_id: str | None = None) -> list[Run]:
    """Kept runs, oldest first; of one release where its id is given."""
    folder = lake.path / FOLDER
    found = sorted(p.parent for p in folder.glob("*/manifest.json")) if folder.is_dir() else []
    every = [Run(path, dict(read_json(path / "manifest.json"))) for path in found]
    return [run for run in every if release_id is None or run.release == release_id]


def release_of(run_id: str) -> str:
    """Id of the release of a run, by the run's own."""
    return run_id.partition(_RUN)[0]


def latest(lake: Lake, release_id: str | None = None) -> Run | None:
    """The last run, of a release where its id is given; None where there is none."""
    known = runs(lake, release_id)
    return known[-1] if known else None


def run(lake: Lake, run_id: str) -> Run:
    """A run by id. UserError run-unknown."""
    for one in runs(lake):
        if one.id == run_id:
            return one
    raise UserError(
        Text(f"Pencocokan `{run_id}` tidak ada.", f"There is no matching run `{run_id}`."),
        hint=Text("Jalankan `sepakat match regsosek dtks p3ke`.", "Run `sepakat match regsosek dtks p3ke`."),
        code="run-unknown",
    )


def write(
    lake: Lake,
    release_id: str,
    sources: Sequence[str],
    model: Model,
    links: pa.Table,
    near: pa.Table,
    clusters: pa.Table,
    facts: dict[str, Any],
    records: pa.Table | None = None,
    decided: pa.Table | None = None,
    known: Mapping[str, pa.Table] | None = None,
) -> Run:
    """Keep a run; ids are numbers. facts: counts and quality for the manifest. records: `keeping.SCHEMA`, for the vault
    (needs its key); those of old runs over the same lists go (`prune`). decided: DECIDED.
    known: `refused` and `apart` by their schemas. Gives it as it is kept."""
    on = dt.datetime.now(dt.UTC)
    with lake.writing("match"):
        home = lake.path / FOLDER
        home.mkdir(exist_ok=True)
        taken = [int(p.name.rsplit("-", 1)[1]) for p in home.glob(f"{release_id}{_RUN}*")]
        name = f"{release_id}{_RUN}{max(taken, default=0) + 1:03d}"
        with lake.scratch("match") as work:
            made = work / name
            made.mkdir()
            tables = {"links": (links, LINKS), "near": (near, LINKS), "clusters": (clusters, CLUSTERS)}
            if decided is not None:
                tables["decided"] = (decided, DECIDED)
            for stem, schema in (("refused", refused.SCHEMA), ("apart", apart.SCHEMA)):
                if known and known[stem].num_rows:
                    tables[stem] = (known[stem].select(schema.names), schema)
            for stem, (table, schema) in tables.items():
                pq.write_table(table.cast(schema), made / f"{stem}.parquet", compression="zstd")
            model.write(made / "model.json")
            manifest = {
                "schema": SCHEMA,
                "run": name,
                "release": release_id,
                "created": on.isoformat(timespec="seconds"),
                "sources": list(sources),
                "threshold": model.threshold,
                "records": clusters.num_rows,
                "links": links.num_rows,
                "records_kept": records is not None,
                "files": {p.name: sha256_file(p) for p in sorted(made.iterdir())},
                **facts,
            }
            write_json(made / "manifest.json", manifest)
            if records is not None:
                _seal(lake, name, records)
            shutil.move(made, home / name)
            fsync_dir(home)
        prune(lake)
    return run(lake, name)


def prune(lake: Lake) -> int:
    """Take the records of all but the last RECORDS_OF runs over the same lists out of the vault; gives how many. What a
    later run needs of an older one is carried in the newer. Call while writing."""
    seen: dict[tuple[str, ...], int] = {}
    gone = 0
    for old in reversed(runs(lake)):
        if not has_records(lake, old):
            continue
        seen[old.sources] = seen.get(old.sources, 0) + 1
        if seen[old.sources] > RECORDS_OF:
            shutil.rmtree(lake.vault.folder(old.id))
            gone += 1
    return gone


def _seal(lake: Lake, name: str, records: pa.Table) -> None:
    """Records of a run into the vault. A folder of a run that never came to be is swept away by the lake."""
    folder, file = lake.vault.folder(name), f"{keeping.TABLE}/all.parquet"
    shutil.rmtree(folder, ignore_errors=True)
    entry = lake.vault.write_batches(folder, file, records.schema, records.to_batches(), hashed=False)
    write_json(folder / "vault.json", {"files": {file: entry}})
    fsync_dir(folder)
