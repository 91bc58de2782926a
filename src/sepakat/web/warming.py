"""`python -m sepakat.web.warming LAKE RELEASE FOLDER`: what a new release's readers would wait for, beside it.

First the surveys' estimates, then the decile pictures, then the region pages themselves, from the nation down to the
districts (and to the villages where they are few), whom programmes reach and miss, and who is in which list. It runs
when nothing else wants the processor; whoever starts it twice loses nothing but time.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from wsgiref.util import setup_testing_defaults

from sepakat import catalogue, regions
from sepakat.core.text import reading_in
from sepakat.lake import Lake
from sepakat.web import data, pagestore, surveys
from sepakat.web.data import ReleaseView
from sepakat.web.lake_source import LakeSource
from sepakat.web.presenters import deciles

DRAWN = ("nasional", "provinsi", "kabupaten", "kecamatan")
VILLAGES = 6000  # of a release, up to which their pages are made too: minutes of idle time


def main(lake: Path, release_id: str, into: Path) -> None:
    if hasattr(os, "nice"):
        os.nice(10)
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
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
    if os.environ.get("SEPAKAT_WARM") != "0":
        pages(lake, view, source)


def pages(lake: Path, view: ReleaseView, source: LakeSource) -> None:
    """Make the region pages that are not on disk yet, as strangers get them; stops when another release is current."""
    os.environ["SEPAKAT_LAKE"] = str(lake)
    from sepakat.web.middleware import SEEN, ByRelease
    from sepakat.web.wsgi import application

    data.use(source)
    stamp = source.stamp()
    for address, known in addresses(view):
        if source.stamp() != stamp:
            return
        if pagestore.has(stamp, ByRelease.tag(address, known, stamp)):
            continue
        path, _, query = address.partition("?")
        environ: dict[str, object] = {"PATH_INFO": path, "QUERY_STRING": query}
        setup_testing_defaults(environ)
        environ |= {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_PROTO": "https"}
        if known:
            environ["HTTP_COOKIE"] = f"{SEEN}=1"
        with contextlib.suppress(Exception):  # the reader who opens it will be told
            b"".join(application(environ, _unheard))


def _unheard(*_: object) -> Callable[[bytes], object]:
    """The start of an answer that nobody waits for."""
    return lambda _: None


def addresses(view: ReleaseView) -> Iterator[tuple[str, bool]]:
    """(address, whether the reader has been here before), what most people open first."""
    tree = regions.load()
    regencies = list(view.regencies)
    upper = ["00", *view.provinces, *regencies]
    districts = [code for r in regencies for code in tree.codes("kecamatan", r)]
    villages = [code for r in regencies for code in tree.codes("desa", r)]
    for known in (True, False):
        yield from ((f"/wilayah/{code}/", known) for code in upper)
    yield "/sasaran/", True
    yield from ((f"/sasaran/?wilayah={code}", True) for code in upper)
    for page in ("irisan", "salah-sasaran"):
        yield f"/{page}/", True
    yield from ((f"/irisan/?wilayah={code}", True) for code in upper)
    listed = [p.id for p in catalogue.programmes().values() if p.listed]
    yield from ((f"/salah-sasaran/?program={p}&wilayah={code}", True) for p in listed for code in upper)
    yield from ((f"/wilayah/{code}/", True) for code in districts)
    if len(villages) <= VILLAGES:
        yield from ((f"/wilayah/{code}/", True) for code in villages)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
