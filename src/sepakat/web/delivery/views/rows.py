"""Rows of a list, one by one: their standing, their history, an outcome by form, taking one back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sepakat import access
from sepakat.access import Action
from sepakat.core.errors import UserError
from sepakat.core.text import Text, whole
from sepakat.targeting import contents
from sepakat.targeting.feedback import OUTCOMES
from sepakat.web.accounts.actor import actor
from sepakat.web.delivery import actions, entries, rules
from sepakat.web.delivery.models import Outcome
from sepakat.web.delivery.presenters import list_page
from sepakat.web.names import leaks
from sepakat.web.names.models import ListRequest, ListRow
from sepakat.web.names.views import sensitive, signed_in

FIELDS = ("kode", "hasil", "periode", "jumlah", "tanggal")


@require_GET
@signed_in
def index(request: HttpRequest, number: int) -> HttpResponse:
    """Rows of one village."""
    who = actor(request)
    found = actions.get(number, who)
    page = whole(request.GET.get("halaman", "1")) or 1
    context = list_page.rows(found, who, request.GET.get("desa", ""), page)
    return render(request, "delivery/rows.html", context)


@require_http_methods(["GET", "POST"])
@sensitive(Action.DELIVERY_RECORD)
def record(request: HttpRequest, number: int) -> HttpResponse:
    """An outcome by the code of its row."""
    who = actor(request)
    found = actions.get(number, who)
    typed = {name: request.POST.get(name, request.GET.get(name, "")).strip() for name in FIELDS}
    problems: entries.Problems = {}
    if request.method == "POST":
        row = _row_of_code(found, typed["kode"], problems)
        entry, amiss = entries.read(
            typed["hasil"], typed["periode"], typed["jumlah"], typed["tanggal"], timezone.localdate()
        )
        problems |= amiss
        if row is not None and not rules.may(who, found, row.village):
            problems["kode"] = UserError(Text("Baris ini di luar wilayah Anda.", "This row is outside your region."))
        if not problems and row is not None and entry is not None:
            actions.record(request=found, row=row, entry=entry, by=who)
            return redirect("delivery-row", number, row.number)
    context = list_page.head(found, who) | {"typed": typed, "problems": problems, "outcomes": OUTCOMES}
    return render(request, "delivery/record.html", context, status=400 if problems else 200)


@require_GET
@signed_in
def row(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """The history of one row."""
    who = actor(request)
    found = actions.get(number, who)
    one = found.listed.filter(number=row).first() if row < 2**31 else None
    if one is None or not any(access.inside(place, one.village) for place in rules.sees(who, found)):
        raise rules.unknown()
    return render(request, "delivery/row.html", list_page.row(found, one, who))


@require_POST
@sensitive(Action.DELIVERY_RECORD)
def undo(request: HttpRequest, number: int, outcome: int) -> HttpResponse:
    """Take one outcome back."""
    who = actor(request)
    found = actions.get(number, who)
    one = Outcome.objects.filter(pk=outcome, request=found).select_related("row").first() if outcome < 2**63 else None
    if one is None:
        raise rules.unknown()
    actions.undo(outcome=one, by=who)
    return redirect("delivery-row", number, one.row.number)


def _row_of_code(found: ListRequest, code: str, problems: entries.Problems) -> ListRow | None:
    known = contents.number_of(code, leaks.secrets(found))
    row = found.listed.filter(number=known[0]).first() if known is not None else None
    if row is None:
        problems["kode"] = UserError(
            Text(
                "Kode baris itu tidak ada dalam daftar ini. Salin angka dan tiga hurufnya, misalnya 0007-QXR.",
                "No such row code in this list. Copy the number and its three letters, such as 0007-QXR.",
            ),
            code="delivery-code",
        )
    return row
