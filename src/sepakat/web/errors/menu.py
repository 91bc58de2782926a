"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (
    ("errors", Text("Salah sasaran", "Targeting errors"), 14),
    ("deciles-compared", Text("Banding desil", "Deciles compared"), 15),
)
