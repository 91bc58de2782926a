"""Kebutuhan data, Panduan and Pelatihan: from a goal to its data, help in the words of the screens, the course."""
