"""SPM of a region."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sepakat.analysis import standards_seen, standards_tables
from sepakat.analysis.standards import LEVELS
from sepakat.core.errors import UserError, unknown_name
from sepakat.core.text import Text, language
from sepakat.regions import Region
from sepakat.web import data
from sepakat.web.attachments import table_file
from sepakat.web.pages.regions import head
from sepakat.web.presenters import places, scorecard
from sepakat.web.services import library, presenter

GONE = {"spm-none", "spm-period"}  # what the page says in its own place


def page(request: HttpRequest, code: str) -> HttpResponse:
    """Sentences, picture, services by affair, regions beside each other, and the unserved in the registry."""
    region = places.region(code)
    release = data.release()
    context: dict[str, Any] = head(region) | {"release_id": release.id}
    if region.level not in LEVELS:
        context["where"] = [(r, places.title(r)) for r in places.above(region) if r.level in LEVELS]
        context["provinces"] = [places.region(p) for p in release.provinces] if region.level == "nasional" else []
        return render(request, "services/elsewhere.html", context)
    year = request.GET.get("tahun", "")[:7]
    try:
        found = library.standing(region.code, year)
    except UserError as problem:
        if problem.code not in GONE:
            raise
        context["problem"] = problem.as_dict(language())
    else:
        others = library.siblings(region.code, found.period)
        labels, rows = presenter.beside(others, region.code)
        context |= {
            "found": found,
            "sentences": standards_tables.sentences(found, others),
            "picture": presenter.picture(found, context["name"], release.id),
            "affairs": presenter.affairs(found),
            "service_heads": presenter.HEADS,
            "cost": presenter.money(found.whole.cost) if found.whole.costed else "…",
            "labels": labels,
            "rows": rows,
            "siblings": scorecard.siblings_words(region),
            "notes": standards_tables.notes(found),
            "query": f"?tahun={found.period}",
            "sources": sorted({line.source for line in found.lines if line.source}),
        }
        if region.level == "provinsi":
            below, parts = presenter.beside(library.siblings(region.code, found.period, "kabupaten"), "")
            context |= {"below_labels": below, "below_rows": parts}
    context |= _registry(request, region, context["name"])
    return render(request, "services/page.html", context)


def _registry(request: HttpRequest, region: Region, name: str) -> dict[str, Any]:
    """The unserved in the registry: every service it sees, and one of them by decile and part."""
    counts = library.unserved(region.code, region.level)
    known = [s for s in standards_seen.seen(region.level) if s.id in counts]
    if not known:
        return {}
    by_id = {s.id: s for s in known}
    usual = next((s for s in known if not counts[s.id].hidden), known[0])
    chosen = by_id.get(request.GET.get("layanan", ""), usual)
    deciles, parts = library.cuts(chosen, region.code, region.level)
    rows, more = presenter.part_rows(parts)
    below = standards_seen.BELOW[region.level]
    assert chosen.registry is not None
    free = f"apa={chosen.registry.indicators[0]}&wilayah={region.code}&tingkat={below}&menurut={standards_seen.DECILE}"
    return {
        "seen": known,
        "chosen": chosen,
        "seen_indicators": [data.indicator(i) for i in chosen.registry.indicators],
        "seen_sentence": presenter.seen_sentence(str(chosen.label), name, counts[chosen.id], deciles),
        "deciles": [] if deciles.all_hidden else presenter.decile_rows(deciles),
        "parts": [] if parts.all_hidden else rows,
        "more_parts": more,
        "part_word": places.LEVELS_MANY[below],
        "noisy": deciles.noisy or parts.noisy,
        "noise_note": standards_tables.NOISY,
        "seen_note": standards_tables.NOT_THE_REPORT,
        "seen_query": f"?layanan={chosen.id}",
        "free": f"{reverse('analysis-result')}?{free}",
    }


def download(request: HttpRequest, code: str, table: str, extension: str) -> HttpResponse:
    """`layanan`, `wilayah` (beside it), `bagian` (below a province) or `registri`, as a file."""
    region = places.region(code)
    year = request.GET.get("tahun", "")[:7]

    def services() -> Any:
        return library.services_table(library.standing(region.code, year))

    def beside(level: str = "") -> Any:
        found = library.standing(region.code, year)
        others = library.siblings(region.code, found.period, level)
        return library.beside_table(others, found.period, str(scorecard.siblings_words(region)))

    def registry() -> Any:
        chosen = standards_seen.chosen(request.GET.get("layanan") or None, region.level)
        return library.seen_table(chosen, region.code, region.level)

    makers = {"layanan": services, "wilayah": beside, "bagian": lambda: beside("kabupaten"), "registri": registry}
    if table not in makers or region.level not in LEVELS or (table == "bagian" and region.level != "provinsi"):
        raise unknown_name(Text("Tabel", "Table"), table, makers, "page-unknown")
    return table_file(makers[table](), f"spm-{table}-{region.code}", extension)
