"""The measuring step of a build: numerators and denominators of every indicator for every region.

What is counted and decided rests on little at a time: counts on the rows of one village, most of disclosure control on
the counts of one district. So a release built from the last one counts the villages again of which a row changed, and
decides again where counts changed (`engine.profile.keeping`, `remembering`). Ranks are the nation's: one changed score
may move families of any village into another decile, and these villages are found by comparing ranks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sepakat import catalogue
from sepakat.core.progress import SILENT, Progress
from sepakat.engine import profile, protecting
from sepakat.engine.profile import layout
from sepakat.engine.profile.keeping import Kept
from sepakat.engine.profile.remembering import Remembered
from sepakat.lake import Build, Release
from sepakat.lake.continuing import key
from sepakat.releasing import provenance

_FRAMES = ("frame_family", "frame_person")
_FACTS = ("family", "person")


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

    def made(self, part: str, seen: str, path: Path, rows: pa.Table, beside: Sequence[Path]) -> None:
        self.keys[part] = key(provenance.maker(), seen)
        self.build.adopt_file(layout.TABLE, path, rows)
        for one in beside:
            self.build.note_file(one)
        self.build.finish("profile", {part: self.keys[part]})


def write_profile(build: Build, progress: Progress = SILENT) -> dict[str, int]:
    """Write `profile/` from the frames and surveys of a build, and take it into the release.

    Where no frame changed and every parameter still has its value, nothing is counted. Else villages that changed are
    counted and protected anew, and the files of regencies that show the same are shared. Gives how many villages there
    are and how many were counted (`villages`, `counted`), where that was found out.
    """
    used = {name for indicator in catalogue.indicators().values() for name in indicator.parameters}
    rules = key(
        provenance.maker(),
        {name: catalogue.parameter(name, build.on).value for name in used},
        protecting.minimum("registri", build.on),
    )
    unit = key(rules, [[p.stem, build.logical(table, p.stem)] for table in _FRAMES for p in build.files(table)])
    before = build.take("measured", unit)
    if before is not None and all(build.take(f"profile/{part}", made) is not None for part, made in before.items()):
        return {}
    memory, base = _Memory(build), build.before
    same = {part: _same(build, base, part) for part in build.kabupaten()} if base is not None else {}
    kept = Kept(base.path, rules, same) if base is not None else None
    remembered = Remembered(base.path if base is not None else None, rules)
    profile.build(
        build,
        build.path / layout.TABLE,
        memory=memory,
        before=kept,
        remembered=remembered,
        progress=progress,
    )
    build.note_file(remembered.path(build.path))
    build.finish("measured", {"": unit}, facts=memory.keys)
    if kept is None:
        return {}
    total = kept.found["villages"]
    return {"villages": total, "counted": total - min(n for unit, n in kept.found.items() if unit != "villages")}


def _same(build: Build, base: Release, part: str) -> frozenset[str] | None:
    """Villages of a regency of which all that is counted is as in the base release; None: all of them.

    Where facts changed none is taken to be the same; where only ranks did, those whose families kept what is counted.
    """

    def unchanged(tables: Sequence[str]) -> bool:
        before = base.manifest["files"]
        return all(
            build.logical(table, part) == before.get(f"{table}/{part}.parquet", {}).get("logical", "")
            for table in tables
        )

    if unchanged(_FRAMES):
        return None
    paths = base.file("rank", part), build.file("rank", part)
    if not unchanged(_FACTS) or None in paths:
        return frozenset()
    counted = set(catalogue.dimensions()).union(*(i.columns for i in catalogue.indicators().values()))
    told = sorted(counted & set(catalogue.table("rank").variables))
    was, now = (pq.read_table(path, columns=["family_id", "village_code", *told]) for path in paths)
    if not was["family_id"].equals(now["family_id"]):
        return frozenset()
    moved = np.zeros(now.num_rows, bool)
    for name in told:
        one, two = was[name].combine_chunks(), now[name].combine_chunks()
        unlike = pc.or_(pc.fill_null(pc.not_equal(one, two), False), pc.xor(one.is_null(), two.is_null()))
        moved |= np.asarray(unlike)
    codes = now["village_code"].combine_chunks()
    return frozenset(pc.unique(codes).to_pylist()) - set(pc.unique(codes.filter(pa.array(moved))).to_pylist())
