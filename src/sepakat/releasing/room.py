"""How much disk an intake or a build needs, asked for before it begins.

Estimates by measured ratios (docs/adr/0037): generous enough that work which begins also ends, unless something else
fills the disk meanwhile; that is told by `core.disk.guard`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sepakat.core import disk
from sepakat.core.memory import MB
from sepakat.lake import Lake
from sepakat.releasing.intakes import Intake
from sepakat.sources.formats import parquet

# Bytes on disk, at the fullest moment of an intake, for each byte delivered (measured: Parquet 3.9, CSV 0.6).
_PACKED = {".parquet": 5.0, ".xlsx": 6.0, ".sav": 3.0}
_PLAIN = 1.0
# The same of a build, for each byte of the intakes' facts and identities (measured: 1.3 without what it spills).
_BUILD = 2.5
_GROUND = 32 * MB


def of_files(paths: Iterable[Path]) -> int:
    """Bytes of files and of folders of parts."""
    return sum(part.stat().st_size for path in paths for part in parquet.parts(path))


def for_intake(lake: Lake, paths: Mapping[str, Path]) -> int:
    """Bytes that taking in these files needs; UserError `disk-short` where they are not free."""
    need = _GROUND
    for path in paths.values():
        suffix = parquet.SUFFIXES[0] if path.is_dir() else path.suffix.lower()
        need += int(of_files([path]) * _PACKED.get(suffix, _PLAIN))
    disk.require(lake.path, need)
    return need


def for_build(lake: Lake, intakes: Iterable[Intake]) -> int:
    """Bytes that a release from these intakes needs; UserError `disk-short` where they are not free."""
    held = 0
    for one in intakes:
        for folder in (one.path, lake.vault.folder(one.id)):
            held += sum(p.stat().st_size for p in folder.rglob("*.parquet"))
    need = _GROUND + int(held * _BUILD)
    disk.require(lake.path, need)
    return need
