"""A made-up history of a city: arrivals by seed, and lives that the same table of moves judges as real ones."""
