"""Bandingkan: the reader's own table of regions and indicators, kept in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sepakat.web import data
from sepakat.web.attachments import table_file
from sepakat.web.explore.presenters import comparison, comparison_file
from sepakat.web.presenters import themes


def compare(request: HttpRequest) -> HttpResponse:
    chosen = comparison.read(request.GET)
    typed = request.GET.get("cari", "").strip()[:100]
    hits = comparison.found_regions(typed, chosen) if typed else []
    if len(hits) == 1:
        return redirect(f"{reverse('compare')}?{hits[0][2]}")
    data.release()
    known = data.source().indicators()
    offered = [i for i in known.values() if i.id not in chosen.indikator]
    context = {
        "table": comparison.comparison(chosen),
        "chosen": chosen,
        "typed": typed,
        "hits": hits,
        "choices": themes.grouped(offered),
        "full": len(chosen.indikator) >= comparison.MOST_INDICATORS,
        "by_code": comparison.BY_CODE,
        "code_query": f"?{comparison.replace(chosen, urut=comparison.BY_CODE).query}",
        "file_query": f"?{chosen.query}",
    }
    return render(request, "explore/compare.html", context)


def download(request: HttpRequest, extension: str) -> HttpResponse:
    chosen = comparison.read(request.GET)
    return table_file(comparison_file.table(chosen), "perbandingan", extension)
