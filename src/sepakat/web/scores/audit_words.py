"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "skor.bukti": Text("Paket bukti EPSS diunduh", "EPSS evidence pack downloaded"),
}
