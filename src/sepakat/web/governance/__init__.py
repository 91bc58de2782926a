"""The record of who did what: append-only, chained by hashes, and its pages (`/audit/`)."""
