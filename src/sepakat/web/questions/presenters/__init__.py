"""Questions and answers in words, rows and forms; no Django."""
