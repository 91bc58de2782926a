"""Peta: the one interactive map, which is a plain map and a table without JavaScript."""
