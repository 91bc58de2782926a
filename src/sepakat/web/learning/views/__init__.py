"""Thin views of the learning pages."""
