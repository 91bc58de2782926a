"""What a list holds, apart from who got it: its rule, release and one hash; and the codes of its rows.

The hash covers release, rule, heads and rows in one fixed order; it leaves out the recipient's mark, the order of rows
in a copy, the letters of row codes, and whatever stands to the right of the code column (what offices fill in).
The same rule on the same release therefore has the same hash in every copy, and in every making.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sepakat.core.errors import UserError
from sepakat.core.text import Text

CODE = Text("Kode baris", "Row code")
FEEDBACK = (Text("Hasil", "Outcome"), Text("Periode", "Period"), Text("Jumlah (Rp)", "Amount (Rp)"),
            Text("Tanggal", "Date"))  # fmt: skip
LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"
_FORM = "sepakat-daftar/1"
_CODE = re.compile(r"(\d{1,9})\s*-\s*([A-Za-z]{3})", re.ASCII)
_LINE = re.compile(r"Rilis (\S+)\. Aturan ([0-9a-f]{12})\. Isi ([0-9a-f]{64})")


@dataclass(frozen=True)
class Facts:
    """What a file says of itself. rule: twelve hex digits of the rule's hash."""

    release: str
    rule: str
    sha256: str

    @property
    def line(self) -> str:
        return f"Rilis {self.release}. Aturan {self.rule}. Isi {self.sha256}"


def rule_print(canonical: str) -> str:
    """Twelve hex digits of a rule's text (`Selection.canonical`)."""
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def hashed(release: str, rule: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """SHA-256 (hex) of a list's contents. heads, rows: in Bahasa, the row's number last."""
    told = hashlib.sha256()
    lines = sorted("\x1f".join(plain(cell) for cell in row) for row in rows)
    for line in (_FORM, release, rule, "\x1f".join(plain(h) for h in heads), *lines):
        told.update(line.encode() + b"\n")
    return told.hexdigest()


def plain(cell: str) -> str:
    """A cell as it is hashed: single spaces, without the apostrophe that keeps a spreadsheet from running it."""
    bare = cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell
    return " ".join("".join(c if c.isprintable() else " " for c in bare).split())


def code(secret: bytes, number: int) -> str:
    """`0007-QXR`: the row's number and three letters that belong to the recipient, so that a slip of the pen is seen
    and a copy that comes back tells whose it was."""
    return f"{number:04d}-{_letters(secret, number)}"


def number_of(text: str, secrets: Mapping[int, bytes]) -> tuple[int, int] | None:
    """(row number, recipient) of a code as typed; None where it is no code of any of these recipients."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    number, letters = int(found[1]), found[2].upper()
    for recipient, secret in secrets.items():
        if hmac.compare_digest(letters, _letters(secret, number)):
            return number, recipient
    return None


def _letters(secret: bytes, number: int) -> str:
    told = int.from_bytes(hmac.digest(secret, b"row/%d" % number, "sha256")[:8], "big")
    out = ""
    for _ in range(3):
        told, place = divmod(told, len(LETTERS))
        out += LETTERS[place]
    return out


def read(rows: Sequence[Sequence[str]]) -> tuple[Facts, str]:
    """(what the file says of itself, the hash of what it holds). UserError `list-verify` for another kind of file."""
    first = " ".join(rows[0]) if rows else ""
    said = _LINE.search(first)
    if said is None or len(rows) < 2 or CODE.id not in rows[1]:
        raise UserError(
            Text("Berkas ini bukan daftar nama dari sepakat.", "This file is no list of names from sepakat."),
            Text("Baris pertama dan kolom “Kode baris” tidak ditemukan.", "Its first line or its code column is gone."),
            Text("Periksa berkas asli, sebelum disunting.", "Verify the file as it was handed over."),
            code="list-verify",
        )
    facts = Facts(said[1], said[2], said[3])
    width = list(rows[1]).index(CODE.id) + 1
    body = [[*row[: width - 1], row[width - 1].split("-")[0]] for row in rows[2:] if any(row)]
    return facts, hashed(facts.release, facts.rule, list(rows[1][:width]), body)
