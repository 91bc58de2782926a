"""Pelatihan: the list of modules, a module with its question, the certificate."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_safe

from sepakat.web import data
from sepakat.web.learning.course import progress
from sepakat.web.learning.course.answers import LONGEST
from sepakat.web.learning.course.exercises import task
from sepakat.web.learning.course.model import module, modules


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    done = progress.passed(request)
    listed = [(m, m.id in done) for m in modules().values()]
    following = next((m for m, passed in listed if not passed), None)
    context = {
        "modules": listed,
        "done": len(done),
        "count": len(listed),
        "minutes": sum(m.minutes for m in modules().values()),
        "next": following,
        "live": bool(view and view.sample) if (view := data.current_view()) else False,
        "learner": progress.learner(request),
    }
    return _private(request, progress.tidy(request, render(request, "learning/course.html", context)))


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, name: str) -> HttpResponse:
    """A module; a right answer is noted and the page is asked for anew, a wrong one comes back with what was typed."""
    about = module(name)
    given = task(about)
    typed = request.POST.get("jawaban", "")[:LONGEST] if request.method == "POST" else ""
    verdict = given.exercise.answer.check(typed) if request.method == "POST" else None
    if verdict is not None and verdict.right:
        response = redirect("course-module", name)
        return progress.record(request, response, name)
    done = progress.passed(request)
    order = list(modules())
    at = order.index(name)
    context = {
        "module": about,
        "given": given,
        "exercise": given.exercise,
        "typed": typed,
        "verdict": verdict,
        "passed": name in done,
        "at": at + 1,
        "count": len(order),
        "next": modules()[order[at + 1]] if at + 1 < len(order) else None,
        "all_done": len(done) == len(order),
    }
    return _private(request, progress.tidy(request, render(request, "learning/practice.html", context)))


@login_required
@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The certificate of who has passed every module; what is left for who has not."""
    from sepakat.web.learning.models import Passed

    done = progress.passed(request)
    left = [m for m in modules().values() if m.id not in done]
    held = Passed.objects.filter(user_id=request.user.pk or 0, module__in=list(modules())).order_by("at")
    last = held.last()
    context = {
        "left": left,
        "modules": list(modules().values()),
        "day": last.at.date() if last else None,
        "number": _number(request.user.pk, last.at.date().isoformat()) if last and not left else "",
        "person": str(request.user),
        "office": getattr(request.user, "office", ""),
    }
    response = progress.tidy(request, render(request, "learning/certificate.html", context))
    response.headers["Cache-Control"] = "no-store"
    return response


def _number(person: object, day: str) -> str:
    """A number that only this site can give: it shows a copy that was altered."""
    course = hashlib.sha256(".".join(modules()).encode()).hexdigest()[:8]
    return salted_hmac("sepakat.sertifikat", f"{person} {day} {course}", algorithm="sha256").hexdigest()[:12].upper()


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Pages that show somebody's progress are not kept by caches between."""
    if request.COOKIES:
        patch_cache_control(response, private=True, no_cache=True)
    return response
