"""The tray: a page that asks before a piece goes in, the pieces with a preview, and where they can go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sepakat import documents, regions
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.documents.making import measure_name
from sepakat.web.papers import library, tray
from sepakat.web.papers.presenters import finding, parts
from sepakat.web.papers.presenters import outline as outlining
from sepakat.web.papers.tray import Piece
from sepakat.web.presenters import places

SHOWN = 6  # parts of a piece's preview
OWN = "kumpulan"  # the template of a document of one's own pieces


def add(request: HttpRequest) -> HttpResponse:
    """GET: the piece, its preview and a button. POST: into the tray."""
    given = request.POST if request.method == "POST" else request.GET
    block = documents.Block.parse(given.get("blok", "")).text()
    typed = given.get("wilayah", "")
    try:
        region, hits = finding.find(typed)
    except UserError as error:
        region, hits = None, []
        return _ask(request, block, typed, {"problem": error.as_dict(language()), "status": 400})
    if region is None:
        return _ask(request, block, typed, {"hits": hits})
    piece = tray.piece(block, region.code)
    if request.method == "POST":
        return _put(request, piece)
    context: dict[str, Any] = {"region": region, "name": places.title(region)}
    if not request.GET.get("ringkas"):  # the script has the piece in view
        context |= _preview(piece)
    return _ask(request, block, region.code, context)


def show(request: HttpRequest) -> HttpResponse:
    """The pieces, and where they can go."""
    held = tray.pieces(request)
    found = [(i, p, *words(p)) for i, p in enumerate(held)]
    by_region = {p.region: places.title(regions.load().get(p.region)) for p in held}
    ways = [
        {
            "code": code,
            "name": name,
            "count": sum(p.region == code for p in held),
            "plans": [(p, outlining.lines(p, {}, name)) for p in library.plans(code)],
            "own": reverse("paper-chapter", args=[OWN, code, "1"]) + "?nampan=1",
        }
        for code, name in by_region.items()
    ]
    wanted = request.GET.get("bab", "")
    if wanted and request.GET.get("wilayah") in by_region:  # the form's choice, as `rkpd/2`
        template, _, chapter = wanted.partition("/")
        code = request.GET["wilayah"]
        chapter = library.plan(template, code).chapter(chapter).id
        return redirect(f"{reverse('paper-chapter', args=[template, code, chapter])}?nampan={chapter}")
    response = render(request, "papers/tray.html", {"found": found, "ways": ways, "most": tray.MOST_COOKIE})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """One piece out, or all."""
    held = tray.pieces(request)
    gone = request.POST.get("bagian", "")
    held = [] if gone == "semua" else [p for p in held if f"{p.region} {p.block}" != gone]
    response = redirect("tray")
    tray.keep(request, response, held)
    return response


def _put(request: HttpRequest, piece: Piece) -> HttpResponse:
    held = list(dict.fromkeys([*tray.pieces(request), piece]))
    by_script = "application/json" in request.headers.get("Accept", "")
    response: HttpResponse = redirect("tray")
    if by_script:
        words = Text("Sudah di nampan. Lihat nampan", "In the tray. See the tray")
        response = JsonResponse({"count": len(held), "words": words.in_(language()), "href": reverse("tray")})
    tray.keep(request, response, held)
    return response


def _ask(request: HttpRequest, block: str, typed: str, context: dict[str, Any]) -> HttpResponse:
    status = context.pop("status", 200)
    label = documents.kind(documents.Block.parse(block).kind).LABEL
    base = {"said": block, "typed": typed, "label": label.in_(language())}
    return render(request, "papers/add.html", base | context, status=status)


def _preview(piece: Piece) -> dict[str, Any]:
    try:
        made = library.piece(piece.block, piece.region)
    except UserError as error:
        return {"problem": error.as_dict(language())}
    return {"parts": parts.shown(made[:SHOWN]), "more": max(0, len(made) - SHOWN)}


def words(piece: Piece) -> tuple[str, str, str]:
    """What a piece is called: its kind, its options, its region."""
    block = documents.Block.parse(piece.block)
    named = [measure_name(i) or i for n in ("id", "indikator", "tanya", "program", "pohon")
             for i in block.options.get(n, "").split(",") if i]  # fmt: skip
    title = places.title(regions.load().get(piece.region))
    label = documents.kind(block.kind).LABEL.in_(language())
    return label, block.options.get("judul") or ", ".join(named), title
