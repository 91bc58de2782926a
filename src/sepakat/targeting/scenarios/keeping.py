"""The arrays of a large region in one file, so that they are worked out once (by a job) and read by every process.

Facts of units by number, as the release has them; no name, and not the secret of the noise: that is the lake's, and is
put in again on reading.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from sepakat import catalogue
from sepakat.core.text import Text
from sepakat.lake import Release
from sepakat.lake import cells as lake_cells
from sepakat.targeting.scenarios.base import Base, Calibration
from sepakat.targeting.scenarios.loading import condition

_PLAIN = ("release", "sample", "programme", "region", "unit", "listed")
_LEFT_OUT = {
    "secret",
    "condition",
    "calibration",
    "deciles",
    "day",
    "villages",
    "known",
    "insured_by_programme",
    "notes",
}


def write(base: Base, path: Path) -> None:
    """Keep the arrays in one step; readable by the owner only."""
    arrays: dict[str, Any] = {
        f.name: getattr(base, f.name) for f in dataclasses.fields(base) if f.name not in {*_PLAIN, *_LEFT_OUT}
    }
    arrays |= {f"deciles_{name}": held for name, held in base.deciles.items()}
    arrays |= {f"calibration_{name}": getattr(base.calibration, name) for name in ("said", "true", "n")}
    facts = {name: getattr(base, name) for name in _PLAIN} | {
        "day": base.day.isoformat(),
        "villages": base.villages,
        "known": base.known,
        "insured_by_programme": base.insured_by_programme,
        "notes": [[note.id, note.en] for note in base.notes],
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{os.getpid()}")
    with open(made, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        np.savez(out, facts=np.frombuffer(json.dumps(facts).encode(), np.uint8), **arrays)
    made.replace(path)


def read(release: Release, path: Path) -> Base:
    """What `write` kept of this release. OSError, ValueError, KeyError for anything else."""
    with np.load(path, allow_pickle=False) as held:
        arrays = {name: held[name] for name in held.files}
    facts = json.loads(arrays.pop("facts").tobytes())
    if facts["release"] != release.id:
        raise ValueError(facts["release"])
    deciles = {n.removeprefix("deciles_"): arrays.pop(n) for n in [*arrays] if n.startswith("deciles_")}
    fitted = {n.removeprefix("calibration_"): arrays.pop(n) for n in [*arrays] if n.startswith("calibration_")}
    day = dt.date.fromisoformat(facts["day"])
    return Base(
        **{name: facts[name] for name in _PLAIN},
        **arrays,
        day=day,
        villages=tuple(facts["villages"]),
        known=tuple(facts["known"]),
        insured_by_programme=tuple(facts["insured_by_programme"]),
        notes=tuple(Text(*note) for note in facts["notes"]),
        deciles=deciles,
        calibration=Calibration(**fitted),
        secret=lake_cells.of_release(release.path),
        condition=condition(release, catalogue.programme(facts["programme"]), facts["region"], day),
    )
