"""Pages of jobs: the list, one job with its progress (the page renews itself), the same as JSON for the script."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sepakat.access import Action, reach
from sepakat.web.accounts.actor import actor
from sepakat.web.jobs import actions, registry
from sepakat.web.jobs.lists import visible
from sepakat.web.jobs.models import CANCELLED, FAILED, WAITING

MOST = 50


@login_required
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """/pekerjaan/: one's own jobs and those of the regions one looks after."""
    actions.tidy()
    who = actor(request)
    jobs = list(visible(who)[: MOST + 1])
    context = {
        "jobs": jobs[:MOST],
        "more": len(jobs) > MOST,
        "wide": bool(reach(who, Action.JOBS)),
        "waiting_alone": any(j.state == WAITING for j in jobs) and not actions.worker_alive(),
    }
    return render(request, "jobs/list.html", context)


@login_required
@never_cache
def one(request: HttpRequest, number: int) -> HttpResponse:
    """/pekerjaan/<id>/: progress, then the outcome and the next step."""
    who = actor(request)
    job = actions.get(who, number)
    known = registry.kinds().get(job.kind)
    mine = bool(who.id) and str(job.by_id) == who.id
    context = {
        "job": job,
        "mine": mine,
        "again": mine and job.state in (FAILED, CANCELLED) and known is not None and known.again,
        "waiting_alone": job.state == WAITING and not actions.worker_alive(),
    }
    return render(request, "jobs/one.html", context)


@login_required
@never_cache
def state(request: HttpRequest, number: int) -> HttpResponse:
    """The progress of one job as JSON, for the page's script."""
    job = actions.get(actor(request), number)
    facts = job.as_dict()
    return JsonResponse({k: facts[k] for k in ("id", "state", "percent", "step", "seconds_left")})


@login_required
@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    who = actor(request)
    actions.cancel(actions.get(who, number), by=who)
    return redirect("job", number)


@login_required
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    who = actor(request)
    return redirect("job", actions.again(actions.get(who, number), by=who).pk)
