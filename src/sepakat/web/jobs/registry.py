"""Kinds of jobs: a decorator for functions in an app's `tasks.py`, and the registry made by walking those files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sepakat.core.errors import unknown_name
from sepakat.core.progress import Progress
from sepakat.core.text import Text

if TYPE_CHECKING:
    from sepakat.web.jobs.models import Job

Work = Callable[["Job", Progress], "dict[str, Any] | None"]


@dataclass(frozen=True)
class Kind:
    """One kind of job. label: what it does. work: given the job and where to report; its answer is kept as the result.

    writes: it writes to the lake, so it waits while another process does. steps: how many steps it usually reports,
    for a first guess of how far it is. again: it may be started again by hand after it failed. href: the page to go to
    when it is done. failed: told when it ends without having done its work (failed, cancelled, its worker died).
    """

    id: str
    label: Text
    work: Work
    writes: bool = False
    steps: int = 1
    again: bool = True
    href: Callable[[Job], str] | None = None
    failed: Callable[[Job], None] | None = None


_found: dict[str, Kind] = {}


def kind(
    id_: str,
    label: Text,
    *,
    writes: bool = False,
    steps: int = 1,
    again: bool = True,
    href: Callable[[Job], str] | None = None,
    failed: Callable[[Job], None] | None = None,
) -> Callable[[Work], Work]:
    """Declare a function as the work of a kind of job (see `Kind`)."""

    def declare(work: Work) -> Work:
        _found[id_] = Kind(id_, label, work, writes, steps, again, href, failed)
        return work

    return declare


@lru_cache(maxsize=1)
def _walked() -> bool:
    from sepakat.web import walk

    walk.each("tasks")
    return True


def kinds() -> dict[str, Kind]:
    """Every kind of job by id: the `tasks` module of each app declares its own."""
    _walked()
    return dict(sorted(_found.items()))


def named(id_: str) -> Kind:
    """The kind of this id; UserError `job-kind-unknown` with the nearest."""
    known = kinds()
    if id_ not in known:
        raise unknown_name(Text("Jenis pekerjaan", "Kind of job"), id_, known, "job-kind-unknown")
    return known[id_]
