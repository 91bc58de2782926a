"""The tray in pages of other apps: the way into a document beside tables and pictures, and the number in the header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.urls import reverse

from sepakat.web.papers import tray
from sepakat.web.papers.presenters import pieces

register = template.Library()
MOST_IDS = 14


@register.inclusion_tag("papers/into.html", takes_context=True)
def into_document(context: Any, kind: str, region: str = "", what: str = "", **options: object) -> dict[str, Any]:
    """The link "Masukkan ke dokumen". kind, options: of a block of `sepakat.documents`; region: code (empty: the next
    page asks); what: names the piece for those who do not see what stands above."""
    said = "&".join(f"{n}={quote(str(v), safe=',.:-_@')}" for n, v in sorted(options.items()) if v not in ("", None))
    request = context.get("request")
    first = request is not None and not getattr(request, "tray_script", False)
    if first:
        request.tray_script = True
    query = urlencode({"blok": f"{kind}?{said}" if said else kind, "wilayah": str(region)})
    return {"href": f"{reverse('tray-add')}?{query}", "script": first, "what": what}


@register.inclusion_tag("papers/into.html", takes_context=True)
def into_analysis(context: Any, region: str, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The same for a question: its pairs are the options of the block `analisis`."""
    held: dict[str, object] = {}
    for name, value in pairs:
        held[name] = f"{held[name]},{value}" if name in held else value
    held.pop("wilayah", None)
    return into_document(context, "analisis", region, "", **held)


@register.inclusion_tag("papers/into.html", takes_context=True)
def into_compared(context: Any, codes: Sequence[str], ids: Sequence[str]) -> dict[str, Any]:
    """The same for regions that somebody laid side by side; the piece is of the first of them."""
    return into_document(context, "bandingkan", codes[0], "", **pieces.compared(codes, ids))


@register.inclusion_tag("papers/into.html", takes_context=True)
def into_scenario(context: Any, asked: Any, what: str, goal: str = "") -> dict[str, Any]:
    """The same for a page of budget scenarios. asked: with `scenarios()` and `wilayah`; goal: of the best rule."""
    return into_document(context, "skenario", asked.wilayah, "", **pieces.scenario(asked.scenarios(), what, goal))


@register.inclusion_tag("papers/count.html", takes_context=True)
def tray_link(context: Any) -> dict[str, Any]:
    """The tray in the header, hidden while it is empty."""
    request = context.get("request")
    return {"count": tray.count(request) if request is not None else 0}


@register.filter
def ids(rows: Iterable[Any]) -> str:
    """Indicators of the rows of a score card that have a value from the registry."""
    found = [r.indicator.id for r in rows if r.cell.state == "value" and not r.indicator.survey_only]
    return ",".join(dict.fromkeys(found[:MOST_IDS]))


@register.filter
def gap_ids(gaps: Iterable[Any], region: str) -> str:
    """Indicators of the widest gaps of the region itself."""
    found = [g.indicator.id for g in gaps if g.region.code == region and not g.indicator.survey_only]
    return ",".join(dict.fromkeys(found))


@register.filter
def programme_ids(rows: Iterable[Any]) -> str:
    """Programmes of the rows of the hub."""
    return ",".join(row.programme.id for row in rows)


@register.filter
def writer_of(edits: Mapping[str, Mapping[str, str]], key: str) -> str:
    """Who wrote a passage."""
    return edits.get(key, {}).get("by", "")
