"""People who talk while a seeded scheduler breaks things, until the checker gives its verdict."""
