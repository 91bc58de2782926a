"""One list request in words: what was asked, what may be done now, the votes that may be seen, the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sepakat import access, catalogue, regions
from sepakat.access import Actor
from sepakat.catalogue.choosing import condition, list_column
from sepakat.catalogue.purposes import purposes
from sepakat.core.errors import UserError
from sepakat.core.text import Text, number
from sepakat.targeting import contents, patterns, serving
from sepakat.targeting.selection import RECEIPTS, SCOPES
from sepakat.web.names import generation, papers, rules
from sepakat.web.names.actions import CHOICES
from sepakat.web.names.models import ListRequest, SealedFile
from sepakat.web.names.states import ACTS, OPEN, WORDS, Act, State, Who

ENDED = {"dicabut": Text("dicabut", "revoked"), "berakhir": Text("masa berlaku habis", "its time was over")}


@dataclass(frozen=True)
class Line:
    """A request in a table."""

    number: int
    name: str
    purpose: str
    place: str
    programme: str
    state: Text
    changed: Any
    expires: Any


@dataclass(frozen=True)
class Button:
    """An act on the page. refusal: the sentence under a button that cannot be pressed."""

    act: str
    label: Text
    refusal: UserError | None


@dataclass(frozen=True)
class VoteLine:
    who: str
    role: str
    choice: Text
    reason: str
    at: Any


@dataclass(frozen=True)
class StepLine:
    at: Any
    words: Text
    who: str
    note: str


def line(found: ListRequest) -> Line:
    return Line(
        found.pk,
        str(found),
        _purpose(found.purpose),
        _place(found.region),
        _programme(found.programme),
        WORDS[State(found.state)],
        found.changed_at,
        found.expires,
    )


def page(found: ListRequest, who: Actor) -> dict[str, Any]:
    mine = rules.relations(found, who)
    voting = rules.refusal(found, Act.VOTE, who)
    reviewer = Who.REVIEWER in mine or found.state == State.SUBMITTED
    return {
        "request_": found,
        "line": line(found),
        "population": _population(found),
        "columns": [(list_column(c).label, list_column(c).specific, found.columns[c]) for c in found.picked],
        "recipients": [r.user for r in found.recipients.select_related("user")],
        "requester": found.by,
        "role": _role(found.role),
        "buttons": [
            Button(a, ACTS[a], rules.refusal(found, a, who))
            for a in (Act.SUBMIT, Act.WITHDRAW, Act.RETRY)
            if Who.REQUESTER in mine and found.state in _when(a)
        ],
        "may_change": rules.refusal(found, Act.CHANGE, who) is None,
        "voting": found.state == State.SUBMITTED and voting is None,
        "vote_refusal": voting if found.state == State.SUBMITTED and reviewer else None,
        "choices": CHOICES,
        "votes": votes(found, who),
        "in_": found.votes.filter(round=found.round).count(),
        "needed": rules.REVIEWERS,
        "revoking": Who.REVOKER in mine and rules.refusal(found, Act.REVOKE, who) is None,
        "files": _files(found, who),
        "gone": [f for f in found.files.all() if f.destroyed_at is not None] if Who.RECIPIENT not in mine else [],
        "ended": ENDED,
        "download_refusal": rules.refusal(found, Act.DOWNLOAD, who) if Who.RECIPIENT in mine else None,
        "open": found.state in OPEN,
        "steps": steps(found),
        "kinds": papers.KINDS,
        "letters": [(k, papers.KINDS[k]) for k in papers.LETTERS],
        "offices": papers.OFFICES,
        "papers_refusal": papers.refusal(found, who) if found.state in OPEN else None,
        "rule_print": contents.rule_print(found.rule) if found.rule else "",
    }


def votes(found: ListRequest, who: Actor) -> list[VoteLine]:
    """Votes that may be seen: all of a round that is decided, one's own before."""
    rounds: dict[int, list[Any]] = {}
    for vote in found.votes.select_related("user"):
        rounds.setdefault(vote.round, []).append(vote)
    shown = []
    for cast in rounds.values():
        whole = len(cast) == rules.REVIEWERS
        shown += [v for v in cast if whole or str(v.user_id) == who.id]
    return [VoteLine(str(v.user), _role(v.role), CHOICES[v.choice], v.reason, v.at) for v in shown]


def steps(found: ListRequest) -> list[StepLine]:
    """The history. Of a vote only that it was cast: whose it was shows with the votes, once both are in."""
    shown = []
    for step in found.steps.select_related("by"):
        known = step.act in list(Act)
        words = ACTS[Act(step.act)] if known else Text("Draf dibuat", "Draft made")
        if step.act == Act.VOTE:
            shown.append(StepLine(step.at, Text("Satu penilaian masuk", "A vote came in"), "", ""))
        else:
            shown.append(StepLine(step.at, words, str(step.by) if step.by else "", step.note))
    return shown


def typed(found: ListRequest) -> dict[str, Any]:
    """A request as its form shows it again."""
    return {
        "wilayah": found.region,
        "program": found.programme,
        "satuan": found.unit,
        "tujuan": found.purpose,
        "keterangan": found.words,
        "dasar": found.basis,
        "desil": str(found.population.get("desil") or ""),
        "lingkup": found.population.get("lingkup", "desil_nasional"),
        "penerimaan": found.population.get("penerimaan", "semua"),
        "penerima": "\n".join(r.user.email for r in found.recipients.select_related("user")),
        "sampai": found.expires.isoformat() if found.expires else "",
        "perjanjian": str(found.agreement_id or ""),
        "syarat": list(found.population.get("syarat", [])),
        "kolom": list(found.picked),
        "alasan": dict(found.columns),
        "pertama": str(found.population.get("pertama") or ""),
        "irisan": found.population.get("irisan", ""),
        "skenario": found.population.get("skenario_nomor", ""),
        "luar": found.outside,
    }


def _when(act: Act) -> tuple[State, ...]:
    from sepakat.web.names.states import BY_ACT

    return BY_ACT[act].before


def _files(found: ListRequest, who: Actor) -> list[tuple[SealedFile, Text]]:
    if found.state not in OPEN:
        return []
    mine = [f for f in found.files.all() if str(f.recipient_id) == who.id and f.destroyed_at is None]
    return [(f, papers.KINDS[f.kind]) for f in mine]


def _population(found: ListRequest) -> list[Text]:
    p = found.population
    words = [Text(f"satuan: {found.unit}", f"unit: {'family' if found.unit == 'keluarga' else 'person'}")]
    if p.get("desil"):
        scope = SCOPES[p.get("lingkup", "desil_nasional")]
        words.append(Text(f"{scope.id} 1–{p['desil']} (simulasi)", f"{scope.en} 1–{p['desil']} (simulation)"))
    else:
        words.append(Text("semua desil", "all deciles"))
    if found.programme:
        words.append(RECEIPTS[p.get("penerimaan", "semua")])
    if p.get("pertama"):
        words.append(Text(f"{number(p['pertama'], 0, 'id')} teratas", f"the first {number(p['pertama'], 0, 'en')}"))
    if p.get("irisan"):
        words.append(patterns.read(p["irisan"]).words)
    if p.get("skenario"):
        rule = serving.read(generation.selection(found))[0].rule_words
        number_ = p.get("skenario_nomor", "")
        words.append(Text(f"skenario {number_}: {rule.id}", f"scenario {number_}: {rule.en}"))
    words += [condition(c).label for c in p.get("syarat", [])]
    return words


def _place(code: str) -> str:
    tree = regions.load()
    return f"{tree.name(code)} ({code})" if code in tree else code


def _purpose(code: str) -> str:
    return str(purposes()[code].label) if code in purposes() else code


def _programme(code: str) -> str:
    known = catalogue.programmes().get(code)
    return str(known.label) if known else ""


def _role(code: str) -> str:
    known = access.roles().get(code)
    return str(known.label) if known else code
