"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (("scores", Text("Indeks data", "Data index"), 18),)
