"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "skenario.hapus": Text("Skenario dihapus", "Scenario deleted"),
}
