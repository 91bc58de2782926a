"""Who may send and who takes in: the sender, unless an app has a rule of its own for a source.

Such an app has an `accepting.py` with `SOURCES`, `RIGHT` (what it takes to send and to throw away), `check(upload, by)`
(the assignment that allows taking in, else UserError) and `taken(upload, by)` (writes down who did).
"""

from __future__ import annotations

from typing import Any

from sepakat import access
from sepakat.access import Action, Actor
from sepakat.core.errors import UserError
from sepakat.core.text import Text
from sepakat.web import walk
from sepakat.web.intake.models import Upload


def rule(upload: Upload) -> Any | None:
    """The module that rules over this upload's source; None for the usual."""
    return next((m for m in walk.each("accepting") if upload.source in m.SOURCES), None)


def right(upload: Upload) -> Action:
    """What it takes to send, mend and throw away an upload of this source."""
    found = rule(upload)
    return Action.UPLOAD if found is None else found.RIGHT


def check(upload: Upload, by: Actor) -> access.Assignment | None:
    """The assignment that allows taking it in; Refused, or the app's own UserError."""
    found = rule(upload)
    if found is None:
        return access.check(by, Action.UPLOAD, region=upload.region)
    allowed: access.Assignment | None = found.check(upload, by)
    return allowed


def refusal(upload: Upload, who: Actor) -> Text | None:
    """Why this person does not take it in, where an app has a rule of its own; None otherwise."""
    found = rule(upload)
    if found is None:
        return None
    try:
        found.check(upload, who)
    except UserError as problem:
        return problem.title
    return None


def taken(upload: Upload, by: Actor) -> None:
    """Let the app write down who took it in, in the transaction of the act."""
    found = rule(upload)
    if found is not None:
        found.taken(upload, by)
