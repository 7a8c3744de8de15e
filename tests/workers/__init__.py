"""Several workers on a real PostgreSQL, killed and cut off: what they archive, how they ask."""
