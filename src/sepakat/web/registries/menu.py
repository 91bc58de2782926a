"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (("overlap", Text("Irisan daftar", "Overlap of lists"), 13),)
