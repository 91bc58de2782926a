"""The rule of own figures for `web/intake`: whoever sent them does not take them in (ADR 0030)."""

from __future__ import annotations

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web.intake.models import Upload

SOURCE = ("data_daerah", "list")
SOURCES = frozenset({SOURCE[0]})
RIGHT = Action.FIGURES_SEND


def check(upload: Upload, by: Actor) -> access.Assignment | None:
    """The assignment that allows deciding on a delivery; Refused, or UserError figures-own for its sender."""
    held = access.check(by, Action.FIGURES_ACCEPT, region=upload.region)
    if str(upload.by_id) == by.id:
        raise UserError(
            Text("Angka yang Anda kirim sendiri diputus orang lain.", "Another person decides on what you sent."),
            hint=Text("Minta walidata lain di wilayah Anda.", "Ask another data steward of your region."),
            code="figures-own",
        )
    return held


def taken(upload: Upload, by: Actor) -> None:
    """Write down who took a delivery in. A second try, after a failure, is the later person's."""
    from sepakat.web.own_figures.models import Decision

    Decision.objects.update_or_create(upload=upload, defaults={"by_id": int(by.id), "taken": True, "reason": ""})
