"""Long work beside the pages: kinds of jobs are found by walking, run by a worker process, shown while they run.

`start("unggah.periksa", by=actor, region="53.01", upload="k3f…")` queues one; its page is `/pekerjaan/<id>/`. A kind is
a function in an app's `tasks.py` under `@jobs.kind(...)`. What a job is given and what it leaves are codes and counts,
never a person's value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sepakat.web.jobs.registry import Kind, kind, kinds

if TYPE_CHECKING:
    from sepakat.access import Actor
    from sepakat.web.jobs.models import Job

__all__ = ["Kind", "kind", "kinds", "start"]


def start(kind: str, *, by: Actor, region: str, **facts: Any) -> Job:
    """Queue a job of this kind and give it. The caller has asked `access` whether `by` may do what the job does."""
    from sepakat.web.jobs import actions

    return actions.start(kind, by=by, region=region, facts=facts)
