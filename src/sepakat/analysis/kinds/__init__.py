"""Kinds of analysis: one file each, found by walking. See `sepakat.analysis.asking`."""
