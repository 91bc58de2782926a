"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "program.kembali": Text("Usulan program dikembalikan", "Proposed programme returned"),
    "program.tarik": Text("Usulan program ditarik", "Proposed programme withdrawn"),
}
