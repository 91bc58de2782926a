"""Who works in an administrator's regions: people with their roles, and invitations that are still open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.text import Text
from sepakat.web.accounts import desks
from sepakat.web.accounts.models import Assignment, Invitation


@dataclass(frozen=True)
class Line:
    """One assignment of one person, as the list of people shows it."""

    assignment: Assignment
    name: str
    role: Text
    region: str
    programmes: tuple[str, ...]
    two_step: bool
    own: bool


def within(codes: tuple[str, ...], field: str = "region") -> Q:
    """Rows whose region is one of these or lies inside; `00` is everything, no code at all is nothing."""
    found = Q(pk__in=[])
    for code in codes:
        if code == "00":
            return Q()
        found |= Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})
    return found


def people(who: Actor) -> list[Line]:
    """Everybody with a role inside the administrator's reach, by name."""
    from allauth.mfa.models import Authenticator

    rows = Assignment.objects.current().filter(within(access.reach(who, Action.PEOPLE)))
    rows = rows.filter(user__is_active=True).select_related("user").order_by("user__name", "region", "role")
    steps = set(Authenticator.objects.filter(type="totp").values_list("user_id", flat=True))
    known = access.roles()
    return [
        Line(
            row,
            str(row.user),
            known[row.role].label if row.role in known else Text(row.role, row.role),
            desks.region_title(row.region),
            desks.programme_names(tuple(row.programmes)),
            row.user_id in steps,
            str(row.user_id) == who.id,
        )
        for row in rows
    ]


def invitations(who: Actor) -> QuerySet[Invitation]:
    """Invitations in reach that are neither used, revoked nor expired, newest first."""
    open_ = Invitation.objects.filter(used_at=None, revoked_at=None, expires__gt=timezone.now())
    return open_.filter(within(access.reach(who, Action.PEOPLE))).select_related("by", "account").order_by("-at")
