"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "dokumen.hapus": Text("Dokumen dihapus", "Document deleted"),
    "dokumen.nampan": Text("Nampan dokumen diubah", "Tray of documents changed"),
    "dokumen.catatan-selesai": Text("Catatan tinjauan diselesaikan", "Remark of a review settled"),
}
