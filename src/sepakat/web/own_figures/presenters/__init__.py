"""What the pages say, without Django."""
