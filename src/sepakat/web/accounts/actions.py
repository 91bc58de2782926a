"""What changes who may do what: inviting, accepting, confirming, ending. Each atomic, by somebody, in the audit.

Two rules beyond the roles themselves. Nobody gives a role outside the own region: an administrator's right is checked
for the very region the role is for. And nobody makes themselves anything alone: a role for oneself, and a role that
sees or opens names while another administrator could look at it, waits for that second administrator.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from sepakat import access, regions
from sepakat.access import Action, Actor
from sepakat.catalogue import parameter
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.accounts import emails, happened
from sepakat.web.accounts.models import Assignment, Invitation, User
from sepakat.web.governance.audit import record

COMMAND_LINE = "perintah"


def invite(
    *,
    by: Actor,
    email: str,
    name: str,
    role: str,
    region: str,
    office: str = "",
    programmes: Sequence[str] = (),
    until: dt.date | None = None,
) -> tuple[Invitation, str]:
    """An invitation and its token (told once; only its hash is kept). For somebody with an account it adds the role."""
    under = access.check(by, Action.PEOPLE, region=region)
    facts = _given(role, region, programmes)
    address = emails.tidy(email)
    if not name.strip():
        raise UserError(
            Text("Nama orang yang diundang belum diisi.", "The name of the invited person is missing."),
            code="invite-name",
        )
    with transaction.atomic():
        account = User.objects.filter(email=address).first()
        _not_held_yet(account, role, region)
        waits = second_hand_needed(by, role, region, address)
        token = secrets.token_urlsafe(32)
        made = Invitation.objects.create(
            email=address,
            name=name.strip(),
            office=office.strip(),
            role=role,
            region=region,
            programmes=list(programmes),
            until=until,
            token=fingerprint(token),
            by_id=by.id or None,
            expires=timezone.now() + dt.timedelta(days=_days()),
            waits=waits,
        )
        outcome = "menunggu" if waits else "ok"
        record(
            by,
            "undangan.dibuat",
            region=region,
            target=f"undangan:{made.pk}",
            facts=facts,
            under=under,
            outcome=outcome,
        )
    return made, token


def way_back(*, by: Actor, user: User) -> tuple[Invitation, str]:
    """A link for somebody who lost the password or the telephone: a new password, and two-step set up anew.

    It opens the account, so it needs the right over every region the person works in, and a second administrator where
    the person's roles see names. Nobody makes one for themselves.
    """
    held = list(user.assignments.current())
    for assignment in held:
        access.check(by, Action.PEOPLE, region=assignment.region)
    if not held or str(user.pk) == by.id:
        raise UserError(
            Text(
                "Tautan baru dibuat oleh admin lain, untuk orang yang punya peran.", "Another administrator makes this."
            ),
            hint=Text("Minta admin lain di wilayah Anda.", "Ask another administrator of your region."),
            code="way-back-self",
        )
    with transaction.atomic():
        token = secrets.token_urlsafe(32)
        made = Invitation.objects.create(
            email=user.email,
            name=user.name,
            region=held[0].region,
            token=fingerprint(token),
            account=user,
            by_id=by.id or None,
            expires=timezone.now() + dt.timedelta(days=1),
            waits=any(second_hand_needed(by, a.role, a.region, user.email) for a in held if a.role in access.roles()),
        )
        record(
            by,
            "akun.tautan_baru",
            region=made.region,
            target=f"akun:{user.pk}",
            outcome="menunggu" if made.waits else "ok",
        )
    return made, token


def first_admin(*, email: str, name: str, region: str) -> tuple[Invitation, str]:
    """By the command line, that is by whoever owns this server: an administrator, or a way back in for that one."""
    address, by = emails.tidy(email), Actor(COMMAND_LINE)
    facts = _given("admin", region, ())
    with transaction.atomic():
        account = User.objects.filter(email=address).first()
        held = account and account.assignments.current().filter(role="admin", region=region).exists()
        token = secrets.token_urlsafe(32)
        made = Invitation.objects.create(
            email=address,
            name=name,
            role="" if held else "admin",
            region=region,
            account=account if held else None,
            token=fingerprint(token),
            expires=timezone.now() + dt.timedelta(days=1 if held else _days()),
        )
        record(
            by,
            "akun.tautan_baru" if held else "admin.pertama",
            region=region,
            target=f"undangan:{made.pk}",
            facts=facts,
        )
    return made, token


def close(*, email: str) -> User:
    """By the command line: nobody signs in with this account any more. Its name stays in the audit."""
    from sepakat.web.accounts.sessions import end_all

    with transaction.atomic():
        user = User.objects.filter(email=emails.tidy(email)).first()
        if user is None:
            raise UserError(
                Text("Tidak ada akun dengan surel itu.", "There is no account with that address."),
                hint=Text("Lihat `sepakat people list`.", "See `sepakat people list`."),
                code="account-unknown",
            )
        user.is_active = False
        user.save()
        end_all(user)
        record(Actor(COMMAND_LINE), "akun.ditutup", region=happened.home(user), target=f"akun:{user.pk}")
    return user


def confirm(*, by: Actor, invitation: Invitation) -> tuple[Invitation, str]:
    """A second administrator's hand under an invitation or a way back in; gives its token, made anew.

    Only from here on there is a link, and the one who asked never held it.
    """
    under = access.check(by, Action.PEOPLE, region=invitation.region)
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not row.waits or row.used_at or row.revoked_at or row.expires <= timezone.now():
            raise _over()
        if str(row.by_id) == by.id or row.email == User.objects.get(pk=by.id).email:
            raise UserError(
                Text("Admin lain yang mengesahkan ini.", "Another administrator confirms this."),
                detail=Text(
                    "Peran yang membuka nama selalu melewati dua orang.",
                    "Roles that open names always pass two people.",
                ),
                hint=Text("Minta admin lain di wilayah Anda.", "Ask another administrator of your region."),
                code="invite-two-people",
            )
        token = secrets.token_urlsafe(32)
        row.waits, row.confirmed_by_id, row.token = False, int(by.id), fingerprint(token)
        row.save(update_fields=["waits", "confirmed_by", "token"])
        record(by, "undangan.disahkan", region=row.region, target=f"undangan:{row.pk}", under=under)
    return row, token


def revoke(*, by: Actor, invitation: Invitation) -> None:
    """Take an invitation back before it is used."""
    under = access.check(by, Action.PEOPLE, region=invitation.region)
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.used_at or row.revoked_at:
            raise _over()
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record(by, "undangan.dicabut", region=row.region, target=f"undangan:{row.pk}", under=under)


def accept(*, token: str, password: str | None) -> User:
    """Use an invitation once, by its token; UserError `invite-over` for one that is forged, used, revoked, expired or
    still waits: the same words for all of them."""
    return take_up(find(token), password=password)


def take_up(invitation: Invitation, *, password: str | None) -> User:
    """The account is made (or opened again) and the role counts from now.

    password: None for somebody whom an identity provider vouches for, or who has an account.
    """
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not row.open:
            raise _over()
        user = row.account or User.objects.filter(email=row.email).first()
        is_new = user is None
        if user is None:
            user = User(email=row.email, name=row.name, office=row.office)
        if password is not None and (is_new or row.account_id):
            user.set_password(password)
        elif is_new:
            user.set_unusable_password()
        user.save()
        _keep_address(user)
        if row.account_id:
            _start_over(user)
        elif not user.assignments.filter(role=row.role, region=row.region, ended_at=None).exists():
            Assignment.objects.create(
                user=user,
                role=row.role,
                region=row.region,
                programmes=row.programmes,
                until=row.until,
                given_by_id=row.by_id,
                confirmed_by_id=row.confirmed_by_id,
            )
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        record(
            Actor(str(user.pk), str(user)),
            "undangan.diterima",
            region=row.region,
            target=f"undangan:{row.pk}",
            facts={"akun": user.pk, "peran": row.role},
        )
    return user


def end_role(*, by: Actor, assignment: Assignment) -> None:
    """A role ends today, at once, on every device."""
    under = access.check(by, Action.PEOPLE, region=assignment.region)
    with transaction.atomic():
        row = Assignment.objects.select_for_update().get(pk=assignment.pk)
        if row.ended_at:
            return
        row.ended_at, row.ended_by_id = timezone.now(), int(by.id) if by.id else None
        row.save(update_fields=["ended_at", "ended_by"])
        record(
            by,
            "peran.diakhiri",
            region=row.region,
            target=f"akun:{row.user_id}",
            facts={"peran": row.role},
            under=under,
        )


def find(token: str) -> Invitation:
    """The open invitation with this token; UserError `invite-over` otherwise."""
    row = Invitation.objects.filter(token=fingerprint(token)).first()
    if row is None or not row.open:
        raise _over()
    return row


def fingerprint(token: str) -> str:
    """What is kept of a token: its hash. The token itself is 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(b"sepakat undangan\0" + token.encode("utf-8", "surrogatepass")).hexdigest()


def second_hand_needed(by: Actor, role: str, region: str, email: str) -> bool:
    """Whether another administrator must confirm: always for oneself, for roles with names where there is another."""
    own = User.objects.filter(pk=by.id).values_list("email", flat=True).first() if by.id else None
    if own is not None and own == email:
        return True
    return bool(by.id) and access.role(role).two_step and bool(other_admins(by, region))


def other_admins(by: Actor, region: str) -> list[User]:
    """Administrators other than this one whose region covers this one."""
    held = Assignment.objects.current().filter(user__is_active=True).exclude(user_id=by.id or 0).select_related("user")
    able = [r.id for r in access.roles().values() if Action.PEOPLE in r.actions]
    return [a.user for a in held.filter(role__in=able) if access.inside(a.region, region)]


def _given(role: str, region: str, programmes: Sequence[str]) -> dict[str, Any]:
    found = access.role(role)
    regions.load().get(region)
    if found.by_programme and not programmes:
        raise UserError(
            Text(f"{found.label.id} memerlukan paling sedikit satu program.", f"{found.label.en} needs a programme."),
            hint=Text("Pilih program kantornya.", "Choose the programmes of the office."),
            code="invite-programme",
        )
    return {"peran": role, "program": list(programmes)}


def _not_held_yet(account: User | None, role: str, region: str) -> None:
    if account and account.assignments.current().filter(role=role, region=region).exists():
        raise UserError(
            Text("Orang itu sudah memegang peran itu di sana.", "That person already holds that role there."),
            hint=Text("Lihat daftar orang.", "See the list of people."),
            code="invite-held",
        )


def _keep_address(user: User) -> None:
    from allauth.account.models import EmailAddress

    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def _start_over(user: User) -> None:
    """After a way back in: no old second step, no old session."""
    from allauth.mfa.models import Authenticator

    from sepakat.web.accounts.sessions import end_all

    Authenticator.objects.filter(user=user).delete()
    end_all(user)


def _days() -> int:
    return int(parameter("undangan_hari", on=timezone.localdate()).value)


def _over() -> UserError:
    return UserError(
        Text("Undangan ini tidak berlaku lagi.", "This invitation no longer holds."),
        detail=Text(
            "Undangan dipakai sekali, dan berakhir setelah beberapa hari.", "It works once, and ends after some days."
        ),
        hint=Text("Minta tautan baru kepada admin wilayah Anda.", "Ask your region's administrator for a new link."),
        code="invite-over",
    )
