"""A new release from an old one: the same facts, scored by another model or ranked on another base.

Releases never change, so `apply` and `rank` make a new one; fact files and the vault are shared with the old one.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from sepakat.core import duck
from sepakat.core.progress import SILENT, Progress
from sepakat.lake import Lake, Release, numbers
from sepakat.releasing import measuring
from sepakat.releasing.frames import FRAMES, regency_groups, write_frames
from sepakat.releasing.ranking import rank

_DERIVED = ("rank", "frame_family", "frame_person", "profile")
_STEPS = ("identify", "people", "facts", "vault", "receipts", "pupils", "location", "surveys", "sectors")
_OWN_FACTS = ("sources", "checks", "catalogue", "parameters", "ids", "matched", "listed", "poverty_line_on")


def rerank(
    lake: Lake,
    release: Release,
    *,
    model: Path | None = None,
    base: Literal["orang", "keluarga"] = "orang",
    on: dt.date | None = None,
    progress: Progress = SILENT,
) -> Release:
    """Score and rank the families of `release` again, measure, and seal a new release; gives it, unpublished.

    model: a model file; None keeps the release's own model. base: what a decile holds a tenth of.
    """
    day = on or dt.date.today()
    with lake.begin(sample=release.sample, base=release.id, on=day) as build:
        for table in release.tables():
            if table in _DERIVED:
                continue
            for path in release.files(table):
                build.share(table, path)
        build.share_vault()
        con = duck.connect(build.scratch / "spill")
        kept = release.path / "model.json"
        rank(build, model or kept, base, day, progress)
        groups = regency_groups(build)
        with progress.step(FRAMES, len(groups)) as step:
            for parts in groups:
                write_frames(con, build, parts)
                step.advance()
        con.close()
        numbers.write(build, build.path / numbers.FOLDER, build.scratch / "numbers")
        kept_facts = {name: value for name, value in release.manifest.items() if name in _OWN_FACTS}
        kept_facts["parameters"] = {**release.manifest.get("parameters", {}), "dasar_desil": base}
        build.describe(**kept_facts, reranked_from=release.id)
        build.inherit(_STEPS)
        build.write_document("quality", release.document("quality"))
        measuring.write_profile(build, progress)
        return build.seal()
