"""Two definitions of an indicator on the same release: whom both count, one, none, by region and decile."""
