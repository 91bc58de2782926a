"""What this app has in the menu (see `sepakat.web.menu`)."""

from sepakat.core.text import Text

ITEMS = (
    ("compare", Text("Bandingkan wilayah", "Compare regions"), 11),
    ("analysis", Text("Analisis mandiri", "Your own analysis"), 12),
)
