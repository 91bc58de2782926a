"""Programmes in words and rows; no Django."""
