"""Kesetaraan: a region through the lens of gender, disability and age."""
