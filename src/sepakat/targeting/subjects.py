"""Under which keyed hash a person stands in the audit: stable, of no use without the key of the vault.

Persons are entered by internal id, which outlives a corrected NIK; a NIK that led to nobody is entered as itself. The
key is derived from the vault's, so it is the same on every machine that can open the lake, and nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from sepakat.lake import Lake


def _key(lake: Lake) -> bytes:
    derived = lake.vault.key_hash(["sepakat/audit-subject"])[0].as_py()
    assert isinstance(derived, bytes)
    return derived


def _hash(key: bytes, person: str) -> str:
    # the form of `access.audit.subject`, which this room may not import; a test holds the two together
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:32]


def subjects(lake: Lake, person_ids: Iterable[int]) -> list[str]:
    """Keyed hashes (32 hex) of persons by internal id."""
    key = _key(lake)
    return [_hash(key, f"orang:{i}") for i in person_ids]


def subjects_of_entries(lake: Lake, entries: Iterable[str]) -> list[str]:
    """Keyed hashes of people whom only another registry knows, by `20260301-01/dtks:12`: each
    release numbers its entries anew."""
    key = _key(lake)
    return [_hash(key, f"entri:{one}") for one in entries]


def subject_of_nik(lake: Lake, nik: str) -> str:
    """The keyed hash of a NIK that was asked for."""
    return _hash(_key(lake), f"nik:{nik}")
