"""The hidden mark of a list: the order of rows that tie, which differs from recipient to recipient.

Rows are sorted by village and, where it is among the columns, by decile; inside such a tie they stand in the order of a
keyed hash of their own words, under a key of the recipient. A leaked file, or a part of it, is held against each
recipient's order: in their own all neighbours stand right, in another's about half do. No false row is ever put in a
list: it would be somebody's aid (docs/adr/0013).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from sepakat.lake import Lake


def key(lake: Lake, request: int, recipient: int) -> bytes:
    """The recipient's key of one request, derived from the vault's: nothing has to be kept to trace a leak."""
    made = lake.vault.key_hash([f"sepakat/list-mark/{request}/{recipient}"])[0].as_py()
    assert isinstance(made, bytes)
    return made


def place(secret: bytes, cells: Sequence[str]) -> bytes:
    """Where a row stands among those it ties with. cells: its words, as written."""
    return hmac.digest(secret, "\x1f".join(" ".join(c.split()) for c in cells).encode(), "sha256")


def ordered(rows: Sequence[Sequence[str]], ties: Sequence[Sequence[str]], secret: bytes) -> list[int]:
    """Positions of `rows` in the recipient's order: by their tie (as sorted), then by their hidden place."""
    return sorted(range(len(rows)), key=lambda i: (tuple(ties[i]), place(secret, rows[i])))


def trace(
    rows: Sequence[Sequence[str]], ties: Sequence[Sequence[str]], secrets: Mapping[str, bytes]
) -> dict[str, tuple[int, int]]:
    """Recipient → (neighbours in that recipient's order, neighbours that tie), for rows as they stand in a file."""
    found = {}
    for who, secret in secrets.items():
        right = pairs = 0
        for before, after in zip(range(len(rows)), range(1, len(rows)), strict=False):
            if tuple(ties[before]) == tuple(ties[after]):
                pairs += 1
                right += place(secret, rows[before]) <= place(secret, rows[after])
        found[who] = (right, pairs)
    return found


def fingerprint(secret: bytes) -> str:
    """Eight letters that stand in the visible mark, so that the line itself cannot be copied from another list."""
    return hashlib.blake2b(b"mark", key=secret, digest_size=4).hexdigest()
