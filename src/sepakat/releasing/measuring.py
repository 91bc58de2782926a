"""The measuring step of a build: numerators and denominators of every indicator for every region."""

from __future__ import annotations

from sepakat.core.progress import SILENT, Progress
from sepakat.engine import profile
from sepakat.lake import Build


def write_profile(build: Build, progress: Progress = SILENT) -> None:
    """Write `profile/` from the frames and surveys of a build, and take it into the release."""
    profile.build(build, build.path / "profile", progress=progress)
    build.adopt("profile")
