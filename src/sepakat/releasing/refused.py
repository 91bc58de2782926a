"""Refused rows: they hold persons' values, so they are kept in the vault and given out with a grant, never plain."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from sepakat.core.grants import Grant
from sepakat.lake import Lake
from sepakat.releasing.intakes import intake

_PIECE = 1 << 20


def hand_over(rejected: Mapping[str, Path], target: Path) -> None:
    """Copy the files of refused rows to where the caller named (see `ingest`), readable by the owner only."""
    folder = target.is_dir() or not target.suffix
    (target if folder else target.parent).mkdir(parents=True, exist_ok=True)
    for role, path in rejected.items():
        one = target if len(rejected) == 1 else target.with_name(f"{target.stem}_{role}{target.suffix}")
        out = target / path.name if folder else one
        shutil.copyfile(path, out)
        out.chmod(0o600)


def keep(lake: Lake, folder: Path, rejected: Mapping[str, Path]) -> dict[str, dict[str, Any]]:
    """Encrypt the files of refused rows into `folder`, as the pieces of each; gives their entries for vault.json."""
    shape = pa.schema([("berkas", pa.string()), ("isi", pa.binary())])

    def pieces(path: Path) -> Iterator[pa.RecordBatch]:
        with open(path, "rb") as source:
            while piece := source.read(_PIECE):
                yield pa.record_batch({"berkas": [path.name], "isi": [piece]}, schema=shape)

    names = {role: f"rejected/{role}.parquet" for role in sorted(rejected)}
    return {name: lake.vault.write_batches(folder, name, shape, pieces(rejected[role])) for role, name in names.items()}


def rejected_rows(lake: Lake, intake_id: str, grant: Grant, out: Path) -> list[Path]:
    """Write the refused rows of an intake, with their reasons, as CSV files into folder `out` (owner only).

    They hold persons' values: a grant on table `rejected` is needed, and the read is recorded. Gives the files.
    """
    intake(lake, intake_id)
    out.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for _, data in lake.vault.open(grant, intake_id).each("rejected"):
        if not data.num_rows:
            continue
        path = out / Path(str(data["berkas"][0].as_py())).name
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as target:
            for piece in data["isi"]:
                target.write(piece.as_py())
        written.append(path)
    return written
