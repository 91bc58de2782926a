"""Running the site: is it well, how is it used, its database at start, backups, tidying up."""
