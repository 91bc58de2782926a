"""The long work of scenarios: the arrays of a region that is too large for a page to wait for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sepakat.core.progress import Progress
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.jobs.models import Job


def _href(job: Job) -> str:
    return f"{reverse('scenario')}?{urlencode({'program': job.facts['program'], 'wilayah': job.region})}"


@jobs.kind(
    "skenario.siapkan", Text("Menyiapkan wilayah besar untuk skenario", "Preparing a large region for scenarios"),
    href=_href,
)  # fmt: skip
def prepare(job: Job, progress: Progress) -> dict[str, Any]:
    """Read the facts of a programme in a region once, for all pages of scenarios."""
    from sepakat.web.scenarios import library

    with progress.step(Text("Membaca keluarga wilayah itu", "Reading the families of that region")):
        return {"satuan": library.prepare(str(job.facts["program"]), job.region)}
