"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (("atlas", Text("Peta", "Map"), 13),)
