"""Making an approved list: the one place between a request and its sealed files.

Runs as a background job. The grant is the request's own: its region, its columns, its purpose, and an hour.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

from sepakat import targeting
from sepakat.core.errors import UserError
from sepakat.core.grants import Grant
from sepakat.core.progress import SILENT, Progress
from sepakat.core.text import Text
from sepakat.lake import Release
from sepakat.targeting import contents, lists, marks
from sepakat.targeting.family import day_of
from sepakat.targeting.selection import Selection
from sepakat.web.names import lake, sealing, sheets
from sepakat.web.names.models import ListRequest, ListRow
from sepakat.web.names.states import State


def selection(request: ListRequest) -> Selection:
    return Selection.of(request.region, request.unit, request.programme, request.population, request.picked)


def size(request: ListRequest) -> int:
    """How many rows the request would have on the current release. Counted once, unless it follows an overlap, which a
    new matching run changes."""
    release, chosen = lake.release(), selection(request)
    if chosen.overlap:
        return lists.size(release, chosen)
    return _size(release.path, chosen, chosen.canonical(day_of(release)))


@lru_cache(maxsize=64)
def _size(path: Path, chosen: Selection, _rule: str) -> int:
    return lists.size(Release(path), chosen)


def start(number: int) -> None:
    """Queue the making of a list, after the decision is in the database."""
    from sepakat.web import jobs
    from sepakat.web.accounts.actor import actor_of

    request = ListRequest.objects.get(pk=number)
    jobs.start("daftar.susun", by=actor_of(request.by, two_step=False), region=request.region, permintaan=number)


def make(number: int, progress: Progress = SILENT) -> dict[str, Any]:
    """Read, write, seal; gives counts. What stops it is told to the requester, and raised."""
    from sepakat.web.names import actions

    request = ListRequest.objects.get(pk=number)
    if request.state != State.GENERATING:
        return {}
    try:
        rows = _make(request, progress)
    except UserError as problem:
        actions.failed(request=request, why=str(problem.title))
        raise
    return {"baris": rows}


def _make(request: ListRequest, progress: Progress) -> int:
    from sepakat.web.names import actions

    home = lake.lake()
    release = lake.release(home)
    chosen = selection(request)
    grant = Grant(
        by=str(request.by_id),
        role=request.role,
        purpose=f"{request.purpose} daftar:{request.pk}",
        tables=lists.grant_tables(chosen),
        regions=(request.region,),
        expires=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1),
        columns=lists.grant_columns(chosen),
    )
    made = lists.make(home, release, grant, chosen, lake.number("daftar_nama_baris_maks"), progress)
    facts = made.facts
    feedback = contents.FEEDBACK if request.programme else ()
    heads = (*made.heads, contents.CODE, *feedback)
    recipients = list(request.recipients.select_related("user").order_by("id"))
    cells = [row.cells for row in made.rows]
    ties = [row.ties for row in made.rows]
    _clear(request)  # files of a making that was cut short were never handed over
    with progress.step(str(Text("Menyegel berkas", "Sealing the files")), total=len(recipients)) as step:
        for recipient in recipients:
            secret = marks.key(home, request.pk, recipient.user_id)
            order = marks.ordered(cells, ties, secret)
            mark = sheets.mark(request, str(recipient.user), marks.fingerprint(secret), release.sample)
            rows = [[*cells[i], contents.code(secret, i + 1), *("" for _ in feedback)] for i in order]
            for extension, write in sheets.WRITERS.items():
                content = write(heads, rows, f"{mark} {facts.line}.")
                sealing.seal(request, recipient.user_id, extension, content, len(cells))
            step.advance()
    ListRow.objects.bulk_create(
        [
            ListRow(
                request=request,
                number=n,
                family_id=r.family_id,
                person_id=r.persons[0] if r.persons else None,
                village=r.village,
            )
            for n, r in enumerate(made.rows, 1)
        ],
        batch_size=1000,
    )
    persons = {p for row in made.rows for p in row.persons if p is not None}
    try:
        actions.sealed(
            request=request,
            release=release.id,
            rows=len(cells),
            subjects=[
                *targeting.subjects(home, sorted(persons)),
                *targeting.subjects_of_entries(home, [f"{release.id}/{row.entry}" for row in made.rows if row.entry]),
            ],
            rule=made.rule,
            sha256=facts.sha256,
        )
    except UserError:  # revoked meanwhile: what was written goes
        _clear(request)
        raise
    return len(cells)


def _clear(request: ListRequest) -> None:
    request.listed.all().delete()
    for one in request.files.filter(destroyed_at=None):
        sealing.destroy(one.name)
        one.delete()
