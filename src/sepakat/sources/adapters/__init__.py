"""One file per data source. A new source is a new file here that declares `SOURCE`."""
