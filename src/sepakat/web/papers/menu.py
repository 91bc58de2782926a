"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (("papers", Text("Dokumen", "Documents"), 4),)
