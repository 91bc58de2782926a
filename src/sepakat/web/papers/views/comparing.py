"""What changed: between two versions of a document, or between it and the release that is published now."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sepakat import exports
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.attachments import table_file
from sepakat.web.papers import actions, library
from sepakat.web.papers.models import Paper, PaperVersion
from sepakat.web.papers.presenters import changes
from sepakat.web.papers.views import answering, own


@signed_in
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """`?ke=4`: what version 4 changed; `?dari=2&ke=4`: since version 2; without any: what the published release would
    change in the newest version."""
    who = actor(request)
    found = actions.get(who, number)
    latest = found.latest
    to, renewing = request.GET.get("ke", ""), "ke" not in request.GET
    second = latest if renewing else own.version_of(found, to)
    first = second if renewing else _before(found, second, request.GET.get("dari", ""))
    old, new = own.wanted(found, first), own.wanted(found, second)
    if renewing:
        new = replace(new, release=library.current())
    making = library.difference(old, new, answering.PAGE)
    back = reverse("draft", args=[found.pk])
    if not making.done:
        return answering.waiting(request, making, back)
    apart = making.result()
    wished = request.GET.get("unduh", "")
    if wished:
        return table_file(apart.found.table(), f"perubahan-{found.template}-{found.region}-{new.release}", wished)
    context = own.frame(who, found, second) | {
        "view": changes.view(apart.found, apart.old, apart.new, first.edits, second.edits),
        "renewing": renewing,
        "first": first,
        "second": second,
        "old_release": old.release,
        "new_release": new.release,
        "formats": [(f.extension, f.label) for f in exports.formats().values()],
        "here": "" if renewing else f"dari={first.number}&ke={second.number}&",
    }
    return render(request, "papers/changes.html", context)


def _before(found: Paper, second: PaperVersion, wished: str) -> PaperVersion:
    """The version compared with: the one named, else the one right before."""
    if wished:
        return own.version_of(found, wished)
    if second.number == 1:
        raise Http404
    return own.version_of(found, str(second.number - 1))
