"""The targets of region, province and nation, given as a file and set beside each other. The file is not kept."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sepakat.core.errors import UserError
from sepakat.core.text import Text, language
from sepakat.web.accounts.actor import actor, signed_in
from sepakat.web.papers import actions, library
from sepakat.web.papers.library import Wanted
from sepakat.web.papers.presenters import consistency
from sepakat.web.papers.views import own, public

MOST = 512 * 1024
PATIENCE = 60.0
COLUMNS = ("indicator", "region", "document", "year", "target")


def paper(request: HttpRequest, template: str, code: str) -> HttpResponse:
    """For a document that is an address."""
    region, plan, wanted = public.asked(request, template, code)
    back = reverse("paper-consistency", args=[template, region.code])
    return _page(request, wanted, public.frame(request, region, plan) | {"back": back})


@signed_in
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """For a document that people write."""
    who = actor(request)
    found = actions.get(who, number)
    version = own.version_of(found, request.GET.get("versi", ""))
    back = reverse("draft-consistency", args=[found.pk])
    context = own.frame(who, found, version) | {"deeper": 1, "back": back}
    return _page(request, own.wanted(found, version), context)


def _page(request: HttpRequest, wanted: Wanted, context: dict[str, Any]) -> HttpResponse:
    """GET: the form, or (`?contoh=1`) a file to fill in. POST: the comparison."""
    if request.GET.get("contoh"):
        return _example(wanted)
    if request.method != "POST":
        return _form(request, context)
    try:
        making = library.consistency(wanted, PATIENCE, _text(request))
        if not making.done:
            raise UserError(
                Text("Naskahnya masih disusun.", "The document is still being made."),
                hint=Text("Kirim berkasnya sekali lagi sebentar lagi.", "Send the file once more in a moment."),
                code="paper-busy",
            )
        table = making.result()
    except UserError as problem:
        return _form(request, context | {"problem": problem.as_dict(language())}, 400)
    response = render(request, "papers/consistency.html", context | {"view": consistency.view(table), "targets": True})
    response.headers["Cache-Control"] = "no-store"
    return response


def _form(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "papers/targets.html", context | {"columns": COLUMNS}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _text(request: HttpRequest) -> str:
    """The text of the file that was sent. UserError `targets-file`."""
    sent = request.FILES.get("berkas")
    if sent is None or not sent.size:
        raise _wrong(Text("Pilih berkas CSV sasarannya.", "Choose the CSV file of targets."))
    if sent.size > MOST:
        raise _wrong(Text("Berkasnya paling besar 500 kB.", "The file may be 500 kB at most."))
    try:
        return str(sent.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _wrong(Text("Simpan berkasnya sebagai CSV UTF-8.", "Save the file as CSV UTF-8.")) from None


def _wrong(said: Text) -> UserError:
    hint = Text(f"Kolomnya: {', '.join(COLUMNS)}.", f"Columns: {', '.join(COLUMNS)}.")
    return UserError(said, hint=hint, where="berkas", code="targets-file")


def _example(wanted: Wanted) -> HttpResponse:
    """A file with a row for each figure of the document and each region, its targets empty."""
    making = library.consistency(wanted, PATIENCE)
    held = making.result().rows() if making.done else []
    codes = dict.fromkeys([wanted.region, wanted.region[:2], "00"])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    year = str(library.release().manifest["created"])[:4]
    for measure in dict.fromkeys(row["measure"] for row in held):
        for code in codes:
            writer.writerow([measure, code, "RPJMD" if code != "00" else "RPJMN", int(year) + 5, ""])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="sasaran-{wanted.region}.csv"'
    return response
