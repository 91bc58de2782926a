"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (
    ("data-needs", Text("Kebutuhan data", "Data needs"), 14),
    ("guides", Text("Panduan", "Guides"), 21),
    ("course", Text("Pelatihan", "Course"), 22),
)
