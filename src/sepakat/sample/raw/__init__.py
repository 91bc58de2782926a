"""One module per raw file that an agency would deliver; each writes one block at a time to the sink."""
