"""Panduan: the list with its search, and one guide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sepakat import access
from sepakat.core.text import Text
from sepakat.web.learning import guides

LONGEST = 60


def index(request: HttpRequest) -> HttpResponse:
    """All guides, or those that hold the words of `?cari=` and are for `?peran=`."""
    query, role = request.GET.get("cari", "").strip()[:LONGEST], request.GET.get("peran", "")
    role = role if role in roles() else ""
    found = guides.search(query, role)
    context = {
        "query": query,
        "role": role,
        "roles": list(roles().items()),
        "groups": guides.grouped(found),
        "count": len(found),
    }
    return render(request, "learning/guides.html", context)


def detail(request: HttpRequest, name: str) -> HttpResponse:
    found = guides.guide(name)
    near = [g for g in guides.guides().values() if g.group == found.group and g.id != found.id]
    context = {
        "guide": found,
        "near": near,
        "group": guides.GROUPS[found.group],
        "for_whom": [label for role, label in roles().items() if role in found.roles],
    }
    return render(request, "learning/guide.html", context)


def roles() -> dict[str, Text]:
    """Everybody first, then the roles, by id."""
    everybody = {guides.EVERYBODY: Text("Semua orang", "Everybody")}
    return everybody | {name: role.label for name, role in access.roles().items()}
