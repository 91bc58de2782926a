"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (("questions", Text("Pertanyaan perencanaan", "Planning questions"), 10),)
