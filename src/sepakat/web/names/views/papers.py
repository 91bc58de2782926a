"""Papers of an approved list: have them made; read or download them without names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sepakat import documents
from sepakat.web.accounts.actor import actor
from sepakat.web.names import actions, papers, rules, sheets
from sepakat.web.names.states import OPEN
from sepakat.web.names.views import signed_in


@require_POST
@signed_in
def make(request: HttpRequest, number: int) -> HttpResponse:
    """Have the papers with names made and sealed, for the recipients."""
    who = actor(request)
    found = actions.get(number, who)
    job = papers.start(request=found, by=who, office=request.POST.get("pejabat", ""))
    return redirect("job", job.pk)


@require_GET
@signed_in
def paper(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """One paper without names: on a page that prints, or as DOCX (`?bentuk=docx`)."""
    found = actions.get(number, actor(request))
    if kind not in papers.LETTERS or found.state not in OPEN:
        raise rules.unknown()
    office = request.GET.get("pejabat", "")
    office = office if office in papers.OFFICES else "kepala_daerah"
    made = papers.letter(found, kind, office, papers.masked(found))
    if request.GET.get("bentuk") == "docx":
        response = HttpResponse(documents.docx(made), content_type=sheets.MIME["docx"])
        response.headers["Content-Disposition"] = f'attachment; filename="{kind}-{found.pk}-tanpa-nama.docx"'
        return response
    context = {"request_": found, "kind": papers.KINDS[kind], "paper": documents.fragment(made), "office": office,
               "offices": papers.OFFICES, "slug": kind}  # fmt: skip
    return render(request, "names/paper.html", context)
