"""Who sees which entries, and the filters over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts import desks, rosters
from sepakat.web.accounts.models import User
from sepakat.web.governance.models import AuditEntry
from sepakat.web.governance.words import said

OUTCOMES = {
    "ok": Text("berhasil", "done"),
    "gagal": Text("gagal", "failed"),
    "menunggu": Text("menunggu", "waiting"),
    "ditolak": Text("ditolak", "refused"),
}
NOBODY = {
    "publik": Text("Tanpa masuk", "Not signed in"),
    "perintah": Text("Baris perintah", "Command line"),
    "sistem": Text("Sistem", "System"),
}


@dataclass(frozen=True)
class Filters:
    """What a reader looks for. Empty: everything."""

    since: dt.date | None = None
    until: dt.date | None = None
    by: str = ""
    action: str = ""
    region: str = ""
    wrong: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> Filters:
        """From an address; days that are none are left out and named in `wrong`."""
        days, wrong = {}, []
        for name in ("since", "until"):
            words = typed.get(WORD[name], "").strip()
            try:
                days[name] = dt.date.fromisoformat(words) if words else None
            except ValueError:
                wrong.append(name)
        text = {name: typed.get(WORD[name], "").strip()[:80] for name in ("by", "action", "region")}
        return cls(days.get("since"), days.get("until"), wrong=tuple(wrong), **text)


WORD = {"since": "dari", "until": "sampai", "by": "orang", "action": "tindakan", "region": "wilayah"}


def visible(who: Actor) -> QuerySet[AuditEntry]:
    """Entries of the regions that the actor may audit, and always the actor's own.

    Failed sign-ins that name no account have no region: whoever audits anywhere sees them, or nobody would.
    """
    reach = access.reach(who, Action.AUDIT)
    seen = Q(by=who.id)
    if reach:
        seen |= rosters.within(reach) | Q(region="", action__startswith="masuk.")
    return AuditEntry.objects.filter(seen) if "00" not in reach else AuditEntry.objects.all()


def filtered(who: Actor, wanted: Filters) -> QuerySet[AuditEntry]:
    """The visible entries that fit, newest first."""
    rows = visible(who).order_by("-number")
    zone = timezone.get_current_timezone()
    if wanted.since:
        rows = rows.filter(at__gte=dt.datetime.combine(wanted.since, dt.time.min, zone))
    if wanted.until:
        rows = rows.filter(at__lt=dt.datetime.combine(wanted.until + dt.timedelta(days=1), dt.time.min, zone))
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.region:
        rows = rows.filter(rosters.within((wanted.region,)))
    if wanted.by:
        rows = rows.filter(by__in=_accounts(wanted.by))
    return rows


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it."""

    number: int
    at: dt.datetime
    by: str
    role: Text | str
    action: Text
    region: str
    purpose: str
    target: str
    outcome: Text | str
    facts: str
    subjects: int


def lines(rows: list[AuditEntry]) -> list[Line]:
    """Entries in words: accounts by name, roles and actions in words, regions by name."""
    people = _names({row.by for row in rows})
    roles = access.roles()
    return [
        Line(
            row.number,
            row.at,
            people.get(row.by, row.by),
            roles[row.role].label if row.role in roles else row.role,
            said(row.action),
            desks.region_title(row.region) if row.region else "",
            row.purpose,
            row.target,
            OUTCOMES.get(row.outcome, row.outcome),
            "; ".join(f"{k} {_brief(v)}" for k, v in row.facts.items()),
            len(row.subjects.all()),
        )
        for row in rows
    ]


def actions_seen(who: Actor) -> list[tuple[str, Text]]:
    """Actions among the visible entries, for the filter's list."""
    found = visible(who).order_by("action").values_list("action", flat=True).distinct()
    return sorted(((a, said(a)) for a in found), key=lambda pair: str(pair[1]).casefold())


def _names(ids: set[str]) -> dict[str, str]:
    known = {str(u.pk): str(u) for u in User.objects.filter(pk__in=[i for i in ids if i.isdigit()])}
    return known | {name: str(label) for name, label in NOBODY.items()}


def _accounts(typed: str) -> list[str]:
    """Account ids by name or address; what is typed itself too (`publik`, `perintah`)."""
    found = User.objects.filter(Q(name__icontains=typed) | Q(email=typed.lower())).values_list("pk", flat=True)
    return [str(pk) for pk in found] + [typed]


def _brief(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(v) for v in value[:5]) + (" …" if len(value) > 5 else "")
    return str(value)
