"""Names behind a door: look-ups, the family page, list requests, agreements, and a citizen's "who has seen my data"."""
