"""Pelatihan: short practice modules on the sample region, whose answers are computed from what the reader sees."""
