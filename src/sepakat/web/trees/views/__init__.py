"""Thin views: read the address, ask the library, hand the answer to a template."""
