"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "token.pakai": Text("Kunci API dipakai", "API token used"),
    "token.cabut": Text("Kunci API dicabut", "API token revoked"),
}
