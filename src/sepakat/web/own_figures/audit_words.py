"""What this app records, in the words of the audit page (sending and taking in are those of `access` and uploads)."""

from sepakat.core.text import Text

WORDS = {"angka.tolak": Text("Angka daerah ditolak", "Own figures refused")}
