"""Real servers for tests: each on loopback, in a folder of its own, gone afterwards."""
