"""Where Spark finds a file that this machine sees under a path."""

from __future__ import annotations

import os
from pathlib import Path

SETTING = "SEPAKAT_SPARK_STORAGE"
"""`/data/lake=s3a://bucket/lake`: what stands for a folder on the cluster's machines; unset: the same path there."""


def stored(path: str | Path) -> str:
    """A path as Spark reaches it."""
    whole = Path(path).resolve()
    here, _, there = os.environ.get(SETTING, "").partition("=")
    if there and whole.is_relative_to(Path(here).resolve()):
        return f"{there.rstrip('/')}/{whole.relative_to(Path(here).resolve())}"
    return whole.as_uri()
