"""The long work of documents that people write: the whole of one as a file, made by the worker beside the site."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sepakat import access
from sepakat.core.progress import Progress
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.accounts.actor import actor_of
from sepakat.web.jobs.models import Job

WRITE = "naskah.susun"


def _href(job: Job) -> str:
    facts = job.facts
    file = reverse("draft-download", args=[facts["naskah"], "naskah", facts["bentuk"]])
    return f"{file}?versi={facts['versi']}"


@jobs.kind(WRITE, Text("Menyusun naskah", "Making a document"), href=_href)
def write(job: Job, progress: Progress) -> dict[str, Any]:
    """Make the file of a version and keep it for its download. Refused where the right has gone since it was asked."""
    from sepakat.web.papers import actions, library
    from sepakat.web.papers.views import own

    who = actor_of(job.by, two_step=False) if job.by is not None else access.PUBLIC
    found = actions.get(who, int(job.facts["naskah"]))
    wanted = own.wanted(found, own.version_of(found, str(job.facts["versi"])))
    return {"bita": len(library.written(wanted, str(job.facts["bentuk"]), progress))}
