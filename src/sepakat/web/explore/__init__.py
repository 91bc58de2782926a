"""Analisis mandiri (free tables) and Bandingkan (regions by indicators): both wholly in the address."""
