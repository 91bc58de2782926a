"""`/audit/`: who saw or changed what, in the regions that one may audit; for everybody at least one's own doings."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from sepakat import access
from sepakat.access import Action
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts import desks
from sepakat.web.accounts.actor import actor, needs, signed_in
from sepakat.web.governance import audit, files, seeing

PER_PAGE = 50
CHECKED = 1000  # entries whose chain a page view checks; the command checks all


@require_GET
@signed_in
def trail(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    wanted = seeing.Filters.read(request.GET)
    reach = access.reach(who, Action.AUDIT)
    rows = seeing.filtered(who, wanted).prefetch_related("subjects")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    query = request.GET.copy()
    query.pop("hal", None)
    context = {
        "reach": [(code, desks.region_title(code)) for code in reach],
        "lines": seeing.lines(list(page.object_list)),
        "page": page,
        "typed": {name: request.GET.get(word, "") for name, word in seeing.WORD.items()},
        "wrong": wanted.wrong,
        "actions": seeing.actions_seen(who),
        "verdict": audit.check(last=CHECKED) if reach else None,
        "checked": CHECKED,
        "query": query.urlencode(),
    }
    return render(request, "governance/trail.html", context)


@require_POST
@needs(Action.AUDIT)
def download(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The filtered entries as a file. A form, because downloading is itself recorded."""
    who = actor(request)
    rows = seeing.filtered(who, seeing.Filters.read(request.GET))
    if extension not in ("csv", "jsonl"):
        raise UserError(
            Text("Jejak audit diunduh sebagai CSV atau JSON.", "The audit comes as CSV or JSON."), code="export-unknown"
        )
    reach = access.reach(who, Action.AUDIT)
    whole = "00" in reach and not request.GET
    audit.record(who, "jejak.ekspor", region=reach[0], facts={"baris": rows.count(), "bentuk": extension})
    body = files.as_csv(rows) if extension == "csv" else files.as_json_lines(rows, whole=whole)
    kind = "text/csv; charset=utf-8" if extension == "csv" else "application/x-ndjson"
    response = StreamingHttpResponse(body, content_type=kind)
    name = f"jejak-audit-{timezone.localdate():%Y%m%d}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
