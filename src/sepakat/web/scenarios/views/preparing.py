"""`/skenario/siapkan/`: have a large region prepared by a job, whose page shows how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.scenarios import actions
from sepakat.web.scenarios.views import asking


@signed_in
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    asked = asking.read(request)
    job = actions.prepare(by=actor(request), region=asked.wilayah, programme=asked.program)
    return redirect("job", job.pk)
