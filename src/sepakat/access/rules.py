"""The rules, in pairs: `check` raises `Refused` with a sentence, `may` and `refusal` answer without raising.

A right holds in the assignment's region and everything inside it, never above, beside or beyond. A refusal says the
same about a region that is out of reach as about one that does not exist, so that it tells nothing: nothing here ever
looks a region up.
"""

from __future__ import annotations

import datetime as dt

from sepakat.access.actions import About, Action, actions
from sepakat.access.actors import Actor, Assignment, inside
from sepakat.access.roles import roles
from sepakat.core.errors import UserError
from sepakat.core.text import Text


class Refused(UserError):  # noqa: N818 - reads as what happened
    """The actor may not do this here. `title` is the sentence, `hint` the next step."""


def check(
    actor: Actor, action: Action, *, region: str, programme: str | None = None, on: dt.date | None = None
) -> Assignment | None:
    """The assignment that allows `action` in `region` (None where everybody may); else Refused.

    region: dotted code, or `00`. programme: the one it is about; "" for none; None asks whether there is any at all
    (menus). It matters only for actions bound to programmes and roles that hold some. on: today.
    Codes: `access-sign-in`, `access-token`, `access-role`, `access-region`, `access-programme`, `access-two-step`.
    """
    about = actions()[action]
    if about.public:
        return None
    if not actor.signed_in:
        raise _sign_in_first(about)
    if actor.actions is not None and action not in actor.actions:
        raise Refused(
            Text("Kunci API ini tidak mencakup tindakan itu.", "This API token does not cover that action."),
            hint=Text("Buat kunci API dengan lingkup yang diperlukan.", "Make a token with the scope it needs."),
            code="access-token",
        )
    today = on or dt.date.today()
    able = [a for a in actor.assignments if a.holds(today) and a.role in roles() and action in roles()[a.role].actions]
    if not able:
        raise Refused(
            Text(f"{about.label.id}: bukan bagian peran Anda.", f"{about.label.en}: not part of your role."),
            hint=about.ask,
            code="access-role",
        )
    near = [a for a in able if inside(a.region, region)]
    if not near:
        raise Refused(
            Text("Wilayah itu di luar wewenang Anda.", "That region is outside your authority."),
            hint=about.ask,
            code="access-region",
        )
    own = [a for a in near if not about.programme or _covers(a, programme)]
    if not own:
        raise Refused(
            Text("Program itu bukan program kantor Anda.", "That programme is not your office's."),
            hint=Text(
                "Pilih program kantor Anda, atau minta admin menambahkannya.",
                "Choose a programme of your office, or ask the administrator to add it.",
            ),
            code="access-programme",
        )
    if about.two_step and not actor.two_step:
        raise Refused(
            Text(
                f"{about.label.id}: perlu masuk dengan dua langkah.",
                f"{about.label.en}: this needs two-step sign-in.",
            ),
            hint=Text(
                "Pasang aplikasi autentikator di laman Akun, lalu masuk lagi.",
                "Set up an authenticator app on the Account page, then sign in again.",
            ),
            code="access-two-step",
        )
    return own[0]


def may(actor: Actor, action: Action, *, region: str, programme: str | None = None, on: dt.date | None = None) -> bool:
    """Whether `check` would pass."""
    return refusal(actor, action, region=region, programme=programme, on=on) is None


def refusal(
    actor: Actor, action: Action, *, region: str, programme: str | None = None, on: dt.date | None = None
) -> Refused | None:
    """The sentence that `check` would raise with, or None."""
    try:
        check(actor, action, region=region, programme=programme, on=on)
    except Refused as refused:
        return refused
    return None


def reach(actor: Actor, action: Action, *, on: dt.date | None = None) -> tuple[str, ...]:
    """Regions (each with all inside) where the actor may do this, widest first; empty: nowhere. For lists, filters.

    What everybody may do reaches the nation.
    """
    if actions()[action].public:
        return ("00",)
    codes = {a.region for a in actor.assignments if may(actor, action, region=a.region, on=on)}
    kept: list[str] = []
    for code in sorted(codes, key=lambda c: (c != "00", len(c), c)):
        if not any(inside(k, code) for k in kept):
            kept.append(code)
    return tuple(kept)


def needs_two_step(actor: Actor, on: dt.date | None = None) -> bool:
    """Whether some role of the actor asks for two-step sign-in (and this session may lack it)."""
    today = on or dt.date.today()
    return any(a.holds(today) and a.role in roles() and roles()[a.role].two_step for a in actor.assignments)


def _covers(held: Assignment, programme: str | None) -> bool:
    """Whether an assignment covers a programme: always for roles that are not bound to any."""
    if not roles()[held.role].by_programme:
        return True
    return bool(held.programmes) if programme is None else programme in held.programmes


def _sign_in_first(about: About) -> Refused:
    return Refused(
        Text(f"Masuk dahulu untuk {_lower(about.label.id)}.", f"Sign in first to {_lower(about.label.en)}."),
        hint=Text(
            "Masuk, atau minta undangan admin wilayah Anda.",
            "Sign in, or ask your region's administrator for an invitation.",
        ),
        code="access-sign-in",
    )


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
