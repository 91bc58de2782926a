"""Who asks: the bearer of a token, or everybody. A browser's session is never read here, so no form can be forged."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from sepakat import access
from sepakat.access import Actor, Assignment
from sepakat.access.actors import inside
from sepakat.web.accounts.actor import actor_of
from sepakat.web.api import limits, problems
from sepakat.web.api.models import Token

FORM = re.compile(r"Bearer +spk_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})", re.IGNORECASE)
SEEN_EVERY = dt.timedelta(minutes=1)


def fresh() -> tuple[str, str, str]:
    """A new key: the number, the hash to keep, and the key itself, which is shown once."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    number = "".join(secrets.choice(letters) for _ in range(12))
    secret = secrets.token_urlsafe(32)
    return number, digest(secret), f"spk_{number}_{secret}"


def digest(secret: str) -> str:
    """256 random bits need no slow hash: nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()


def admit(request: HttpRequest, weight: int) -> int:
    """Set `request.actor`, take the permits; returns those left. Raises TooMany, or UserError for a bad token."""
    address = f"a:{request.META.get('REMOTE_ADDR', '')}"
    given = request.headers.get("Authorization")
    if given is None:
        request.actor = access.PUBLIC  # type: ignore[attr-defined]
        return limits.BUCKETS.take(address, limits.value("permintaan_alamat"), weight)
    token = find(given)
    if token is None:
        limits.BUCKETS.take(address, limits.value("permintaan_alamat"), limits.value("bobot_kunci_salah"))
        raise problems.plain(401)
    left = limits.BUCKETS.take(f"t:{token.pk}", limits.value("permintaan_kunci"), weight)
    request.actor = bearer(token)  # type: ignore[attr-defined]
    used(token, request.actor)  # type: ignore[attr-defined]
    return left


def find(header: str) -> Token | None:
    """The token of a header, if it holds now. Unknown, revoked, expired and orphaned ones all look alike."""
    given = FORM.fullmatch(header.strip())
    number, secret = given.groups() if given else ("", "")
    token = Token.objects.select_related("owner").filter(number=number).first()
    same = hmac.compare_digest(token.hash if token else digest(""), digest(secret))
    if token is None or not same or token.revoked_at is not None or not token.owner.is_active:
        return None
    return token if token.until >= dt.date.today() else None


def bearer(token: Token) -> Actor:
    """The owner as the rules see them, narrowed to the token's region and actions."""
    owner = actor_of(token.owner, two_step=token.two_step)
    return Actor(
        owner.id,
        owner.name,
        narrowed(owner.assignments, token.region),
        token.two_step,
        tuple(token.actions),
        token.purpose,
    )


def narrowed(held: tuple[Assignment, ...], region: str) -> tuple[Assignment, ...]:
    """Each assignment as far as it lies in the region."""
    found = []
    for one in held:
        if inside(one.region, region):
            found.append(Assignment(one.role, region, one.programmes, one.until))
        elif inside(region, one.region):
            found.append(one)
    return tuple(found)


def used(token: Token, actor: Actor) -> None:
    """Note the use, once a minute; the first of a day goes to the audit."""
    now = timezone.now()
    if token.used_at is not None and now - token.used_at < SEEN_EVERY:
        return
    from sepakat.web.governance import audit

    with transaction.atomic():
        stale = Q(used_at__isnull=True) | Q(used_at__lt=now - SEEN_EVERY)
        if not Token.objects.filter(stale, pk=token.pk).update(used_at=now):
            return
        if token.used_at is None or timezone.localdate(token.used_at) != timezone.localdate(now):
            audit.record(
                actor,
                "token.pakai",
                region=token.region,
                purpose=token.purpose,
                target=f"kunci:{token.number}",
                under=actor.assignments[0] if actor.assignments else None,
            )
