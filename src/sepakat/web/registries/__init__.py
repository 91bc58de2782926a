"""Registries beside each other: overlaps of lists (`/irisan/`) and the review of pairs (`/padanan/`)."""
