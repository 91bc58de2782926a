"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "penyaluran.unggah": Text("Berkas hasil penyaluran diunggah", "File of outcomes uploaded"),
    "penyaluran.batal": Text("Hasil penyaluran dibatalkan", "Outcome of delivery taken back"),
}
