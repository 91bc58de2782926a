"""Delivery: what came back after a list was handed over, against what was planned."""
