"""The tray: pieces of pages on their way into a document. With an account in the database, else in a signed cookie.

The cookie holds block texts and codes of regions only, bounded; for somebody signed in it holds the number of their
pieces, so that the header of a page needs no database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from sepakat import regions
from sepakat.access import Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.documents import Block
from sepakat.web.governance.audit import record
from sepakat.web.papers.models import TrayPiece

COOKIE, SALT = "nampan", "sepakat.nampan"
MOST_COOKIE, MOST_ACCOUNT, LONGEST = 12, 60, 3500
AGE = 30 * 24 * 3600


@dataclass(frozen=True)
class Piece:
    """block: text of a block; region: code."""

    block: str
    region: str


def piece(block: str, region: str) -> Piece:
    """A piece, checked. UserErrors of `Block.parse` and of codes of regions."""
    return Piece(Block.parse(block).text(), regions.load().get(regions.parse(region)).code)


def count(request: HttpRequest) -> int:
    """How many pieces the header shows: from the cookie alone."""
    held = _cookie(request)
    return held if isinstance(held, int) else len(held)


def pieces(request: HttpRequest) -> list[Piece]:
    """The pieces of whoever asks, oldest first."""
    who = _who(request)
    held = _cookie(request)
    own = [] if isinstance(held, int) else held
    if who is None:
        return own
    kept = [Piece(p.block, p.region) for p in TrayPiece.objects.filter(owner_id=int(who.id))]
    return list(dict.fromkeys([*kept, *own]))


def keep(request: HttpRequest, response: HttpResponse, held: list[Piece]) -> None:
    """Make these the pieces of whoever asks. UserError `tray-full`."""
    held = list(dict.fromkeys(held))
    who = _who(request)
    if len(held) > (MOST_COOKIE if who is None else MOST_ACCOUNT):
        raise _full(who is None)
    if who is None:
        value = signing.dumps([[p.block, p.region] for p in held], salt=SALT, compress=True)
        if len(value) > LONGEST:
            raise _full(True)
    else:
        _keep(by=who, held=held)
        value = signing.dumps(len(held), salt=SALT)
    if held:
        response.set_cookie(COOKIE, value, max_age=AGE, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE, samesite="Lax")


def _keep(*, by: Actor, held: list[Piece]) -> None:
    with transaction.atomic():
        TrayPiece.objects.filter(owner_id=int(by.id)).delete()
        TrayPiece.objects.bulk_create(TrayPiece(owner_id=int(by.id), block=p.block, region=p.region) for p in held)
        record(by, "dokumen.nampan", target="", facts={"bagian": len(held)})


def _cookie(request: HttpRequest) -> list[Piece] | int:
    value = request.COOKIES.get(COOKIE, "")
    if not value:
        return []
    try:
        held = signing.loads(value, salt=SALT, max_age=AGE)
        return held if isinstance(held, int) else [Piece(str(b), str(r)) for b, r in held][:MOST_COOKIE]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def _who(request: HttpRequest) -> Actor | None:
    """Who is signed in; a stranger costs no database."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    from sepakat.web.accounts.actor import actor

    who = actor(request)
    return who if who.signed_in else None


def _full(stranger: bool) -> UserError:
    most = MOST_COOKIE if stranger else MOST_ACCOUNT
    more = (
        Text(" Dengan akun, nampan memuat lebih banyak.", " With an account it holds more.")
        if stranger
        else Text("", "")
    )
    return UserError(
        Text(f"Nampan penuh (paling banyak {most} bagian).", f"The tray is full (at most {most} pieces)."),
        hint=Text(
            f"Susun dokumennya, atau keluarkan satu bagian.{more.id}", f"Make the document, or take one out.{more.en}"
        ),
        code="tray-full",
    )
