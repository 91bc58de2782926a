"""SPM of a region: six affairs and their services, what is left, what it costs, and the unserved in the registry."""
