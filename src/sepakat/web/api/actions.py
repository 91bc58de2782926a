"""Making and revoking tokens: checked, recorded, atomic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from sepakat import access, regions
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text, long_date
from sepakat.web.api import limits, tokens
from sepakat.web.api.models import Token
from sepakat.web.api.operations import known
from sepakat.web.governance import audit

PURPOSE_LEAST, PURPOSE_MOST, NAME_MOST = 10, 200, 80


def scopes() -> tuple[Action, ...]:
    """What a token can be made for: the actions of the API's operations, less those that everybody may."""
    wanted = {about.action for about in known() if not about.public}
    return tuple(action for action in access.actions() if action in wanted)


def last_day() -> dt.date:
    """The latest day until which a token may hold."""
    return dt.date.today() + dt.timedelta(days=limits.value("kunci_hari_maks"))


@transaction.atomic
def make(
    *, by: Actor, owner_id: int, name: str, region: str, actions: Sequence[str], purpose: str, until: dt.date
) -> tuple[Token, str]:
    """A new token and its key, which nobody can read again. Raises UserError naming the field in `where`."""
    name, purpose = " ".join(name.split()), " ".join(purpose.split())
    if not name or len(name) > NAME_MOST or "\x00" in name:
        raise _field(
            "name", Text('Isi nama kunci, misalnya "Dasbor Bappeda".', 'Give a name, such as "Bappeda dashboard".')
        )
    if not PURPOSE_LEAST <= len(purpose) <= PURPOSE_MOST or "\x00" in purpose:
        raise _field(
            "purpose",
            Text(f"Tulis tujuannya, {PURPOSE_LEAST} sampai {PURPOSE_MOST} huruf.",
                 f"State the purpose, {PURPOSE_LEAST} to {PURPOSE_MOST} letters."),
        )  # fmt: skip
    place = _region(region)
    if not dt.date.today() <= until <= last_day():
        latest = last_day()
        raise _field(
            "until",
            Text(f"Pilih tanggal paling lambat {long_date(latest, 'id')}.",
                 f"Choose a day up to {long_date(latest, 'en')}."),
        )  # fmt: skip
    under = access.check(by, Action.TOKEN, region=place)
    asked = [action for action in scopes() if action in set(actions)]
    if set(actions) - set(asked):
        raise _field("actions", Text("Pilih lingkup dari daftar.", "Choose the scope from the list."))
    for action in asked:
        access.check(by, action, region=place)
    number, digest, key = tokens.fresh()
    personal = any(access.actions()[action].personal for action in asked)
    facts = {"name": name, "region": place, "purpose": purpose, "until": until, "two_step": personal}
    try:
        with transaction.atomic():
            token = Token.objects.create(
                owner_id=owner_id, number=number, hash=digest, actions=[str(a) for a in asked], **facts
            )
    except IntegrityError:
        raise _field(
            "name", Text("Anda sudah punya kunci dengan nama itu.", "You have a token of that name already.")
        ) from None
    audit.record(
        by,
        "token.buat",
        region=place,
        purpose=purpose,
        target=f"kunci:{number}",
        facts={"lingkup": [str(a) for a in asked], "sampai": until.isoformat()},
        under=under,
    )
    return token, key


@transaction.atomic
def revoke(*, by: Actor, number: str) -> Token:
    """End one's own token, now and for good. Another's is answered like one that does not exist."""
    token = Token.objects.select_for_update().filter(number=number, owner_id=int(by.id or 0)).first()
    if token is None:
        raise UserError(
            Text("Kunci itu tidak ada di daftar Anda.", "That token is not in your list."),
            hint=Text("Lihat daftar kunci Anda.", "See the list of your tokens."),
            code="page-unknown",
        )
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record(by, "token.cabut", region=token.region, purpose=token.purpose, target=f"kunci:{number}")
    return token


def _region(code: str) -> str:
    try:
        return regions.load().get(code.strip()).code
    except UserError as error:
        raise UserError(error.title, error.detail, error.hint, "region", "token-field") from None


def _field(where: str, title: Text) -> UserError:
    return UserError(title, where=where, code="token-field")
