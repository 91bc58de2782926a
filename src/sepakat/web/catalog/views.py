"""Pages of the catalogue: public, the same for everybody, kept by release."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat import catalogue, exports, regions, sources
from sepakat.core.errors import unknown_name
from sepakat.core.text import Text
from sepakat.web import data
from sepakat.web.attachments import table_file
from sepakat.web.catalog import releases, tables
from sepakat.web.intake import changes, limits
from sepakat.web.intake.releases import MEASURES
from sepakat.web.presenters import places, quality


def home(request: HttpRequest) -> HttpResponse:
    """/data/: the current release, what it was made from and covers, earlier ones, tables to download."""
    view = data.current_view()
    tree = regions.load()
    context = {
        "deliveries": releases.deliveries(),
        "held": {d.source: releases.held_by(d.source) for d in releases.deliveries()},
        "chain": releases.chain(),
        "previous": releases.previous(),
        "regencies": [(tree.get(c), places.title(tree.get(c))) for c in view.regencies] if view else [],
        "themes": tables.themes() if view else {},
        "levels": [(level, places.LEVEL[level]) for level in tables.LEVELS],
        "formats": exports.formats().values(),
        "licence": tables.LICENCE,
    }
    return render(request, "catalog/home.html", context)


def all_sources(request: HttpRequest) -> HttpResponse:
    """/data/sumber/: every source that can be read, and whether the current release has it."""
    present = {d.source for d in releases.deliveries()}
    lines = [(s, s.id in present, releases.held_by(s.id)) for s in sources.discover().values()]
    return render(request, "catalog/sources.html", {"lines": sorted(lines, key=lambda x: (not x[1], str(x[0].title)))})


def source(request: HttpRequest, source_id: str) -> HttpResponse:
    """/data/sumber/<id>/: what it is, who owns it, who is missing from it, which fields are used."""
    known = sources.discover()
    if source_id not in known:
        raise unknown_name(Text("Sumber data", "Data source"), source_id, known, "page-unknown")
    one = known[source_id]
    variables = {n: v for t in catalogue.tables().values() for n, v in t.variables.items()}
    identity = catalogue.vault_columns()
    roles = [
        (
            role,
            [
                (f, f.label or (variables[f.to].label if f.to in variables else Text(f.names[0], f.names[0])))
                for f in role.fields
            ],
        )
        for role in one.roles
    ]
    context = {
        "source": one,
        "holder": releases.held_by(one.id),
        "deliveries": [d for d in releases.deliveries() if d.source == one.id],
        "roles": roles,
        "identity": identity,
    }
    return render(request, "catalog/source.html", context)


def report(request: HttpRequest) -> HttpResponse:
    """/data/mutu/: the quality report of the current release, without small counts."""
    found = data.source().quality() if data.current_view() else None
    least = limits.minimum_cell()
    lines = [
        (
            line.source,
            releases.guarded_row(
                {"read": line.read, "accepted": line.accepted, "rejected": line.rejected, "warned": line.warned}, least
            ),
        )
        for line in quality.summary(found)
    ]
    findings = [(f, releases.hidden(f.rows, least)) for f in quality.findings(found)]
    context = {"lines": lines, "findings": findings, "least": least}
    return render(request, "catalog/quality.html", context)


def changed(request: HttpRequest) -> HttpResponse:
    """/data/perubahan/: what changed since the release before, in counts large enough to show."""
    view, before = data.current_view(), releases.previous()
    found = changes.public(before, view.id) if view and before else None
    variables = {(t, n): v.label for t, held in catalogue.tables().items() for n, v in held.variables.items()}
    context = {
        "before": before,
        "summary": [(MEASURES[n], count) for n, count in found["summary"].items()] if found else [],
        "fields": [
            (variables.get((f["table"], f["column"]), Text(f["column"], f["column"])), f["changed"])
            for f in found["fields"]
        ]
        if found
        else [],
        "least": limits.minimum_cell(),
        "found": found is not None,
    }
    return render(request, "catalog/changed.html", context)


def download(request: HttpRequest, theme: str, level: str, extension: str) -> HttpResponse:
    """A theme's protected figures as a file."""
    return table_file(tables.table(theme, level), f"{theme}-{level}", extension)
