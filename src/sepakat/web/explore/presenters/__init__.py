"""Analysis and comparison in words and rows; no Django."""
