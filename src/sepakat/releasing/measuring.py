"""The measuring step of a build: numerators and denominators of every indicator for every region."""

from __future__ import annotations

from pathlib import Path

from sepakat import catalogue
from sepakat.core.progress import SILENT, Progress
from sepakat.engine import profile, protecting
from sepakat.engine.profile import layout
from sepakat.lake import Build
from sepakat.lake.continuing import key
from sepakat.releasing import provenance

_FRAMES = ("frame_family", "frame_person")


class _Memory:
    """Files of a profile as units of a build: one for each regency, one for the levels above."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.keys: dict[str, str] = {}

    def take(self, part: str, seen: str) -> bool:
        self.keys[part] = key(provenance.maker(), seen)
        found = self.build.take(f"profile/{part}", self.keys[part])
        if found is None:  # what lies there may be a link to a file of the base release
            (self.build.path / layout.TABLE / f"{part}.parquet").unlink(missing_ok=True)
        return found is not None

    def made(self, part: str, seen: str, path: Path) -> None:
        self.keys[part] = key(provenance.maker(), seen)
        self.build.adopt_file(layout.TABLE, path)
        self.build.finish("profile", {part: self.keys[part]})


def write_profile(build: Build, progress: Progress = SILENT) -> None:
    """Write `profile/` from the frames and surveys of a build, and take it into the release.

    Where no frame changed and every parameter still has its value, nothing is counted. Else all is counted anew (what
    is hidden is decided for the whole nation at once), and the files of regencies that show the same are shared.
    """
    used = {name for indicator in catalogue.indicators().values() for name in indicator.parameters}
    unit = key(
        provenance.maker(),
        [[p.stem, build.logical(table, p.stem)] for table in _FRAMES for p in build.files(table)],
        {name: catalogue.parameter(name, build.on).value for name in used},
        protecting.minimum("registri", build.on),
    )
    before = build.take("measured", unit)
    if before is not None and all(build.take(f"profile/{part}", made) is not None for part, made in before.items()):
        return
    memory = _Memory(build)
    profile.build(build, build.path / layout.TABLE, memory=memory, progress=progress)
    build.finish("measured", {"": unit}, facts=memory.keys)
