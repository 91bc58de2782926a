"""States of a list request and the acts between them, as data: the pages, the rules, the tests and the diagram in the
docs all read this table. Pure Python.

`who` is what a person is to this request, not their role: a verifier who made the request is no reviewer of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sepakat.core.text import Text


class State(StrEnum):
    DRAFT = "draf"
    SUBMITTED = "diajukan"
    GENERATING = "disusun"
    FAILED = "gagal"
    READY = "siap"
    DOWNLOADED = "diunduh"
    RETURNED = "dikembalikan"
    REFUSED = "ditolak"
    WITHDRAWN = "dibatalkan"
    REVOKED = "dicabut"
    EXPIRED = "berakhir"


class Who(StrEnum):
    REQUESTER = "peminta"
    REVIEWER = "pemeriksa"
    RECIPIENT = "penerima"
    REVOKER = "pencabut"
    SYSTEM = "sistem"


class Act(StrEnum):
    CHANGE = "ubah"
    SUBMIT = "ajukan"
    WITHDRAW = "batalkan"
    VOTE = "nilai"
    APPROVE = "setujui"
    RETURN = "kembalikan"
    REFUSE = "tolak"
    SEAL = "segel"
    FAIL = "gagalkan"
    RETRY = "ulangi"
    DOWNLOAD = "unduh"
    REVOKE = "cabut"
    EXPIRE = "akhiri"


@dataclass(frozen=True)
class Transition:
    """From these states, by whom, to which."""

    act: Act
    before: tuple[State, ...]
    after: State
    who: Who


WORDS: dict[State, Text] = {
    State.DRAFT: Text("Draf", "Draft"),
    State.SUBMITTED: Text("Menunggu dua pemeriksa", "Waiting for two reviewers"),
    State.GENERATING: Text("Sedang disusun", "Being made"),
    State.FAILED: Text("Penyusunan gagal", "Making it failed"),
    State.READY: Text("Siap diunduh", "Ready to download"),
    State.DOWNLOADED: Text("Sudah diunduh", "Downloaded"),
    State.RETURNED: Text("Dikembalikan", "Returned"),
    State.REFUSED: Text("Ditolak", "Refused"),
    State.WITHDRAWN: Text("Dibatalkan", "Withdrawn"),
    State.REVOKED: Text("Dicabut", "Revoked"),
    State.EXPIRED: Text("Berakhir", "Expired"),
}
ACTS: dict[Act, Text] = {
    Act.CHANGE: Text("Simpan draf", "Save the draft"),
    Act.SUBMIT: Text("Kirim ke pemeriksa", "Send to the reviewers"),
    Act.WITHDRAW: Text("Batalkan permintaan", "Withdraw the request"),
    Act.VOTE: Text("Kirim penilaian", "Send the vote"),
    Act.APPROVE: Text("Disetujui dua pemeriksa", "Approved by two reviewers"),
    Act.RETURN: Text("Dikembalikan pemeriksa", "Returned by a reviewer"),
    Act.REFUSE: Text("Ditolak pemeriksa", "Refused by a reviewer"),
    Act.SEAL: Text("Berkas disegel", "Files sealed"),
    Act.FAIL: Text("Penyusunan gagal", "Making it failed"),
    Act.RETRY: Text("Susun ulang", "Make it again"),
    Act.DOWNLOAD: Text("Unduh berkas", "Download the file"),
    Act.REVOKE: Text("Cabut daftar", "Revoke the list"),
    Act.EXPIRE: Text("Masa berlaku habis", "Its time is over"),
}
_S = State
OPEN = (_S.READY, _S.DOWNLOADED)  # files lie sealed and may be downloaded
TABLE: tuple[Transition, ...] = (
    Transition(Act.CHANGE, (_S.DRAFT, _S.RETURNED), _S.DRAFT, Who.REQUESTER),
    Transition(Act.SUBMIT, (_S.DRAFT,), _S.SUBMITTED, Who.REQUESTER),
    Transition(Act.WITHDRAW, (_S.DRAFT, _S.RETURNED, _S.SUBMITTED, _S.FAILED), _S.WITHDRAWN, Who.REQUESTER),
    Transition(Act.VOTE, (_S.SUBMITTED,), _S.SUBMITTED, Who.REVIEWER),
    Transition(Act.APPROVE, (_S.SUBMITTED,), _S.GENERATING, Who.SYSTEM),
    Transition(Act.RETURN, (_S.SUBMITTED,), _S.RETURNED, Who.SYSTEM),
    Transition(Act.REFUSE, (_S.SUBMITTED,), _S.REFUSED, Who.SYSTEM),
    Transition(Act.SEAL, (_S.GENERATING,), _S.READY, Who.SYSTEM),
    Transition(Act.FAIL, (_S.GENERATING,), _S.FAILED, Who.SYSTEM),
    Transition(Act.RETRY, (_S.FAILED,), _S.GENERATING, Who.REQUESTER),
    Transition(Act.DOWNLOAD, OPEN, _S.DOWNLOADED, Who.RECIPIENT),
    Transition(Act.REVOKE, (_S.GENERATING, _S.FAILED, *OPEN), _S.REVOKED, Who.REVOKER),
    Transition(Act.EXPIRE, (_S.GENERATING, _S.FAILED, *OPEN), _S.EXPIRED, Who.SYSTEM),
)
BY_ACT = {t.act: t for t in TABLE}


def allows(state: str, act: Act) -> bool:
    """Whether the state allows the act, whoever does it."""
    return state in BY_ACT[act].before


def mermaid() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    for t in TABLE:
        for before in t.before:
            if before != t.after:
                lines.append(f"    {before} --> {t.after}: {t.act} ({t.who})")
    ends = [s for s in State if not any(s in t.before for t in TABLE)]
    lines += [f"    {s} --> [*]" for s in ends]
    return "\n".join(lines)
