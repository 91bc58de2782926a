"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (
    ("targets", Text("Sasaran", "Targeting"), 3),
    ("programmes", Text("Program bantuan", "Programmes"), 14),
)
