"""Modul data daerah: an office sends its own figures, the walidata decides, and every series has its trend page."""
