"""The API's entries in the menu."""

from sepakat.core.text import Text

ITEMS = [("api-page", Text("API", "API"), 18)]
