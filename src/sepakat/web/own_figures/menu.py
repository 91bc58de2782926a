"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (
    ("figures", Text("Angka terbitan", "Published figures"), 16),
    ("own-figures", Text("Angka daerah", "Own figures"), 17),
)
