"""Pohon masalah: examples with a region's figures for everybody, an editor with versions for planners."""
