"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "unggah.sumber": Text("Sumber berkas dipilih", "Source of a file chosen"),
    "unggah.kolom": Text("Kolom dipadankan", "Columns mapped"),
    "unggah.terima": Text("Unggahan diterima", "Upload accepted"),
    "unggah.masuk": Text("Unggahan masuk sebagai asupan", "Upload taken in"),
    "unggah.buang": Text("Unggahan dibuang", "Upload discarded"),
    "unggah.unduh-ditolak": Text("Baris ditolak diunduh", "Rejected rows downloaded"),
}
