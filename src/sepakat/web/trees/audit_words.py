"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "pohon.hapus": Text("Pohon masalah dihapus", "Problem tree deleted"),
    "pohon.dokumen": Text("Pohon masalah disimpan untuk dokumen", "Problem tree kept for documents"),
}
