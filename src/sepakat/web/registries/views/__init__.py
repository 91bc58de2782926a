"""Thin views, one file per page."""
