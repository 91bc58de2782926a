"""`python -m sepakat.web.warming LAKE RELEASE FOLDER`: what a new release's readers would wait for, beside it.

First the surveys' estimates, then the decile pictures of the nation, its provinces, regencies and districts. It runs
with the lowest priority; whoever starts it twice loses nothing but time.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from sepakat import regions
from sepakat.core.text import reading_in
from sepakat.lake import Lake
from sepakat.web import data, surveys
from sepakat.web.lake_source import LakeSource
from sepakat.web.presenters import deciles

DRAWN = ("nasional", "provinsi", "kabupaten", "kecamatan")


def main(lake: Path, release_id: str, into: Path) -> None:
    if hasattr(os, "nice"):
        os.nice(10)
    surveys.keep(Lake.open(lake).release(release_id), into)
    source = LakeSource(lake)
    view = source.view()
    if view is None or view.id != release_id:
        return
    data.use(source)
    tree = regions.load()
    for level in DRAWN:
        codes = ["00"] if level == "nasional" else [c for p in view.provinces for c in tree.codes(level, p)]
        for code in codes:
            with reading_in("id"), contextlib.suppress(Exception):  # a page that needs it will say what is wrong
                deciles.deciles(tree.get(code))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
