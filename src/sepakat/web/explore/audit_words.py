"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "analisis.hapus": Text("Analisis dihapus", "Analysis deleted"),
}
