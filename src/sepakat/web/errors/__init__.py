"""Salah sasaran and Banding desil: who is wrongly out and in, for a regent and for an analyst. Public figures only."""
