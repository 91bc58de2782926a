"""One check per file. A new check is a new file here that declares `CHECK`."""
