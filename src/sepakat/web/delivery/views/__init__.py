"""Thin views of delivery. Pages with rows of lists are never stored by a browser or a proxy."""
