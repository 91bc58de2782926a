"""The long work of releases: build one and compare it with the current one."""

from __future__ import annotations

from typing import Any, Literal, cast

from django.db import transaction
from django.urls import reverse

from sepakat import access, releasing
from sepakat.access import Action
from sepakat.core.progress import Progress
from sepakat.core.text import Text
from sepakat.web import jobs
from sepakat.web.accounts.actor import actor_of
from sepakat.web.governance import audit
from sepakat.web.intake import changes, release_actions, storing
from sepakat.web.intake.models import BuiltRelease
from sepakat.web.jobs.models import Job


def _href(job: Job) -> str:
    release = job.result.get("release") or job.facts.get("release")
    return reverse("release", args=[release]) if release else reverse("releases")


@jobs.kind("rilis.susun", Text("Menyusun rilis", "Building a release"), writes=True, steps=14, href=_href)
def build(job: Job, progress: Progress) -> dict[str, Any]:
    """From the chosen intakes to a sealed release, compared with the current one. Publishing is an act of its own."""
    lake = storing.lake()
    who = actor_of(job.by, two_step=False) if job.by is not None else access.PUBLIC
    intakes = [str(name) for name in job.facts["intakes"]]
    problem = release_actions.refusal(who, Action.RELEASE_BUILD, release_actions.regencies_of(lake, intakes))
    if problem is not None:
        raise problem
    against = lake.current_id or ""
    base = cast(Literal["orang", "keluarga"], job.facts.get("rank_base", "orang"))
    built = releasing.build(lake, intakes, rank_base=base, progress=progress)
    release = built.release
    found = changes.compare(lake, against, release.id, progress) if against else {}
    facts = {
        "release": release.id, "families": release.rows("family"), "persons": release.rows("person"),
        "intakes": len(intakes), "seconds": round(sum(built.seconds.values()), 1),
    }  # fmt: skip
    with transaction.atomic():
        BuiltRelease.objects.create(release=release.id, by=job.by, intakes=intakes, against=against, changes=found)
        audit.record(who, "rilis.susun", region=job.region, target=release.id, facts=facts)
    return facts


@jobs.kind("rilis.bandingkan", Text("Membandingkan rilis", "Comparing releases"), steps=1, href=_href)
def compare(job: Job, progress: Progress) -> dict[str, Any]:
    """The differences of a release to the one that was current when this was asked."""
    lake = storing.lake()
    release, against = str(job.facts["release"]), str(job.facts["against"])
    found = changes.compare(lake, against, release, progress)
    BuiltRelease.objects.update_or_create(release=release, defaults={"against": against, "changes": found})
    return {"release": release, "against": against}
