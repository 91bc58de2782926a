"""Who may do what, where: roles, rules and the audit chain. Pure Python; the site and its API only ask.

Rules come in pairs: `check` raises with a sentence, `may` answers yes or no. The sentence is what a button shows.
Everything starts from an `Actor` (a person with assignments; `PUBLIC` is everybody) and an `Action`.
"""

from sepakat.access.actions import About, Action, actions
from sepakat.access.actors import PUBLIC, SYSTEM, Actor, Assignment, inside
from sepakat.access.roles import Role, Step, role, roles
from sepakat.access.rules import Refused, check, may, needs_two_step, reach, refusal

__all__ = [
    "PUBLIC",
    "SYSTEM",
    "About",
    "Action",
    "Actor",
    "Assignment",
    "Refused",
    "Role",
    "Step",
    "actions",
    "check",
    "inside",
    "may",
    "needs_two_step",
    "reach",
    "refusal",
    "role",
    "roles",
]
