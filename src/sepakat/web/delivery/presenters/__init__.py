"""Words of delivery's pages."""
