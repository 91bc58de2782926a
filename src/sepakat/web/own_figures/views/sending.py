"""Sending own figures: a file, or figures typed into a form. Both go the same way (`web/intake`)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from sepakat import access
from sepakat.access import Action
from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.regions import load as all_regions
from sepakat.web.accounts.actor import actor, needs
from sepakat.web.intake import actions as intake
from sepakat.web.intake import limits
from sepakat.web.intake.models import Upload
from sepakat.web.intake.uploads import SLACK, Bounded, _once, _path, _too_large, too_large
from sepakat.web.own_figures import actions
from sepakat.web.own_figures.presenters import contents, typing


@csrf_exempt  # the limit must be set before anything reads the body; `_page` checks the form's token
@needs(Action.FIGURES_SEND)
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """/angka-daerah/kirim/: the file form."""
    if request.method == "POST":
        most = limits.most_bytes()
        if int(request.META.get("CONTENT_LENGTH") or 0) > most + SLACK:
            return _too_large(request, most)
        request.upload_handlers = [Bounded(request, most)]
    return _page(request)


@csrf_protect
def _page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    sent = request.FILES.getlist("berkas")
    try:
        if getattr(request, "too_large", False):
            raise too_large(limits.most_bytes())
        if len(sent) != 1:
            raise UserError(
                Text("Pilih satu berkas.", "Choose one file."),
                hint=Text("Berkas mengikuti templat di laman ini.", "The file follows the template on this page."),
                where="berkas", code="upload-none",
            )  # fmt: skip
        made = actions.send(
            _path(sent[0]), str(sent[0].name), by=actor(request), region=_region(request), once=_once(request),
            corrects=_corrected(request),
        )  # fmt: skip
    except access.Refused:
        raise
    except UserError as problem:
        return _form(request, problem)
    finally:
        for one in sent:
            one.close()
    return redirect("own-figures-one", made.key)


def _form(request: HttpRequest, problem: UserError | None = None) -> HttpResponse:
    context = _around(request) | {
        "problem": problem.as_dict(language()) if problem else None,
        "megabytes": limits.most_bytes() // limits.MEGABYTE,
        "headings": contents.headings(),
    }
    return render(request, "own_figures/send.html", context, status=400 if problem else 200)


@needs(Action.FIGURES_SEND)
@never_cache
def typed(request: HttpRequest) -> HttpResponse:
    """/angka-daerah/ketik/: one indicator, up to ten figures."""
    reach = access.reach(actor(request), Action.FIGURES_SEND)
    if request.method != "POST":
        return _typed(request, typing.read({}, reach[0] if reach and reach[0] != "00" else ""), {})
    given = typing.read(request.POST.dict())
    wrong = typing.problems(given)
    try:
        region = _region(request)
    except UserError as problem:
        wrong = {"wilayah": problem, **wrong}
    if wrong:
        return _typed(request, given, wrong)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "angka-daerah.csv"
        path.write_bytes(typing.as_file(given, contents.headings()))
        made = actions.send(path, path.name, by=actor(request), region=region, once=_once(request))
    return redirect("own-figures-one", made.key)


def _typed(request: HttpRequest, given: typing.Typed, wrong: dict[str, UserError]) -> HttpResponse:
    rows = [
        [
            (f"{name}_{i}", f"{i}: {label}", value, wrong.get(f"{name}_{i}"))
            for (name, label), value in zip(typing.ROW.items(), row, strict=True)
        ]
        for i, row in enumerate(given.rows, 1)
    ]
    context = _around(request) | {
        "facts": given.facts,
        "rows": rows,
        "problems": wrong,
        "statuses": typing.CHOICES,
    }
    return render(request, "own_figures/type.html", context, status=400 if wrong else 200)


def template(request: HttpRequest) -> HttpResponse:
    """The empty file, with one row as an example: `;`, decimals with comma, readable by a double click."""
    head = contents.headings()
    example = {
        "indikator": "Kunjungan K6", "kode_wilayah": "53.01", "periode": "2024", "nilai": "81,2", "satuan": "persen",
        "sumber": "Profil Kesehatan 2024, tabel 24", "rumus": "ibu hamil diperiksa enam kali / sasaran × 100",
        "penanggung_jawab": "Dinas Kesehatan", "status": "tetap",
        "catatan": "contoh; hapus baris ini",
    }  # fmt: skip
    text = ";".join(head) + "\r\n" + ";".join(example.get(name, "") for name in head) + "\r\n"
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="templat-angka-daerah.csv"'
    return response


def _around(request: HttpRequest) -> dict[str, Any]:
    reach = access.reach(actor(request), Action.FIGURES_SEND)
    tree = all_regions()
    return {
        "reach": [tree.get(code) for code in reach],
        "chosen_region": request.POST.get("wilayah", ""),
        "once": request.POST.get("sekali") or intake.form_number(),
        "corrects": _corrected(request),
    }


def _corrected(request: HttpRequest) -> Upload | None:
    key = request.POST.get("perbaikan") or request.GET.get("perbaikan") or ""
    return actions.get(actor(request), key) if key else None


def _region(request: HttpRequest) -> str:
    """The region that is sent for: as chosen, else the only one there is."""
    reach = access.reach(actor(request), Action.FIGURES_SEND)
    region = request.POST.get("wilayah", "") or (reach[0] if len(reach) == 1 else "")
    if not region:
        raise UserError(
            Text("Pilih wilayah angka yang dikirim.", "Choose the region of the figures."),
            where="wilayah", code="upload-region",
        )  # fmt: skip
    return all_regions().get(region).code
