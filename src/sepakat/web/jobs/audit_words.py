"""What this app records, in the words of the audit page."""

from sepakat.core.text import Text

WORDS = {
    "pekerjaan.mulai": Text("Pekerjaan dimulai", "Job started"),
    "pekerjaan.hentikan": Text("Pekerjaan dihentikan", "Job stopped"),
}
