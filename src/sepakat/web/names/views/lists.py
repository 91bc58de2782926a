"""`/daftar-nama/`: requests for lists, their review, their sealed files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sepakat import access, catalogue
from sepakat.access import Action, Actor
from sepakat.catalogue.choosing import conditions, list_columns
from sepakat.catalogue.purposes import choices
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.targeting import lists
from sepakat.targeting.selection import RECEIPTS, SCOPES, TARGETS
from sepakat.web.accounts.actor import actor
from sepakat.web.names import actions, forms, generation, lake, rules, sheets
from sepakat.web.names.models import Agreement, ListRequest
from sepakat.web.names.presenters import request_page
from sepakat.web.names.states import Act, State
from sepakat.web.names.views import sensitive, signed_in
from sepakat.web.names.words import check_words


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I asked for, what I may download; nothing of other regions."""
    who = actor(request)
    mine = ListRequest.objects.filter(Q(by_id=int(who.id)) | Q(recipients__user_id=int(who.id))).distinct()
    asked = access.refusal(who, Action.LIST_REQUEST, region=who.assignments[0].region if who.assignments else "00")
    if access.reach(who, Action.LIST_REQUEST):
        asked = None
    context = {
        "waiting": [request_page.line(r) for r in to_review(who)],
        "mine": [request_page.line(r) for r in mine[:100] if rules.visible(r, who)],
        "refusal": asked,
        "decided": [request_page.line(r) for r in _of_region(who)[:50]],
    }
    return render(request, "names/lists.html", context)


def to_review(who: Actor) -> list[ListRequest]:
    """Requests that this person can vote on now."""
    places = access.reach(who, Action.LIST_APPROVE)
    if not places:
        return []
    open_ = ListRequest.objects.filter(_inside(places), state=State.SUBMITTED)
    return [r for r in open_[:200] if rules.refusal(r, Act.VOTE, who) is None]


def _of_region(who: Actor) -> list[ListRequest]:
    places = tuple({*access.reach(who, Action.LIST_APPROVE), *access.reach(who, Action.LIST_REVOKE)})
    if not places:
        return []
    closed = ListRequest.objects.filter(_inside(places)).exclude(state__in=(State.DRAFT, State.WITHDRAWN))
    return [r for r in closed[:200] if rules.visible(r, who)]


def _inside(places: tuple[str, ...]) -> Q:
    if "00" in places:
        return Q()
    found = Q(pk__in=[])
    for code in places:
        found |= Q(region=code) | Q(region__startswith=code + ".")
    return found


@require_http_methods(["GET", "POST"])
@sensitive(Action.LIST_REQUEST)
def new(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    if request.method == "GET":
        return _form(request, who, forms.Draft(_blank(who) | _asked(request.GET)), None)
    draft = forms.read(request.POST, who)
    if draft.problems:
        return _form(request, who, draft, None, 400)
    made = actions.create(by=who, under=draft.under, recipients=draft.recipients, fields=draft.fields)
    return redirect("names-list", made.pk)


@require_http_methods(["GET", "POST"])
@sensitive(Action.LIST_REQUEST)
def change(request: HttpRequest, number: int) -> HttpResponse:
    who = actor(request)
    found = actions.get(number, who)
    rules.check(found, Act.CHANGE, who)
    if request.method == "GET":
        return _form(request, who, forms.Draft(request_page.typed(found)), found)
    draft = forms.read(request.POST, who)
    if draft.problems:
        return _form(request, who, draft, found, 400)
    actions.change(request=found, by=who, recipients=draft.recipients, fields=draft.fields)
    return redirect("names-list", number)


@require_GET
@signed_in
def detail(request: HttpRequest, number: int) -> HttpResponse:
    return _detail(request, actions.get(number, actor(request)))


def _detail(request: HttpRequest, found: ListRequest, problems: Any = None, status: int = 200) -> HttpResponse:
    who = actor(request)
    context = request_page.page(found, who) | {"problems": problems or {}, "typed": request.POST}
    context["size"] = _size(found) if found.state in (State.DRAFT, State.SUBMITTED, State.RETURNED) else None
    return render(request, "names/list.html", context, status=status)


def _size(found: ListRequest) -> Text:
    """How many rows it would have: rounded, and not at all below the minimum cell."""
    least = int(catalogue.parameter("sel_minimum_registri", dt.date.today()).value)
    try:
        return lists.rounded(generation.size(found), least, lake.number("daftar_nama_pembulatan"))
    except UserError as problem:  # a rule that the current release cannot bear: said in its place
        return problem.title


@require_POST
@signed_in
def act(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One act from the request's page: submit, withdraw, vote, revoke, make again."""
    who = actor(request)
    found = actions.get(number, who)
    known = {
        Act.SUBMIT: lambda: actions.submit(request=found, by=who),
        Act.WITHDRAW: lambda: actions.withdraw(request=found, by=who),
        Act.RETRY: lambda: actions.retry(request=found, by=who),
        Act.VOTE: lambda: actions.vote(
            request=found,
            by=who,
            choice=request.POST.get("penilaian", ""),
            reason=_reason(request, needed=request.POST.get("penilaian") != "setuju"),
        ),
        Act.REVOKE: lambda: actions.revoke(request=found, by=who, reason=_reason(request, needed=True)),
    }
    if name not in known:
        raise rules.unknown()
    try:
        known[Act(name)]()
    except UserError as problem:
        fields = {"words-short": "alasan", "words-long": "alasan", "words-number": "alasan", "list-choice": "penilaian"}
        if problem.code not in fields:
            raise
        found.refresh_from_db()
        return _detail(request, found, {fields[problem.code]: problem}, 400)
    return redirect("names-list", number)


def _reason(request: HttpRequest, *, needed: bool) -> str:
    text = request.POST.get("alasan", "")
    if not needed and not text.strip():
        return ""
    return check_words(
        text, Text("Alasan", "The reason"), Text("kolom NIK tidak diperlukan untuk ini", "the NIK is not needed for it")
    )


@require_POST
@sensitive(Action.LIST_DOWNLOAD)
def download(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """The sealed file of this recipient."""
    who = actor(request)
    found = actions.get(number, who)
    one, content = actions.download(request=found, file=file, by=who)
    response = HttpResponse(content, content_type=sheets.MIME[one.extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{one.kind}-{found.pk}-{one.pk}.{one.extension}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _form(
    request: HttpRequest, who: Actor, draft: forms.Draft, found: ListRequest | None, status: int = 200
) -> HttpResponse:
    typed = draft.typed
    own = {p for a in who.assignments if a.role == "opd" for p in a.programmes}
    only_office = all(a.role == "opd" for a in who.assignments)
    places = access.reach(who, Action.LIST_REQUEST)
    context = {
        "request_": found,
        "typed": typed,
        "problems": draft.problems,
        "purposes": choices("daftar"),
        "programmes": lists.programmes_of(tuple(own) if only_office else None),
        "scopes": SCOPES,
        "receipts": RECEIPTS,
        "deciles": [str(d) for d in range(1, 11)],
        "conditions": [(c, c.id in typed["syarat"]) for c in conditions().values()],
        "columns": [
            (c, c.id in typed["kolom"], typed["alasan"].get(c.id, ""), draft.problems.get(f"alasan_{c.id}"))
            for c in list_columns().values()
        ],
        "agreements": list(Agreement.objects.filter(_inside(_above(places)), ended_at=None)[:200]),
        "places": places,
        "latest": timezone.localdate() + dt.timedelta(days=lake.number("daftar_nama_masa_maks")),
        "most": lake.number("daftar_nama_penerima_maks"),
    }
    return render(request, "names/list_form.html", context, status=status)


def _above(places: tuple[str, ...]) -> tuple[str, ...]:
    """Agreements are recorded for a region; those of the regions above count too."""
    found = {"00"} if not places else set(places)
    for code in places:
        parts = code.split(".")
        found |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
    return tuple(found)


def _blank(who: Actor) -> dict[str, Any]:
    places = access.reach(who, Action.LIST_REQUEST)
    return {
        "wilayah": places[0] if places else "",
        "program": "", "satuan": "keluarga", "tujuan": "", "keterangan": "", "dasar": "", "desil": "4",
        "lingkup": "desil_nasional", "penerimaan": "semua", "penerima": "", "sampai": "", "perjanjian": "",
        "syarat": [], "kolom": [], "alasan": {}, "luar": False, "pertama": "", "irisan": "", "skenario": "",
    }  # fmt: skip


def _asked(query: QueryDict) -> dict[str, Any]:
    """What the address fills in (links from pages of programmes and overlaps). Checked like anything typed."""
    plain = (
        "wilayah",
        "program",
        "satuan",
        "tujuan",
        "desil",
        "lingkup",
        "penerimaan",
        "pertama",
        "irisan",
        "skenario",
    )
    found: dict[str, Any] = {name: query.get(name, "").strip()[:200] for name in plain if name in query}
    found |= {name: query.getlist(name) for name in ("kolom", "syarat") if name in query}
    if found.get("skenario"):
        found.setdefault("penerimaan", "skenario")
    if found.get("irisan"):
        found["irisan"] = found["irisan"].replace(" ", "+")  # a plus sign in an address means a space
    if (found.get("penerimaan") in TARGETS or found.get("irisan")) and "desil" not in found:
        found["desil"] = ""  # the rule has its own limits
    known = catalogue.programmes().get(found.get("program", ""))
    if known is not None and found.get("penerimaan") in TARGETS:
        found.setdefault("satuan", known.unit)
    return found
