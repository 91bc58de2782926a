"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (("trees", Text("Pohon masalah", "Problem trees"), 14),)
