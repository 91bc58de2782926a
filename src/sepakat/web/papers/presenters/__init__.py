"""What pages show, without Django."""
