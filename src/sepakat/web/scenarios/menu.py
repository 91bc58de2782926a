"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (("scenario", Text("Skenario anggaran", "Budget scenarios"), 13),)
