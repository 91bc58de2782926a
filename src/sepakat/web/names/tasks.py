"""The long work of names: making an approved list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sepakat.core.progress import Progress
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.jobs.models import Job


def _href(job: Job) -> str:
    return reverse("names-list", args=[job.facts["permintaan"]])


def _failed(job: Job) -> None:
    """A worker that died, or a job that was stopped: the requester can have it made again."""
    from sepakat.web.names import actions
    from sepakat.web.names.models import ListRequest

    why = str((job.error or {}).get("id", {}).get("error") or Text("Pekerjaan terhenti.", "The job stopped.").id)
    actions.failed(request=ListRequest.objects.get(pk=job.facts["permintaan"]), why=why)


@jobs.kind("daftar.naskah", Text("Menyusun naskah daftar", "Making the papers of a list"), steps=1, again=True,
           href=_href)  # fmt: skip
def papers(job: Job, progress: Progress) -> dict[str, Any]:
    """Make and seal the draft decree and the minutes of a list."""
    from sepakat.web.names import papers as made

    return {"berkas": made.make(int(job.facts["permintaan"]), str(job.facts["pejabat"]), progress)}


@jobs.kind(
    "daftar.susun", Text("Menyusun daftar nama", "Making a list of names"), steps=2, again=False, href=_href,
    failed=_failed,
)  # fmt: skip
def make(job: Job, progress: Progress) -> dict[str, Any]:
    """Make and seal the list of an approved request."""
    from sepakat.web.names import generation

    return generation.make(int(job.facts["permintaan"]), progress)
