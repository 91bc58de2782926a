"""What trees look like on pages, without Django."""
