"""From a file that somebody sends to a published release: check, mend, take in, undo; build, compare, publish."""
