"""Health and metrics. Never kept by any cache; never a detail to strangers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sepakat.web.operations import exposition, findings
from sepakat.web.operations.strangers import insider


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers: nothing else is looked at, so a slow database does not get a healthy process killed."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Ready to serve: 200, or 503 where a reader would get errors."""
    found = findings.findings()
    answer: dict[str, object] = {"status": findings.status(found)}
    if insider(request):
        answer["checks"] = [
            {"name": f.name, "ok": f.ok, "essential": f.essential, "text": f.text.id, "text_en": f.text.en}
            for f in found
        ]
    return JsonResponse(answer, status=503 if answer["status"] == "down" else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in the text format of Prometheus, for this machine or the holder of the token."""
    if not insider(request):
        return JsonResponse({"status": "refused"}, status=403)
    return HttpResponse(exposition.page(), content_type=exposition.CONTENT_TYPE)
