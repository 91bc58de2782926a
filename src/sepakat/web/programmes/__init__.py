"""Programmes on pages: who is due in a region, each programme with its rule, and a region's own programmes."""
