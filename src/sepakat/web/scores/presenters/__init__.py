"""What scores look like on pages, without Django."""
