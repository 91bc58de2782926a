"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text
from sepakat.web.names.states import ACTS

WORDS = {
    "nik.buka": Text("Membuka satu NIK", "Revealed one NIK"),
    "daftar.naskah": Text("Naskah daftar nama disusun", "Papers of a list of names made"),
    "daftar.musnah": Text("Berkas daftar nama dimusnahkan", "File of a list of names destroyed"),
} | {
    f"daftar.{act}": Text(f"Daftar nama: {words.id}", f"List of names: {words.en}")
    for act, words in ACTS.items()
    if f"daftar.{act}" != "daftar.musnah"
}
