"""SEPAKAT: from registry files to ranked, measured regions, and on to lists, plans and documents."""

__version__ = "0.1.0"
