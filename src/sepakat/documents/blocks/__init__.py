"""Kinds of block: one file each, found by walking. See `sepakat.documents.block`."""
