"""What happened, in words. Apps that record actions of their own say them in an `audit_words` module (`WORDS`)."""

from __future__ import annotations

from functools import lru_cache

from sepakat import access
from sepakat.core.text import Text
from sepakat.web import walk

OWN = {
    "masuk.berhasil": Text("Masuk", "Signed in"),
    "masuk.gagal": Text("Percobaan masuk gagal", "Sign-in failed"),
    "masuk.kode_gagal": Text("Kode langkah kedua tidak cocok", "Second-step code did not match"),
    "keluar": Text("Keluar", "Signed out"),
    "sandi.diganti": Text("Sandi diganti", "Password changed"),
    "dua_langkah.dipasang": Text("Dua langkah dipasang", "Two steps set up"),
    "dua_langkah.dilepas": Text("Dua langkah dilepas", "Two steps taken off"),
    "kode_cadangan.dibuat": Text("Kode cadangan baru", "New recovery codes"),
    "sesi.diakhiri": Text("Keluar dari semua perangkat", "Signed out everywhere"),
    "undangan.dibuat": Text("Undangan dibuat", "Invitation made"),
    "undangan.disahkan": Text("Undangan disahkan", "Invitation confirmed"),
    "undangan.dicabut": Text("Undangan dicabut", "Invitation revoked"),
    "undangan.diterima": Text("Undangan diterima", "Invitation accepted"),
    "akun.tautan_baru": Text("Tautan masuk baru dibuat", "New way in made"),
    "peran.diakhiri": Text("Peran diakhiri", "Role ended"),
    "akun.ditutup": Text("Akun ditutup", "Account closed"),
    "admin.pertama": Text("Admin dibuat dari baris perintah", "Administrator made from the command line"),
    "jejak.ekspor": Text("Jejak audit diunduh", "Audit trail downloaded"),
}


@lru_cache(maxsize=1)
def words() -> dict[str, Text]:
    """All known actions in words: those of the rules, of accounts, and of every app that says its own."""
    found: dict[str, Text] = {}
    for app in walk.each("audit_words"):
        found |= app.WORDS
    return found | OWN | {action.value: about.label for action, about in access.actions().items()}


def said(action: str) -> Text:
    """An action in words; its id where nobody has said it."""
    return words().get(action, Text(action, action))
