"""Names behind a door: look-ups, list requests, agreements, and the audit of all of it."""
